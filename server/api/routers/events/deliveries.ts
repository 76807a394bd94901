import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { listDeliveriesOfEvent } from "@/server/queries/event-deliveries";
import { procedure } from "../../trpc";

/** Where one event stands at each of the firm's endpoints. */
export const deliveries = procedure("read")
  .input(z.strictObject({ messageId: uuidText }))
  .query(({ ctx, input }) => listDeliveriesOfEvent(ctx.desk.pool, ctx.actor.firmId, input.messageId));
