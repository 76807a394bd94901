import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { deleteEndpoint } from "@/server/services/endpoints/delete-endpoint";
import { procedure } from "../../trpc";

export const remove = procedure("manageEndpoints")
  .input(z.strictObject({ endpointId: uuidText }))
  .mutation(({ ctx, input }) => deleteEndpoint(ctx.desk, ctx.actor, input.endpointId));
