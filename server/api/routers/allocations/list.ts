import { z } from "zod";
import { allocationStatuses, sides } from "@/server/domain/allocation/status";
import { uuidText } from "@/server/domain/requests";
import { listAllocations } from "@/server/queries/allocation-list";
import { procedure } from "../../trpc";

const cursor = z
  .string()
  .regex(/^\d{1,18}$/)
  .optional();

export const list = procedure("read")
  .input(
    z.strictObject({
      batchTransactionId: uuidText,
      search: z.string().max(100).optional(),
      status: z.enum(allocationStatuses).optional(),
      side: z.enum(sides).optional(),
      after: cursor,
      before: cursor,
      limit: z.int().min(1).max(5_000).default(100),
    }),
  )
  .query(({ ctx, input }) => listAllocations(ctx.desk.reader, ctx.actor.firmId, input));
