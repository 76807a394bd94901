import type { ReactNode } from "react";
import { HydrateClient } from "@/app/_trpc/server";
import { BatchHead } from "@/components/batches/batch-head";
import { BatchLive } from "@/components/batches/batch-live";
import { loadBatch } from "../load-batch";

type Props = { children: ReactNode; params: Promise<{ batchId: string }> };

/** Head and live figures of a batch, shared by its pages. */
export default async function BatchLayout({ children, params }: Props) {
  const { batchId } = await params;
  const batch = await loadBatch(batchId);
  return (
    <HydrateClient>
      <BatchLive batchTransactionId={batch.batchTransactionId}>
        <BatchHead />
        {children}
      </BatchLive>
    </HydrateClient>
  );
}
