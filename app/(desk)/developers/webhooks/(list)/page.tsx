import type { Metadata } from "next";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { DevelopersHead } from "@/components/developers/developers-head";
import { AddEndpointButton } from "@/components/developers/endpoints/add-endpoint-button";
import { EndpointList } from "@/components/developers/endpoints/endpoint-list";
import { MainAction } from "@/components/ui/page-head";

export const metadata: Metadata = { title: "Webhooks" };

/** Where the firm wants its events, and how each endpoint does. */
export default async function WebhooksPage() {
  await getQueryClient().prefetchQuery(trpc.endpoints.list.queryOptions());
  return (
    <HydrateClient>
      <DevelopersHead
        title="Webhooks"
        action={
          <MainAction>
            <AddEndpointButton />
          </MainAction>
        }
      />
      <EndpointList />
    </HydrateClient>
  );
}
