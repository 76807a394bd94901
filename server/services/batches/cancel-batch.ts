import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { batchView, countRequests, findBatch, getBatch } from "@/server/db/batches";
import { notifyBatch } from "@/server/db/outbox";
import { cancelAllocations } from "@/server/db/refusals";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { batchCan } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import type { BatchView } from "@/server/domain/events";
import { type Rejection, rejectReason } from "@/server/domain/reject-reasons";
import { endOfTradingDay } from "@/server/domain/trading-day";
import { markRejected } from "./refuse-batch";

/**
 * Cancels an OPEN batch: its allocations become CANCELLED, the batch REJECTED "Cancelled by …". Again on a cancelled batch answers it
 * as it stands. Throws BATCH_NOT_FOUND, BATCH_NOT_OPEN once it was closed.
 */
export async function cancelBatch(
  ctx: Context,
  actor: Actor,
  input: { batchTransactionId: string },
): Promise<BatchView> {
  const cancel = async (tx: Tx): Promise<BatchView> => {
    const batch = await findBatch(tx, input.batchTransactionId, "update");
    if (batch === null) throw new AppError("BATCH_NOT_FOUND", rejectReason.batchNotFound(), { ...input });
    const { accepted } = await countRequests(tx, batch.id);
    if (batch.rejectCode === "BATCH_CANCELLED") return batchView(batch, accepted);
    if (!batchCan("cancel", batch))
      throw new AppError("BATCH_NOT_OPEN", rejectReason.batchNotOpen(batch), { status: batch.status });
    const rejection: Rejection = { code: "BATCH_CANCELLED", reason: rejectReason.cancelledBy(actor.name) };
    await end(ctx, tx, batch.id, rejection, accepted);
    await appendAudit(tx, {
      actor: actor.name,
      action: "batch.cancel",
      object: input.batchTransactionId,
      details: { accepted },
    });
    return batchView({ ...batch, status: "REJECTED", rejectReason: rejection.reason }, accepted);
  };
  return withFirmTx(ctx.pool, actor.firmId, cancel, { statementTimeoutMs: 60_000 });
}

async function end(
  ctx: Context,
  tx: Tx,
  batchId: string,
  rejection: Rejection,
  accepted: number,
): Promise<void> {
  const now = ctx.clock.now();
  const batch = await getBatch(tx, batchId, "update");
  await cancelAllocations(tx, batch, now, rejection.reason);
  await markRejected(tx, batch, rejection, now, accepted);
  await notifyBatch(tx, batchId);
}

/** Ends the firm's OPEN batches whose trading day is over as REJECTED "Expired" (P12); a firm that is always open has none. Answers how many. */
export async function expireBatches(ctx: Context, actor: Actor): Promise<number> {
  const now = ctx.clock.now();
  const open = await withFirmTx(ctx.pool, actor.firmId, (tx) =>
    tx.query<{ id: string; createdAt: Date }>(
      `select b.id, b.created_at as "createdAt" from batches b join firms f on f.id = b.firm_id
       where b.firm_id = $1 and b.status = 'OPEN' and not f.always_open`,
      [actor.firmId],
    ),
  );
  const over = open.filter((batch) => endOfTradingDay(batch.createdAt) <= now);
  for (const { id } of over) {
    const expire = async (tx: Tx): Promise<void> => {
      const batch = await getBatch(tx, id, "update");
      if (!batchCan("expire", batch)) return;
      const { accepted } = await countRequests(tx, id);
      await end(ctx, tx, id, { code: "BATCH_EXPIRED", reason: rejectReason.expired() }, accepted);
      await appendAudit(tx, {
        actor: actor.name,
        action: "batch.expire",
        object: batch.batchTransactionId,
        details: { accepted },
      });
    };
    await withFirmTx(ctx.pool, actor.firmId, expire, { statementTimeoutMs: 60_000 });
  }
  return over.length;
}
