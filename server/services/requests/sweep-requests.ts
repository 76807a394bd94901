import type { Context } from "@/server/context";
import { deleteOldRequests } from "@/server/db/api-requests";
import { listFirmIds, withFirmTx } from "@/server/db/transaction";

const keptDays = 14;
const chunk = 5_000;

/** Deletes logged requests older than 14 days by the database's clock, in chunks that each commit. */
export async function sweepRequests(ctx: Context): Promise<void> {
  for (const firmId of await listFirmIds(ctx.pool)) {
    let deleted = chunk;
    while (deleted > 0) {
      deleted = await withFirmTx(ctx.pool, firmId, (tx) => deleteOldRequests(tx, keptDays, chunk));
    }
  }
}
