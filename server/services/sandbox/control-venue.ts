import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { withFirmTx } from "@/server/db/transaction";

/** The control door of the simulated venue; throws BODY_INVALID when the venue refuses the change, VenueFault when it is silent. */
export type VenueDoor = { setControl(change: unknown): Promise<object> };

/** Sets faults of the simulated venue, which hold for every firm of the sandbox, and answers what is set now. */
export async function controlVenue(
  ctx: Context,
  actor: Actor,
  door: VenueDoor,
  change: Record<string, unknown>,
): Promise<object> {
  const state = await door.setControl(change);
  await withFirmTx(ctx.pool, actor.firmId, (tx) =>
    appendAudit(tx, { actor: actor.name, action: "sandbox.venue", object: "venue", details: change }),
  );
  return state;
}
