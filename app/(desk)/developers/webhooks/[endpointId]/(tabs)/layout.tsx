import type { ReactNode } from "react";
import { HydrateClient } from "@/app/_trpc/server";
import { EndpointHead } from "@/components/developers/endpoints/endpoint-head";
import { isAtTestSink, loadEndpoint } from "../load-endpoint";

type Props = { children: ReactNode; params: Promise<{ endpointId: string }> };

/** Head and figures of an endpoint, shared by its pages. */
export default async function EndpointLayout({ children, params }: Props) {
  const { endpointId } = await params;
  const [endpoint, atTestSink] = await Promise.all([loadEndpoint(endpointId), isAtTestSink(endpointId)]);
  return (
    <HydrateClient>
      <EndpointHead endpointId={endpoint.id} atTestSink={atTestSink} />
      {children}
    </HydrateClient>
  );
}
