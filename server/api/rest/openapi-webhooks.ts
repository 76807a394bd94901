import { type RouteConfig, z } from "@hono/zod-openapi";
import { BATCH_EVENT, ORDER_EVENT } from "@/server/domain/events";
import { deliveredEvents } from "./event-contract";
import { eventExamples } from "./openapi-examples";

/** The headers of Standard Webhooks, which every delivery carries. */
const deliveryHeaders = z.object({
  "webhook-id": z.uuid().openapi({
    description: "The event's message_id, the same at every attempt: deduplicate on it.",
    example: eventExamples.allocationComplete.message_id,
  }),
  "webhook-timestamp": z.string().openapi({
    description: "Unix seconds of this attempt. Refuse one that is more than five minutes away.",
    example: "1782311656",
  }),
  "webhook-signature": z.string().openapi({
    description:
      "`v1,` and the base64 HMAC-SHA256 of `webhook-id.webhook-timestamp.body` under the endpoint's secret; two of them, parted by a space, while a secret is being replaced.",
    example: "v1,qgCxGP5sv8x3kTgGQeFvyf8F0Vqk2mLkV0yJr9f3N3o=",
  }),
});

const answers = {
  "2XX": { description: "Taken. Answer within 15 seconds, and do the work afterwards." },
  410: { description: "Gone: the endpoint is disabled and never called again by itself." },
  429: { description: "Not now: sent again after the seconds of Retry-After, at most an hour." },
  default: { description: "Failed: sent again with growing pauses. Redirects are not followed." },
};

const order =
  "Events of one batch come in order, each at least once; a failed one holds back the later ones of its batch only.";

const webhook = (
  type: keyof typeof deliveredEvents,
  words: { operationId: string; summary: string; description: string },
  examples: Record<string, { summary: string; value: object }>,
): RouteConfig => ({
  method: "post",
  path: type,
  ...words,
  security: [],
  request: {
    headers: deliveryHeaders,
    body: { required: true, content: { "application/json": { schema: deliveredEvents[type], examples } } },
  },
  responses: answers,
});

/** What the desk calls at a firm's endpoint, by event type. */
export const webhooks: readonly RouteConfig[] = [
  webhook(
    BATCH_EVENT,
    {
      operationId: "batchEvent",
      summary: "A batch or an allocation changed",
      description: `One type for both; a payload with \`request.account\` is an allocation, one with \`allocations\` a batch. ${order}`,
    },
    {
      batchOpened: { summary: "Batch opened", value: eventExamples.batchOpened },
      batchClosed: { summary: "Batch closed", value: eventExamples.batchClosed },
      allocationComplete: { summary: "Allocation complete", value: eventExamples.allocationComplete },
      allocationRejected: { summary: "Allocation rejected", value: eventExamples.allocationRejected },
    },
  ),
  webhook(
    ORDER_EVENT,
    {
      operationId: "orderEvent",
      summary: "The order of a batch changed",
      description: `The one order that the batch sends to the market: NEW when it is decided, PARTIALLY_FILLED while executions come, and its end once. Its executions are the new ones; keep them by id. ${order}`,
    },
    {
      orderNew: { summary: "Order decided", value: eventExamples.orderNew },
      orderFilled: { summary: "Order filled", value: eventExamples.orderFilled },
    },
  ),
];
