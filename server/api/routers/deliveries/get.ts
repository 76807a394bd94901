import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { getDelivery } from "@/server/queries/delivery-views";
import { procedure } from "../../trpc";

export const get = procedure("read")
  .input(z.strictObject({ endpointId: uuidText, messageId: uuidText }))
  .query(({ ctx, input }) => getDelivery(ctx.desk.pool, ctx.actor.firmId, input.endpointId, input.messageId));
