import { z } from "zod";
import { AppError } from "@/server/domain/errors";
import { uuidText } from "@/server/domain/requests";
import { readTestSink } from "@/server/services/sandbox/test-sink";
import { procedure } from "../../trpc";

/** What came to an endpoint at the test sink, newest first, and how it answers. */
export const get = procedure("read")
  .input(z.strictObject({ endpointId: uuidText }))
  .query(({ ctx, input }) => {
    if (ctx.sink === null) throw new AppError("NOT_FOUND", "there is no test sink here");
    return readTestSink(ctx.desk, ctx.actor, ctx.sink, input.endpointId);
  });
