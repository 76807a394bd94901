import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { listEventLog } from "@/server/queries/event-log";
import { procedure } from "../../trpc";

/** The firm's events, the newest first. */
export const list = procedure("read")
  .input(
    z.strictObject({
      kind: z.enum(["batch", "allocation", "order"]).nullish(),
      status: z
        .string()
        .regex(/^[A-Z_]{1,30}$/)
        .nullish(),
      batchTransactionId: uuidText.nullish(),
      messageId: uuidText.nullish(),
      clientTransactionId: uuidText.nullish(),
      before: z
        .string()
        .regex(/^\d{1,18}$/)
        .nullish(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(({ ctx, input }) =>
    listEventLog(ctx.desk.pool, ctx.actor.firmId, {
      kind: input.kind ?? undefined,
      status: input.status ?? undefined,
      batchTransactionId: input.batchTransactionId ?? undefined,
      messageId: input.messageId ?? undefined,
      clientTransactionId: input.clientTransactionId ?? undefined,
      before: input.before ?? undefined,
      limit: input.limit,
    }),
  );
