import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { type BatchRow, batchView, countRequests, findBatch } from "@/server/db/batches";
import { appendEvents, notifyBatch } from "@/server/db/outbox";
import { freezeStatement } from "@/server/db/statements";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { batchCan } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import type { BatchView } from "@/server/domain/events";
import { rejectReason } from "@/server/domain/reject-reasons";
import { endOfTradingDay, isMaintenance, tradingDay } from "@/server/domain/trading-day";

export type CloseBatchInput = { batchTransactionId: string; allocations: number };

/**
 * Closes a batch whose accepted allocations are as many as expected, freezes its allocation statement and queues it, all in
 * one transaction with its event. Holds the batch row, so allocations that come later find it closed. The same call again
 * answers the batch as it stands (P11). Throws BATCH_NOT_FOUND, ALLOCATION_COUNT_MISMATCH (the batch stays OPEN, P8),
 * BATCH_NOT_OPEN, MARKET_CLOSED and BATCH_EXPIRED (P12).
 */
export async function closeBatch(ctx: Context, actor: Actor, input: CloseBatchInput): Promise<BatchView> {
  const now = ctx.clock.now();
  const close = async (tx: Tx): Promise<BatchView> => {
    const batch = await findBatch(tx, input.batchTransactionId, "update");
    if (batch === null) throw new AppError("BATCH_NOT_FOUND", rejectReason.batchNotFound(), { ...input });
    if (batch.declaredCount === input.allocations && batch.status !== "OPEN")
      return batchView(batch, input.allocations);
    if (!batchCan("close", batch))
      throw new AppError("BATCH_NOT_OPEN", rejectReason.batchNotOpen(batch), { status: batch.status });
    await refuseOutsideItsDay(tx, batch, now);
    const counts = await countRequests(tx, batch.id);
    if (counts.accepted !== input.allocations) throw countMismatch(input.allocations, counts);
    await ctx.reach("close.counted");
    await freezeStatement(tx, batch.id, now);
    const closed = await markClosed(tx, batch, { count: input.allocations, actor: actor.name, now });
    const view = batchView(closed, input.allocations);
    await appendEvents(tx, batch.id, now, [
      { kind: "batch", status: "CLOSED", allocationId: null, payload: view },
    ]);
    await ctx.enqueueBatch(tx, { firmId: actor.firmId, batchId: batch.id });
    await notifyBatch(tx, batch.id);
    await appendAudit(tx, {
      actor: actor.name,
      action: "batch.close",
      object: input.batchTransactionId,
      details: { allocations: input.allocations },
    });
    return view;
  };
  // Hashing the statement of a million lines takes seconds.
  return withFirmTx(ctx.pool, actor.firmId, close, { statementTimeoutMs: 60_000 });
}

const countMismatch = (expected: number, counts: { accepted: number; rejected: number }): AppError =>
  new AppError("ALLOCATION_COUNT_MISMATCH", rejectReason.allocationCountMismatch({ expected, ...counts }), {
    expected,
    ...counts,
  });

/** A batch that is over stays OPEN until a worker expires it; it may not slip into the next trading day meanwhile. */
async function refuseOutsideItsDay(tx: Tx, batch: BatchRow, now: Date): Promise<void> {
  const inMaintenance = isMaintenance(now);
  if (!inMaintenance && now < endOfTradingDay(batch.createdAt)) return;
  const rows = await tx.query<{ alwaysOpen: boolean }>(
    `select always_open as "alwaysOpen" from firms where id = $1`,
    [tx.firmId],
  );
  if (rows[0]?.alwaysOpen) return;
  if (!inMaintenance)
    throw new AppError("BATCH_EXPIRED", rejectReason.expired(), { openedAt: batch.createdAt.toISOString() });
  const opensAt = tradingDay(now).opensAt;
  throw new AppError("MARKET_CLOSED", rejectReason.marketClosed(opensAt), { opensAt: opensAt.toISOString() });
}

async function markClosed(
  tx: Tx,
  batch: BatchRow,
  at: { count: number; actor: string; now: Date },
): Promise<BatchRow> {
  await tx.execute(
    `update batches set status = 'CLOSED', declared_count = $2, accepted_count = $2, closed_by = $3, closed_at = $4 where id = $1`,
    [batch.id, at.count, at.actor, at.now],
  );
  return { ...batch, status: "CLOSED", declaredCount: at.count };
}
