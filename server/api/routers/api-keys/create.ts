import { z } from "zod";
import { wordText } from "@/server/domain/requests";
import { apiScopes } from "@/server/domain/roles";
import { createApiKey } from "@/server/services/api-keys/create-api-key";
import { procedure } from "../../trpc";

export const create = procedure("manageApiKeys")
  .input(
    z.strictObject({
      name: wordText(100).refine((name) => name.trim() !== "", "must not be empty"),
      scopes: z.array(z.enum(apiScopes)).min(1).max(apiScopes.length),
      expiresAt: z.date().max(new Date("9999-01-01")).nullable().default(null),
    }),
  )
  .mutation(({ ctx, input }) => createApiKey(ctx.desk, ctx.actor, input));
