import { closeBatchInput } from "@/server/domain/requests";
import { closeBatch } from "@/server/services/batches/close-batch";
import { procedure } from "../../trpc";

export const close = procedure("closeBatch")
  .input(closeBatchInput)
  .mutation(({ ctx, input }) => closeBatch(ctx.desk, ctx.actor, input));
