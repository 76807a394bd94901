import type { Metadata } from "next";
import { HydrateClient } from "@/app/_trpc/server";
import { ImportDesk } from "@/components/import/import-desk";
import { batchTitle } from "../batch-title";
import { loadBatch } from "../load-batch";

type Props = { params: Promise<{ batchId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: await batchTitle((await params).batchId, "Add rows") };
}

/** Rows from a spreadsheet into the batch: read and repaired in the browser, sent when they are right. */
export default async function ImportPage({ params }: Props) {
  const batch = await loadBatch((await params).batchId);
  return (
    <HydrateClient>
      <ImportDesk batchTransactionId={batch.batchTransactionId} />
    </HydrateClient>
  );
}
