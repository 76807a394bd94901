import type { Metadata } from "next";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { BatchOverview } from "@/components/batches/batch-overview";
import { rejectedRowsInput } from "@/components/batches/rejected-rows-input";
import { batchTitle } from "../batch-title";
import { loadBatch } from "../load-batch";

type Props = { params: Promise<{ batchId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await batchTitle((await params).batchId) };
}

/** What the batch's status asks for: closing, watching, the result, or the reason. */
export default async function BatchPage({ params }: Props) {
  const batch = await loadBatch((await params).batchId);
  if (batch.refusedCount + batch.rejectedCount > 0) {
    await getQueryClient().prefetchQuery(
      trpc.allocations.list.queryOptions(rejectedRowsInput(batch.batchTransactionId)),
    );
  }
  return (
    <HydrateClient>
      <BatchOverview />
    </HydrateClient>
  );
}
