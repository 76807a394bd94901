import { setTimeout as pause } from "node:timers/promises";
import type { BatchRef, Context } from "@/server/context";
import { InvariantError } from "@/server/domain/errors";
import { advanceBatch } from "./advance-batch";

const venuePollMs = 60;
const slowestRetryMs = 3_000;

const isTransient = (error: unknown): boolean =>
  error instanceof Error && "retry" in error && error.retry === true;

/**
 * Walks a batch as far as it can go: until it is finished or parked, waiting for the venue between looks, retrying transient faults
 * with a growing pause. Ends early when the signal is aborted; the batch's state says where the next walk starts.
 */
export async function walkBatch(ctx: Context, ref: BatchRef, signal: AbortSignal): Promise<void> {
  let faults = 0;
  while (!signal.aborted) {
    try {
      const advance = await advanceBatch(ctx, ref);
      faults = 0;
      if (advance === "finished") return;
      if (advance === "waiting") await pause(venuePollMs);
    } catch (error) {
      if (error instanceof InvariantError) return;
      if (!isTransient(error)) throw error;
      faults += 1;
      const text = error instanceof Error ? error.message : String(error);
      ctx.logger.warn(
        { batchId: ref.batchId, firmId: ref.firmId, faults, text },
        "a step of a batch will be tried again",
      );
      await pause(Math.min(100 * 2 ** faults, slowestRetryMs));
    }
  }
}
