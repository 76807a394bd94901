import type { Context } from "@/server/context";
import { deleteOldDeliveries } from "@/server/db/deliveries";
import { listFirmIds, withFirmTx } from "@/server/db/transaction";

const keptMs = 30 * 24 * 3_600_000;
const chunk = 5_000;

/** Deletes deliveries that ended more than 30 days ago, with their attempts. The events themselves stay. */
export async function sweepDeliveries(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - keptMs);
  for (const firmId of await listFirmIds(ctx.pool)) {
    let deleted = chunk;
    while (deleted === chunk) {
      deleted = await withFirmTx(ctx.pool, firmId, (tx) => deleteOldDeliveries(tx, before, chunk));
    }
  }
}
