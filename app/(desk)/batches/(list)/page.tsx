import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { createLoader } from "nuqs/server";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { batchFilters, batchListInput } from "@/components/batches/batch-filters";
import { BatchList } from "@/components/batches/batch-list";
import { NewBatchButton } from "@/components/batches/new-batch-button";
import { MainAction, PageHead } from "@/components/ui/page-head";

export const metadata: Metadata = { title: "Batches" };

const loadFilters = createLoader(batchFilters);

/** All batches of the firm; a pasted address opens exactly the same view. */
export default async function BatchesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filters = await loadFilters(searchParams);
  const client = getQueryClient();
  await Promise.all([
    client.prefetchQuery(trpc.batches.list.queryOptions(batchListInput(filters))),
    client.prefetchQuery(trpc.instruments.list.queryOptions()),
  ]);
  return (
    <HydrateClient>
      <PageHead
        title="Batches"
        action={
          <MainAction>
            <NewBatchButton />
          </MainAction>
        }
      />
      <BatchList />
    </HydrateClient>
  );
}
