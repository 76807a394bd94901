import type { Side } from "@/server/domain/allocation/status";
import type { Instrument } from "@/server/domain/asset";
import type {
  BatchStatus,
  BatchType,
  MixedSidePolicy,
  PartialFillPolicy,
} from "@/server/domain/batch/status";
import type { BatchView } from "@/server/domain/events";
import { echoBatch } from "@/server/domain/events";
import type { Tx } from "./transaction";

export type BatchRow = {
  id: string;
  publicId: string;
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  partialFill: PartialFillPolicy;
  mixedSides: MixedSidePolicy;
  status: BatchStatus;
  rejectCode: string | null;
  rejectReason: string | null;
  refusalCode: string | null;
  refusalReason: string | null;
  attention: string | null;
  declaredCount: number | null;
  referencePrice: string | null;
  createdAt: Date;
};

const columns = `b.id, b.public_id as "publicId", b.batch_transaction_id as "batchTransactionId", b.symbol, b.type,
  b.partial_fill as "partialFill", b.mixed_sides as "mixedSides", b.status, b.reject_code as "rejectCode",
  b.reject_reason as "rejectReason", b.refusal_code as "refusalCode", b.refusal_reason as "refusalReason", b.attention,
  b.declared_count as "declaredCount", b.reference_price::text as "referencePrice", b.created_at as "createdAt"`;

/** How the row is held: SHARE lets allocations of one batch arrive side by side, UPDATE is for whoever changes the batch. */
export type BatchLock = "none" | "share" | "update";
const lockClause = { none: "", share: "for share of b", update: "for no key update of b" } as const;

/** The firm's batch by its wire id, or null. Holds the row as asked until the transaction ends. */
export async function findBatch(
  tx: Tx,
  batchTransactionId: string,
  lock: BatchLock,
): Promise<BatchRow | null> {
  const rows = await tx.query<BatchRow>(
    `select ${columns} from batches b where b.firm_id = $1 and b.batch_transaction_id = $2 ${lockClause[lock]}`,
    [tx.firmId, batchTransactionId],
  );
  return rows[0] ?? null;
}

/** The batch by its internal id, held as asked; throws when it is not the firm's. */
export async function getBatch(tx: Tx, batchId: string, lock: BatchLock): Promise<BatchRow> {
  const rows = await tx.query<BatchRow>(
    `select ${columns} from batches b where b.id = $1 ${lockClause[lock]}`,
    [batchId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`batch ${batchId} is not of firm ${tx.firmId}`);
  return row;
}

/** Inserts a batch; null when the firm has one with this batchTransactionId already. */
export async function insertBatch(
  tx: Tx,
  batch: {
    batchTransactionId: string;
    symbol: string;
    instrumentSymbol: string | null;
    type: BatchType;
    partialFill: PartialFillPolicy;
    mixedSides: MixedSidePolicy;
    status: "OPEN" | "REJECTED";
    rejectCode: string | null;
    rejectReason: string | null;
    openedBy: string;
    createdAt: Date;
  },
): Promise<BatchRow | null> {
  const rows = await tx.query<BatchRow>(
    `insert into batches as b (firm_id, batch_transaction_id, symbol, instrument_symbol, type, partial_fill, mixed_sides, status,
       reject_code, reject_reason, opened_by, created_at, finished_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, case when $8 = 'REJECTED' then $12::timestamptz end)
     on conflict (firm_id, batch_transaction_id) do nothing returning ${columns}`,
    [
      tx.firmId,
      batch.batchTransactionId,
      batch.symbol,
      batch.instrumentSymbol,
      batch.type,
      batch.partialFill,
      batch.mixedSides,
      batch.status,
      batch.rejectCode,
      batch.rejectReason,
      batch.openedBy,
      batch.createdAt,
    ],
  );
  return rows[0] ?? null;
}

/** The batch as the wire shows it, with the given count of accepted allocations. */
export const batchView = (batch: BatchRow, allocations: number): BatchView => ({
  allocations,
  createdAt: batch.createdAt.toISOString(),
  id: batch.publicId,
  ...(batch.rejectReason === null ? {} : { rejectReason: batch.rejectReason }),
  request: echoBatch(batch),
  status: batch.status,
});

const instrumentColumns = `symbol, base_asset as "baseAsset", quantity_decimals as "quantityDecimals", price_decimals as "priceDecimals",
  trim_scale(minimum_order_quantity)::text as "minimumOrderQuantity", trim_scale(minimum_order_notional)::text as "minimumOrderNotional"`;

/** The instrument if it may be traded now, or null. */
export async function findInstrument(tx: Tx, symbol: string): Promise<Instrument | null> {
  const rows = await tx.query<Instrument>(
    `select ${instrumentColumns} from instruments where symbol = $1 and enabled`,
    [symbol],
  );
  return rows[0] ?? null;
}

/** The instrument of an order that was sent, whether or not it may still be traded; throws when there is none. */
export async function getInstrument(tx: Tx, symbol: string): Promise<Instrument> {
  const rows = await tx.query<Instrument>(`select ${instrumentColumns} from instruments where symbol = $1`, [
    symbol,
  ]);
  const row = rows[0];
  if (row === undefined) throw new Error(`there is no instrument ${symbol}`);
  return row;
}

export type RequestCounts = { accepted: number; rejected: number };

/** Allocations accepted and refused at request under an open batch (P8). */
export async function countRequests(tx: Tx, batchId: string): Promise<RequestCounts> {
  const rows = await tx.query<RequestCounts>(
    `select count(*) filter (where status <> 'REJECTED')::int as accepted, count(*) filter (where status = 'REJECTED')::int as rejected
     from allocations where batch_id = $1`,
    [batchId],
  );
  return rows[0] ?? { accepted: 0, rejected: 0 };
}

export type SideSums = Record<Side, { count: number; amount: string }>;

/** Number and sum of amounts per side of the allocations still PENDING. */
export async function sumPending(tx: Tx, batchId: string): Promise<SideSums> {
  const rows = await tx.query<{ side: Side; count: number; amount: string }>(
    `select side, count(*)::int as count, trim_scale(sum(amount))::text as amount
     from allocations where batch_id = $1 and status = 'PENDING' group by side`,
    [batchId],
  );
  const of = (side: Side) => rows.find((row) => row.side === side) ?? { count: 0, amount: "0" };
  return { BUY: of("BUY"), SELL: of("SELL") };
}
