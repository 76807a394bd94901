import type pg from "pg";
import { type BatchRow, batchView, countRequests, findBatch } from "@/server/db/batches";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import type { BatchStatus, BatchType, PartialFillPolicy } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import { type BatchView, echoBatch } from "@/server/domain/events";
import { rejectReason } from "@/server/domain/reject-reasons";

/** Throws BATCH_NOT_FOUND, with the same words for a batch that does not exist and for another firm's. */
export async function getBatchOf(tx: Tx, batchTransactionId: string): Promise<BatchRow> {
  const batch = await findBatch(tx, batchTransactionId, "none");
  if (batch !== null) return batch;
  throw new AppError("BATCH_NOT_FOUND", rejectReason.batchNotFound(), { batchTransactionId });
}

/** The batch as the contract words it; throws BATCH_NOT_FOUND. */
export function getBatchView(pool: pg.Pool, firmId: string, batchTransactionId: string): Promise<BatchView> {
  return withFirmTx(pool, firmId, async (tx) => {
    const batch = await getBatchOf(tx, batchTransactionId);
    const count = batch.declaredCount ?? (await countRequests(tx, batch.id)).accepted;
    return batchView(batch, count);
  });
}

/** Throws BATCH_NOT_FOUND unless the firm has the batch. */
export function assertBatchExists(pool: pg.Pool, firmId: string, batchTransactionId: string): Promise<void> {
  return withFirmTx(pool, firmId, async (tx) => {
    await getBatchOf(tx, batchTransactionId);
  });
}

/** A page of a list in key order: `cursor` is the row id that the page follows, `nextCursor` null on the last page. */
export type PageRequest = { cursor?: string | undefined; limit: number };
export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** Cuts a page from rows of which one more than the limit was asked for. */
export function cutPage<Row extends { rowId: string }, Item>(
  rows: readonly Row[],
  limit: number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const page = rows.slice(0, limit);
  return {
    items: page.map(itemOf),
    nextCursor: rows.length > limit ? (page.at(-1)?.rowId ?? null) : null,
  };
}

type ListedBatch = {
  rowId: string;
  allocations: number;
  createdAt: Date;
  id: string;
  rejectReason: string | null;
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  partialFill: PartialFillPolicy;
  status: BatchStatus;
};

/** The firm's batches as the contract words them, newest first. */
export function listBatchViews(
  pool: pg.Pool,
  firmId: string,
  input: PageRequest & { status?: BatchStatus | undefined },
): Promise<Page<BatchView>> {
  return withFirmTx(pool, firmId, async (tx) => {
    const rows = await tx.query<ListedBatch>(
      `select b.id::text as "rowId", b.created_at as "createdAt", b.public_id as id, b.reject_reason as "rejectReason",
         b.batch_transaction_id as "batchTransactionId", b.symbol, b.type, b.partial_fill as "partialFill", b.status,
         coalesce(b.declared_count, (select count(*)::int from allocations a where a.batch_id = b.id and a.status <> 'REJECTED')) as allocations
       from batches b where b.firm_id = $1 and ($2::text is null or b.status = $2) and ($3::bigint is null or b.id < $3)
       order by b.id desc limit $4`,
      [firmId, input.status ?? null, input.cursor ?? null, input.limit + 1],
    );
    return cutPage(rows, input.limit, (row) => ({
      allocations: row.allocations,
      createdAt: row.createdAt.toISOString(),
      id: row.id,
      ...(row.rejectReason === null ? {} : { rejectReason: row.rejectReason }),
      request: echoBatch(row),
      status: row.status,
    }));
  });
}
