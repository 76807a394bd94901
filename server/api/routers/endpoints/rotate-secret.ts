import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { rotateSecret as rotate } from "@/server/services/endpoints/rotate-secret";
import { procedure } from "../../trpc";

export const rotateSecret = procedure("manageEndpoints")
  .input(z.strictObject({ endpointId: uuidText }))
  .mutation(({ ctx, input }) => rotate(ctx.desk, ctx.actor, input.endpointId));
