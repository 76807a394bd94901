import type { Side } from "@/server/domain/allocation/status";
import { cancelledPayload, echoAllocation, rejectedPayload } from "@/server/domain/events";
import type { Rejection } from "@/server/domain/reject-reasons";
import { pgArray } from "./arrays";
import type { BatchRow } from "./batches";
import { appendEvents, type EventDraft } from "./outbox";
import type { Tx } from "./transaction";

type RefusedRow = {
  id: string;
  publicId: string;
  clientTransactionId: string;
  account: string;
  side: Side;
  symbol: string;
  amount: string;
  bpsCommission: number | null;
  fixedCommission: string | null;
  rejectReason: string;
  createdAt: Date;
};

const returned = `a.id, a.public_id as "publicId", a.client_transaction_id as "clientTransactionId", a.account, a.side, a.symbol,
  a.amount::text as amount, a.bps_commission as "bpsCommission", a.fixed_commission::text as "fixedCommission", a.created_at as "createdAt"`;

/** Ids of up to `limit` allocations of the batch that are still PENDING, in id order. */
export async function listPendingIds(tx: Tx, batchId: string, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    "select id from allocations where batch_id = $1 and status = 'PENDING' order by id limit $2",
    [batchId, limit],
  );
  return rows.map((row) => row.id);
}

/**
 * Moves PENDING allocations to REJECTED, each with its own code and reason and its event, and counts them on the batch. Assumes
 * the batch is held FOR NO KEY UPDATE. Answers how many moved; those no longer PENDING are left alone.
 */
export async function rejectAllocations(
  tx: Tx,
  batch: BatchRow,
  at: Date,
  refusals: readonly { id: string; rejection: Rejection }[],
): Promise<number> {
  if (refusals.length === 0) return 0;
  const rows = await tx.query<RefusedRow>(
    `update allocations a set status = 'REJECTED', reject_code = u.code, reject_reason = u.reason, finished_at = $2
       from unnest($3::bigint[], $4::text[], $5::text[]) as u (id, code, reason)
      where a.id = u.id and a.batch_id = $1 and a.status = 'PENDING'
      returning ${returned}, a.reject_reason as "rejectReason"`,
    [
      batch.id,
      at,
      pgArray(refusals, (refusal) => refusal.id),
      pgArray(refusals, (refusal) => refusal.rejection.code),
      refusals.map((refusal) => refusal.rejection.reason),
    ],
  );
  rows.sort(byClientTransactionId);
  await tx.execute("update batches set rejected_count = rejected_count + $2 where id = $1", [
    batch.id,
    rows.length,
  ]);
  await appendEvents(
    tx,
    batch.id,
    at,
    rows.map((row) => draft(batch, row, "REJECTED")),
  );
  return rows.length;
}

/** Moves every PENDING allocation of an open batch to CANCELLED with its event; assumes the batch is held FOR NO KEY UPDATE. */
export async function cancelAllocations(tx: Tx, batch: BatchRow, at: Date, reason: string): Promise<number> {
  const rows = await tx.query<RefusedRow>(
    `update allocations a set status = 'CANCELLED', finished_at = $2 where a.batch_id = $1 and a.status = 'PENDING'
     returning ${returned}, $3::text as "rejectReason"`,
    [batch.id, at, reason],
  );
  rows.sort(byClientTransactionId);
  await appendEvents(
    tx,
    batch.id,
    at,
    rows.map((row) => draft(batch, row, "CANCELLED")),
  );
  return rows.length;
}

const byClientTransactionId = (a: RefusedRow, b: RefusedRow): number =>
  a.clientTransactionId < b.clientTransactionId ? -1 : 1;

function draft(batch: BatchRow, row: RefusedRow, status: "REJECTED" | "CANCELLED"): EventDraft {
  const content = {
    createdAt: row.createdAt.toISOString(),
    id: row.publicId,
    rejectReason: row.rejectReason,
    request: echoAllocation({ ...row, batchTransactionId: batch.batchTransactionId }),
  };
  const payload = status === "REJECTED" ? rejectedPayload(content) : cancelledPayload(content);
  return { kind: "allocation", status, allocationId: row.id, payload };
}
