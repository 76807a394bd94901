import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { sendTestEvent } from "@/server/services/endpoints/send-test-event";
import { procedure } from "../../trpc";

/** Sends a test event at once and answers what was sent and what came back. */
export const sendTest = procedure("manageEndpoints")
  .input(z.strictObject({ endpointId: uuidText }))
  .mutation(({ ctx, input }) => sendTestEvent(ctx.desk, ctx.actor, input.endpointId));
