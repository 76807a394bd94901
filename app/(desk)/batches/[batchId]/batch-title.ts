import { countOf } from "@/components/format/decimal";
import { shortId } from "@/components/format/short-id";
import { batchLooks } from "@/components/format/status-text";
import { loadBatch } from "./load-batch";

/** "BTCUSD, 4,998 rows, Open. Batch 49136c79…" — enough to find the tab among many. */
export async function batchTitle(batchId: string, page?: string): Promise<string> {
  const batch = await loadBatch(batchId);
  const rows = countOf(batch.acceptedCount, "row");
  const where = page === undefined ? "Batch" : `${page} of batch`;
  return `${batch.symbol}, ${rows}, ${batchLooks[batch.status].word}. ${where} ${shortId(batch.batchTransactionId)}`;
}
