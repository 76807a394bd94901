import type { Actor, Context } from "@/server/context";
import { type BatchRow, batchView, getBatch } from "@/server/db/batches";
import { appendEvents, notifyBatch } from "@/server/db/outbox";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { assert } from "@/server/domain/errors";

/**
 * Ends a batch as COMPLETE with its event once every allocation has its outcome. Proves first that what was allocated is what was
 * filled, to the last unit; throws InvariantError otherwise. Holds the batch. A finished batch is left alone.
 */
export async function completeBatch(ctx: Context, actor: Actor, batchId: string): Promise<void> {
  const complete = async (tx: Tx): Promise<void> => {
    const batch = await getBatch(tx, batchId, "update");
    if (batch.status !== "IN_PROGRESS") return;
    await assertConserved(tx, batch);
    const now = ctx.clock.now();
    await tx.execute("update batches set status = 'COMPLETE', finished_at = $2 where id = $1", [
      batchId,
      now,
    ]);
    const view = batchView({ ...batch, status: "COMPLETE" }, batch.declaredCount ?? 0);
    await appendEvents(tx, batchId, now, [
      { kind: "batch", status: "COMPLETE", allocationId: null, payload: view },
    ]);
    await notifyBatch(tx, batchId);
    await ctx.reach("complete.before-commit");
  };
  await withFirmTx(ctx.pool, actor.firmId, complete, { statementTimeoutMs: 60_000 });
}

async function assertConserved(tx: Tx, batch: BatchRow): Promise<void> {
  const [row] = await tx.query<{ pending: number; allocated: boolean }>(
    `select (count(*) filter (where a.status = 'PENDING'))::int as pending,
       coalesce(sum(case when a.side = o.side then a.quantity else -a.quantity end), 0) = o.cumulative_quantity as allocated
     from orders o left join allocations a on a.batch_id = o.batch_id where o.batch_id = $1 group by o.id`,
    [batch.id],
  );
  assert(
    row !== undefined && row.pending === 0,
    `batch ${batch.batchTransactionId} still has ${row?.pending} allocations pending`,
  );
  assert(row.allocated, `batch ${batch.batchTransactionId}: what was allocated is not what was filled`);
}
