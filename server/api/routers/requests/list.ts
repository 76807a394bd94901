import { z } from "zod";
import { uuidText, wordText } from "@/server/domain/requests";
import { listRequests, statusClasses } from "@/server/queries/request-log";
import { errorWords } from "../../rest/error-words";
import { procedure } from "../../trpc";

/** Each refused request comes with what its code means and what the caller can do about it. */
export const list = procedure("read")
  .input(
    z.strictObject({
      statusClass: z.enum(statusClasses).optional(),
      method: z
        .string()
        .regex(/^[A-Z]{1,16}$/)
        .optional(),
      path: wordText(200).optional(),
      credential: wordText(100).optional(),
      requestId: uuidText.optional(),
      cursor: z
        .string()
        .regex(/^\d{1,18}$/)
        .optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { items, nextCursor } = await listRequests(ctx.desk.reader, ctx.actor.firmId, input);
    return { items: items.map((request) => ({ ...request, ...explain(request.error) })), nextCursor };
  });

/** Both null for a request that was served, and for a code of an older release that no longer has words. */
function explain(error: string | null): { explanation: string | null; action: string | null } {
  const words = Object.entries(errorWords).find(([code]) => code === error)?.[1];
  return { explanation: words?.meaning ?? null, action: words?.action ?? null };
}
