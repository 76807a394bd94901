import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { deliveryStatuses, listDeliveries } from "@/server/queries/delivery-views";
import { procedure } from "../../trpc";

export const list = procedure("read")
  .input(
    z.strictObject({
      endpointId: uuidText,
      status: z.enum(deliveryStatuses).nullish(),
      batchTransactionId: uuidText.nullish(),
      cursor: z
        .strictObject({
          lastAttemptAt: z
            .string()
            .max(40)
            .regex(/^[\d :.+TZ-]+$/),
          batchId: z.string().regex(/^\d{1,18}$/),
          seq: z.int32().min(1),
        })
        .nullish(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(({ ctx, input }) =>
    listDeliveries(ctx.desk.pool, ctx.actor.firmId, input.endpointId, {
      status: input.status ?? undefined,
      batchTransactionId: input.batchTransactionId ?? undefined,
      cursor: input.cursor ?? undefined,
      limit: input.limit,
    }),
  );
