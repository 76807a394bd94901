import { setTimeout as pause } from "node:timers/promises";
import v8 from "node:v8";
import type { Context } from "@/server/context";
import { listFirmIds } from "@/server/db/transaction";
import { startProcess } from "@/server/process";
import { expireBatches } from "@/server/services/batches/cancel-batch";
import { queueIdleBatches } from "@/server/services/batches/find-idle-batches";
import { walkBatch } from "@/server/services/batches/walk-batch";
import { runUntilStopped } from "./drain";

/** The process that takes closed batches through validate → order → fills → allocate → complete. Any number may run. */

// On a large machine V8 lets the heap grow far past what lives in it. A worker's memory is promised to stay flat, so it collects
// in smaller steps: half the memory for 100,000 allocations, at the same speed.
v8.setFlagsFromString("--heap-growing-percent=20");
v8.setFlagsFromString("--semi-space-growth-factor=1");

const sweepMs = 5_000;
const idleSeconds = 20;
const concurrency = 3;

async function sweepFirm(ctx: Context, firmId: string): Promise<void> {
  await queueIdleBatches(ctx, firmId, idleSeconds);
  await expireBatches(ctx, { firmId, name: "system", role: "SYSTEM" });
}

async function sweep(ctx: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for (const firmId of await listFirmIds(ctx.pool)) await sweepFirm(ctx, firmId);
    } catch (error) {
      ctx.logger.warn(
        { text: error instanceof Error ? error.message : String(error) },
        "a sweep failed and will run again",
      );
    }
    await pause(sweepMs, undefined, { signal }).catch(() => undefined);
  }
}

const { ctx, queue } = await startProcess("worker");
const signal = runUntilStopped(async () => {
  await queue.stop(20_000);
  await ctx.pool.end();
});
await queue.work(concurrency, (ref) => walkBatch(ctx, ref, signal));
void sweep(ctx, signal);
