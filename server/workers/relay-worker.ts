import { setTimeout as pause } from "node:timers/promises";
import { listFirmIds } from "@/server/db/transaction";
import { startProcess } from "@/server/process";
import { positionEvents } from "@/server/services/events/position-events";
import { runUntilStopped } from "./drain";

/** The process that puts committed events into the firm-wide order in which they are pulled. Any number may run. */

const idleMs = 100;

const { ctx, queue } = await startProcess("relay");
const signal = runUntilStopped(async () => {
  await queue.stop(1_000);
  await ctx.pool.end();
});

while (!signal.aborted) {
  let placed = 0;
  try {
    for (const firmId of await listFirmIds(ctx.pool)) placed += await positionEvents(ctx, firmId);
  } catch (error) {
    ctx.logger.warn(
      { text: error instanceof Error ? error.message : String(error) },
      "events could not be placed and will be tried again",
    );
  }
  if (placed === 0) await pause(idleMs);
}
