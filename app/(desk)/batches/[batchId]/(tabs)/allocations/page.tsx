import type { Metadata } from "next";
import { createLoader, type SearchParams } from "nuqs/server";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { allocationFilters, allocationListInput } from "@/components/allocations/allocation-filters";
import { BatchAllocations } from "@/components/allocations/batch-allocations";
import { batchTitle } from "../../batch-title";
import { loadBatch } from "../../load-batch";

type Props = { params: Promise<{ batchId: string }>; searchParams: Promise<SearchParams> };

const loadFilters = createLoader(allocationFilters);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await batchTitle((await params).batchId, "Allocations") };
}

/** Every row of the batch; a pasted address opens the same page, filters and details. */
export default async function AllocationsPage({ params, searchParams }: Props) {
  const { batchId } = await params;
  const [batch, filters] = await Promise.all([loadBatch(batchId), loadFilters(searchParams)]);
  await getQueryClient().prefetchQuery(
    trpc.allocations.list.queryOptions(allocationListInput(batch.batchTransactionId, filters)),
  );
  return (
    <HydrateClient>
      <BatchAllocations />
    </HydrateClient>
  );
}
