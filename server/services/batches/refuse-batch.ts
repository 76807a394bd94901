import type { Actor, Context } from "@/server/context";
import { type BatchRow, batchView, getBatch } from "@/server/db/batches";
import { appendEvents, notifyBatch } from "@/server/db/outbox";
import { listPendingIds, rejectAllocations } from "@/server/db/refusals";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { assert, type RejectCode } from "@/server/domain/errors";

const CHUNK = 10_000;

/**
 * Takes a batch whose refusal is decided to REJECTED: its allocations first, in chunks that each commit with their events, then the
 * batch itself. Can be called again at any point. Holds the batch in each transaction.
 */
export async function refuseBatch(ctx: Context, actor: Actor, batchId: string): Promise<void> {
  for (;;) {
    const left = await withFirmTx(ctx.pool, actor.firmId, (tx) => refuseChunk(ctx, tx, batchId), {
      statementTimeoutMs: 60_000,
    });
    await ctx.reach("refuse.chunk-committed");
    if (!left) return;
  }
}

/** True while another chunk may be left. */
async function refuseChunk(ctx: Context, tx: Tx, batchId: string): Promise<boolean> {
  const batch = await getBatch(tx, batchId, "update");
  if (batch.status !== "IN_PROGRESS") return false;
  assert(batch.refusalCode !== null && batch.refusalReason !== null, `batch ${batchId} is not to be refused`);
  const rejection = { code: batch.refusalCode as RejectCode, reason: batch.refusalReason };
  const now = ctx.clock.now();
  const ids = await listPendingIds(tx, batchId, CHUNK);
  await rejectAllocations(
    tx,
    batch,
    now,
    ids.map((id) => ({ id, rejection })),
  );
  if (ids.length < CHUNK) await markRejected(tx, batch, rejection, now);
  await notifyBatch(tx, batchId);
  return ids.length === CHUNK;
}

/** Ends a batch as REJECTED with its event; assumes the batch is held and nothing under it is PENDING. */
export async function markRejected(
  tx: Tx,
  batch: BatchRow,
  rejection: { code: RejectCode; reason: string },
  now: Date,
  allocations?: number,
): Promise<void> {
  await tx.execute(
    "update batches set status = 'REJECTED', reject_code = $2, reject_reason = $3, finished_at = $4 where id = $1",
    [batch.id, rejection.code, rejection.reason, now],
  );
  const view = batchView(
    { ...batch, status: "REJECTED", rejectReason: rejection.reason },
    allocations ?? batch.declaredCount ?? 0,
  );
  await appendEvents(tx, batch.id, now, [
    { kind: "batch", status: "REJECTED", allocationId: null, payload: view },
  ]);
}
