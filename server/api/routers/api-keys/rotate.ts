import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { overlapHours, rotateApiKey } from "@/server/services/api-keys/rotate-api-key";
import { procedure } from "../../trpc";

export const rotate = procedure("manageApiKeys")
  .input(
    z.strictObject({
      publicId: uuidText,
      overlapHours: z.literal(overlapHours),
      expiresAt: z.date().max(new Date("9999-01-01")).optional(),
    }),
  )
  .mutation(({ ctx, input }) => rotateApiKey(ctx.desk, ctx.actor, input));
