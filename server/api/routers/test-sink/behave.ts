import { z } from "zod";
import { AppError } from "@/server/domain/errors";
import { uuidText } from "@/server/domain/requests";
import { behaveTestSink } from "@/server/services/sandbox/test-sink";
import { procedure } from "../../trpc";

const ratio = z.number().min(0).max(1);

/** Sets how the test sink answers an endpoint; what is left out has no fault. */
export const behave = procedure("controlSandbox")
  .input(
    z.strictObject({
      endpointId: uuidText,
      status: z.int().min(200).max(599).optional(),
      failRatio: ratio.optional(),
      hangRatio: ratio.optional(),
      dropRatio: ratio.optional(),
      delayMs: z.int().min(0).max(60_000).optional(),
      retryAfterSeconds: z.int().min(0).max(86_400).optional(),
      gone: z.boolean().optional(),
    }),
  )
  .mutation(({ ctx, input: { endpointId, ...given } }) => {
    if (ctx.sink === null) throw new AppError("NOT_FOUND", "there is no test sink here");
    // Left out is not the same as undefined to the sink.
    const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    return behaveTestSink(ctx.desk, ctx.actor, ctx.sink, endpointId, change);
  });
