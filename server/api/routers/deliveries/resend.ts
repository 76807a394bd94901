import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { resendDelivery } from "@/server/services/deliveries/replay-deliveries";
import { procedure } from "../../trpc";

export const resend = procedure("manageEndpoints")
  .input(z.strictObject({ endpointId: uuidText, messageId: uuidText }))
  .mutation(({ ctx, input }) => resendDelivery(ctx.desk, ctx.actor, input.endpointId, input.messageId));
