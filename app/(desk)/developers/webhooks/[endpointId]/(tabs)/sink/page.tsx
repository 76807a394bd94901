import type { Metadata } from "next";
import { HydrateClient } from "@/app/_trpc/server";
import { SinkView } from "@/components/developers/sink/sink-view";
import { endpointTitle } from "../../endpoint-title";
import { loadEndpoint } from "../../load-endpoint";

type Props = { params: Promise<{ endpointId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await endpointTitle((await params).endpointId, "Test sink") };
}

/** What the sandbox received on the firm's behalf. */
export default async function SinkPage({ params }: Props) {
  const { id } = await loadEndpoint((await params).endpointId);
  return (
    <HydrateClient>
      <SinkView endpointId={id} />
    </HydrateClient>
  );
}
