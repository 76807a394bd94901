import { openBatchInput } from "@/server/domain/requests";
import { openBatch } from "@/server/services/batches/open-batch";
import { procedure } from "../../trpc";

export const open = procedure("openBatch")
  .input(openBatchInput)
  .mutation(({ ctx, input }) => openBatch(ctx.desk, ctx.actor, input));
