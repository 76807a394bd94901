import { z } from "@hono/zod-openapi";
import {
  changeEndpointInput,
  createEndpointInput,
  replayInput,
} from "@/server/domain/delivery/endpoint-requests";
import { subscriptions } from "@/server/domain/delivery/subscription";
import { uuidText } from "@/server/domain/requests";
import { deliveryStatuses } from "@/server/queries/delivery-views";
import { answers } from "./contract";
import { limitField, uuidField } from "./fields";

/** The shapes of endpoints and deliveries. */

export const endpointPath = z.strictObject({ id: uuidField });
export const deliveryPath = z.strictObject({ id: uuidField, messageId: uuidField });

// Copies, because only schemas made after the OpenAPI extension was loaded carry its method.
export const createBody = createEndpointInput.clone().openapi("WebhookEndpointCreateRequest");
export const changeBody = changeEndpointInput.clone().openapi("WebhookEndpointChangeRequest");
export const replayBody = replayInput.clone().openapi("WebhookReplayRequest");

const endpointShape = {
  id: answers.id,
  kind: z.enum(["WEBHOOK", "SQS"]),
  url: answers.text,
  description: answers.text,
  subscribedEvents: z.array(z.enum(subscriptions)).nullable(),
  status: z.enum(["active", "disabled", "auto_disabled"]),
  statusReason: answers.text.nullable(),
  failingSince: answers.time.nullable(),
  previousSecretUntil: answers.time.nullable(),
  region: answers.text.nullable(),
  createdBy: answers.text,
  createdAt: answers.time,
};
export const endpointAnswer = z.strictObject(endpointShape).openapi("WebhookEndpoint");
export const createdAnswer = z
  .strictObject({
    ...endpointShape,
    signingSecret: answers.text
      .optional()
      .openapi({ description: "of a webhook; shown now and never again" }),
  })
  .openapi("WebhookEndpointCreated");
export const rotatedAnswer = z
  .strictObject({ signingSecret: answers.text, previousSecretUntil: answers.time })
  .openapi("WebhookSecretRotated");

const deliveryShape = {
  messageId: answers.id,
  eventType: answers.text,
  subject: answers.text,
  batchTransactionId: answers.id,
  status: z.enum(deliveryStatuses),
  attempts: z.int(),
  lastAttemptAt: answers.time,
  deliveredAt: answers.time.nullable(),
  nextAttemptAt: answers.time.nullable(),
  responseStatus: z.int().nullable(),
  error: answers.text.nullable(),
  durationMs: z.int(),
};
export const deliveryAnswer = z.strictObject(deliveryShape).openapi("Delivery");

const headers = z.record(z.string(), z.string());
const requestAnswer = z.strictObject({ url: answers.text, headers });
const responseAnswer = z
  .strictObject({ status: z.int(), headers, body: answers.text, truncated: z.boolean() })
  .nullable();
const resultAnswer = z.enum(["DELIVERED", "FAILED", "GONE", "REFUSED"]);

export const deliveryDetailAnswer = z
  .strictObject({
    ...deliveryShape,
    body: answers.text,
    log: z.array(
      z
        .strictObject({
          number: z.int(),
          result: resultAnswer,
          error: answers.text.nullable(),
          attemptedAt: answers.time,
          durationMs: z.int(),
          request: requestAnswer,
          response: responseAnswer,
        })
        .openapi("DeliveryAttempt"),
    ),
  })
  .openapi("DeliveryDetail");

export const testedAnswer = z
  .strictObject({
    result: resultAnswer,
    error: answers.text.nullable(),
    durationMs: z.int(),
    body: answers.text,
    request: requestAnswer,
    response: responseAnswer,
  })
  .openapi("WebhookTestAnswer");

export const replayAnswer = z
  .strictObject({ id: answers.id.nullable(), events: z.int(), batches: z.int() })
  .openapi("WebhookReplayAnswer");

const cursorSchema = z.tuple([
  z.iso.datetime({ offset: true }),
  z.string().regex(/^\d{1,18}$/),
  z.int32().min(1),
]);

/** The place of a delivery in its list, as an opaque cursor. */
export const writeDeliveryCursor = (place: { lastAttemptAt: string; batchId: string; seq: number }): string =>
  Buffer.from(JSON.stringify([isoOf(place.lastAttemptAt), place.batchId, place.seq])).toString("base64url");

/** PostgreSQL's own text of a time, which has microseconds, as RFC 3339. */
const isoOf = (text: string): string => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");

const deliveryCursor = z
  .string()
  .max(200)
  .transform((text, at) => {
    const read = cursorSchema.safeParse(readJson(Buffer.from(text, "base64url").toString("utf8")));
    if (!read.success) at.addIssue("is not a cursor of this list");
    const [lastAttemptAt, batchId, seq] = read.success ? read.data : ["", "", 0];
    return { lastAttemptAt, batchId, seq };
  })
  .optional()
  .openapi({ type: "string", description: "nextCursor of the page before" });

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const deliveriesQuery = z.strictObject({
  limit: limitField,
  cursor: deliveryCursor,
  status: z.enum(deliveryStatuses).optional(),
  batchTransactionId: uuidText.optional(),
});
