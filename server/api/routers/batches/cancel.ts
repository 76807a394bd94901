import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { cancelBatch } from "@/server/services/batches/cancel-batch";
import { procedure } from "../../trpc";

export const cancel = procedure("cancelBatch")
  .input(z.strictObject({ batchTransactionId: uuidText }))
  .mutation(({ ctx, input }) => cancelBatch(ctx.desk, ctx.actor, input));
