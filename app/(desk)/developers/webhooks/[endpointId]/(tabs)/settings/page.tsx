import type { Metadata } from "next";
import { HydrateClient } from "@/app/_trpc/server";
import { EndpointSettings } from "@/components/developers/endpoints/endpoint-settings";
import { eventSamples } from "../../../../event-samples";
import { endpointTitle } from "../../endpoint-title";
import { loadEndpoint } from "../../load-endpoint";

type Props = { params: Promise<{ endpointId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await endpointTitle((await params).endpointId, "Settings") };
}

/** What the endpoint is, and how it ends. */
export default async function SettingsPage({ params }: Props) {
  const { id } = await loadEndpoint((await params).endpointId);
  return (
    <HydrateClient>
      <EndpointSettings endpointId={id} samples={eventSamples} />
    </HydrateClient>
  );
}
