import type { BatchRef, Context } from "@/server/context";
import { withFirmTx } from "@/server/db/transaction";

/** Queues again every batch of the firm that has something left to do and has stood still for a while: a queue entry may be lost with an old backup, a batch may not. */
export async function queueIdleBatches(ctx: Context, firmId: string, idleSeconds: number): Promise<number> {
  return withFirmTx(ctx.pool, firmId, async (tx) => {
    const rows = await tx.query<{ id: string }>(
      `select id from batches where firm_id = $1 and status in ('CLOSED', 'IN_PROGRESS') and attention is null
         and greatest(closed_at, validated_at) < now() - make_interval(secs => $2)`,
      [firmId, idleSeconds],
    );
    for (const row of rows) await ctx.enqueueBatch(tx, { firmId, batchId: row.id } satisfies BatchRef);
    return rows.length;
  });
}
