import { setTimeout as pause } from "node:timers/promises";
import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { clockPollMs, moveSandboxClock } from "@/server/db/sandbox-clock";
import { withFirmTx } from "@/server/db/transaction";

/**
 * Moves the whole sandbox in time, for every firm and process, and answers what time it is there. Answers only after every process
 * has had the time to follow, so that what the caller does next happens at the new time everywhere.
 */
export async function moveClock(ctx: Context, actor: Actor, now: Date | null): Promise<Date> {
  const at = await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const moved = await moveSandboxClock(tx, now);
    const details = { now: now?.toISOString() ?? null };
    await appendAudit(tx, { actor: actor.name, action: "sandbox.clock", object: "clock", details });
    return moved;
  });
  await pause(2 * clockPollMs);
  return new Date(at.getTime() + 2 * clockPollMs);
}
