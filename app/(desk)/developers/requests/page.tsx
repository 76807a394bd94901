import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { DevelopersHead } from "@/components/developers/developers-head";
import { requestFilters, requestListInput } from "@/components/developers/requests/request-filters";
import { RequestLog } from "@/components/developers/requests/request-log";

export const metadata: Metadata = { title: "Requests" };

const loadFilters = createLoader(requestFilters);

/** What the firm's systems asked; a pasted address opens the same filters and page. */
export default async function RequestsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filters = await loadFilters(searchParams);
  await getQueryClient().prefetchQuery(trpc.requests.list.queryOptions(requestListInput(filters)));
  return (
    <HydrateClient>
      <DevelopersHead title="Requests" />
      <RequestLog />
    </HydrateClient>
  );
}
