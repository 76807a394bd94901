import type { Metadata } from "next";
import { HydrateClient } from "@/app/_trpc/server";
import { Recover } from "@/components/developers/endpoints/recover";
import { endpointTitle } from "../../endpoint-title";
import { loadEndpoint } from "../../load-endpoint";

type Props = { params: Promise<{ endpointId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await endpointTitle((await params).endpointId, "Recover") };
}

/** Sending past events again. */
export default async function RecoverPage({ params }: Props) {
  const { id } = await loadEndpoint((await params).endpointId);
  return (
    <HydrateClient>
      <Recover endpointId={id} />
    </HydrateClient>
  );
}
