import { z } from "zod";
import { batchStatuses } from "@/server/domain/batch/status";
import { wordText } from "@/server/domain/requests";
import { listBatches } from "@/server/queries/batch-list";
import { procedure } from "../../trpc";

export const list = procedure("read")
  .input(
    z.strictObject({
      search: z.string().max(100).optional(),
      status: z.enum(batchStatuses).optional(),
      symbol: wordText(20).optional(),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(({ ctx, input }) => listBatches(ctx.desk.reader, ctx.actor.firmId, input));
