import { z } from "@hono/zod-openapi";
import { wordText } from "@/server/domain/requests";
import { readEventPage } from "@/server/queries/event-page";
import { answers } from "./contract";
import { pulledEvent } from "./event-contract";
import { limitField } from "./fields";
import { route } from "./route";

const positionField = z
  .string()
  .regex(/^(0|[1-9]\d{0,17})$/, "must be the position of an event")
  .openapi({ type: "string", description: "the position that the page follows; omitted: from the oldest" });

export const list = route({
  method: "get",
  path: "/events",
  operationId: "listEvents",
  permission: "read",
  tag: "Events",
  summary: "Pull the firm's events, oldest first",
  description:
    "Ask again with after = next. A page without items whose next is what was asked for means that there is nothing new yet. At least once, in order per batch: deduplicate on message_id.",
  query: z.strictObject({
    after: positionField.default("0"),
    limit: limitField,
    type: wordText(64).optional(),
  }),
  answer: z
    .strictObject({
      items: z.array(pulledEvent),
      next: answers.text,
    })
    .openapi("EventPage"),
  handle: async ({ desk, actor, query }) => {
    const input = { after: query.after, limit: query.limit, eventType: query.type };
    const page = await readEventPage(desk.ctx.pool, actor.firmId, input);
    // The position is put before the stored body, whose bytes stay what every other channel sends.
    const items = page.events.map(({ position, body }) => `{"position":"${position}",${body.slice(1)}`);
    return new Response(`{"items":[${items.join(",")}],"next":"${page.next}"}`, {
      headers: { "Content-Type": "application/json" },
    });
  },
});
