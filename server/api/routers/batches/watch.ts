import { tracked } from "@trpc/server";
import { z } from "zod";
import { batchIsFinal } from "@/server/domain/batch/status";
import { uuidText } from "@/server/domain/requests";
import { getBatchProgress } from "@/server/queries/batch-detail";
import { knownError, procedure } from "../../trpc";

/** At most four looks a second while a batch moves; at least one in two seconds, because additions to an open batch are not announced. */
const fastestMs = 250;
const slowestMs = 2_000;

/** The batch's progress now and after each change, until it is final. Every message is whole, so resuming needs no history. */
export const watch = procedure("read")
  .input(z.strictObject({ batchTransactionId: uuidText, lastEventId: z.string().max(100).nullish() }))
  .subscription(async function* ({ ctx, input, signal }) {
    // What a stream throws passes no middleware, so it is put into words here.
    const look = () =>
      getBatchProgress(ctx.desk.reader, ctx.actor.firmId, input.batchTransactionId).catch((error) => {
        throw knownError(error) ?? error;
      });
    const ended = signal ?? new AbortController().signal;
    let sent = "";
    let version = 0;
    while (!ended.aborted) {
      const startedAt = performance.now();
      const { batchId, progress } = await look();
      const text = JSON.stringify(progress);
      if (text !== sent) yield tracked(`${batchId}-${version++}`, progress);
      sent = text;
      if (batchIsFinal(progress.status)) return;
      await ctx.changes.next(ctx.actor.firmId, batchId, slowestMs, ended);
      const restMs = fastestMs - (performance.now() - startedAt);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  });
