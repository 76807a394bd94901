import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { revokeApiKey } from "@/server/services/api-keys/revoke-api-key";
import { procedure } from "../../trpc";

export const revoke = procedure("manageApiKeys")
  .input(z.strictObject({ publicId: uuidText }))
  .mutation(({ ctx, input }) => revokeApiKey(ctx.desk, ctx.actor, input.publicId));
