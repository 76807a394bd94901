import { z } from "@hono/zod-openapi";
import { getDelivery, listDeliveries } from "@/server/queries/delivery-views";
import { getEndpointView, listEndpointViews } from "@/server/queries/endpoint-views";
import { replayDeliveries, resendDelivery } from "@/server/services/deliveries/replay-deliveries";
import { changeEndpoint } from "@/server/services/endpoints/change-endpoint";
import { createEndpoint } from "@/server/services/endpoints/create-endpoint";
import { deleteEndpoint } from "@/server/services/endpoints/delete-endpoint";
import { rotateSecret } from "@/server/services/endpoints/rotate-secret";
import { sendTestEvent } from "@/server/services/endpoints/send-test-event";
import { answers } from "./contract";
import {
  changeBody,
  createBody,
  createdAnswer,
  deliveriesQuery,
  deliveryAnswer,
  deliveryDetailAnswer,
  deliveryPath,
  endpointAnswer,
  endpointPath,
  replayAnswer,
  replayBody,
  rotatedAnswer,
  testedAnswer,
  writeDeliveryCursor,
} from "./endpoint-contract";
import { type Call, route } from "./route";

const tag = "Webhooks";

type Asked = Pick<Call, "desk" | "actor">;
const viewOf = ({ desk, actor }: Asked, id: string) =>
  getEndpointView(desk.ctx.pool, actor.firmId, id, desk.ctx.clock.now());

export const create = route({
  method: "post",
  path: "/webhook-endpoints",
  operationId: "createWebhookEndpoint",
  permission: "manageEndpoints",
  tag,
  summary: "Add an endpoint",
  description:
    "It is sent every event from now on, signed by Standard Webhooks. With sqs the events go to a queue of yours instead. The signing secret is in this answer only.",
  body: createBody,
  answer: createdAnswer,
  answerStatus: 201,
  handle: async ({ desk, actor, body }) => {
    const { publicId, signingSecret } = await createEndpoint(desk.ctx, actor, {
      url: body.url,
      description: body.description ?? "",
      subscribedEvents: body.subscribedEvents ?? null,
      sqs: body.sqs ?? null,
    });
    const view = await viewOf({ desk, actor }, publicId);
    return { ...view, ...(signingSecret === null ? {} : { signingSecret }) };
  },
});

export const list = route({
  method: "get",
  path: "/webhook-endpoints",
  operationId: "listWebhookEndpoints",
  permission: "read",
  tag,
  summary: "The firm's endpoints, oldest first",
  answer: z.strictObject({ items: z.array(endpointAnswer) }).openapi("WebhookEndpointList"),
  handle: async ({ desk, actor }) => ({
    items: await listEndpointViews(desk.ctx.pool, actor.firmId, desk.ctx.clock.now()),
  }),
});

export const get = route({
  method: "get",
  path: "/webhook-endpoints/{id}",
  operationId: "getWebhookEndpoint",
  permission: "read",
  tag,
  summary: "Get an endpoint",
  params: endpointPath,
  answer: endpointAnswer,
  handle: ({ desk, actor, params }) => viewOf({ desk, actor }, params.id),
});

export const change = route({
  method: "patch",
  path: "/webhook-endpoints/{id}",
  operationId: "changeWebhookEndpoint",
  permission: "manageEndpoints",
  tag,
  summary: "Change an endpoint, disable it or enable it again",
  description:
    "A disabled endpoint keeps collecting; enabling it forgets its failures and sends what is waiting at once.",
  params: endpointPath,
  body: changeBody,
  answer: endpointAnswer,
  handle: async ({ desk, actor, params, body }) => {
    await changeEndpoint(desk.ctx, actor, params.id, body);
    return viewOf({ desk, actor }, params.id);
  },
});

export const remove = route({
  method: "delete",
  path: "/webhook-endpoints/{id}",
  operationId: "deleteWebhookEndpoint",
  permission: "manageEndpoints",
  tag,
  summary: "Delete an endpoint",
  params: endpointPath,
  answer: z.null(),
  answerStatus: 204,
  handle: async ({ desk, actor, params }) => {
    await deleteEndpoint(desk.ctx, actor, params.id);
    return null;
  },
});

export const rotate = route({
  method: "post",
  path: "/webhook-endpoints/{id}/rotate-secret",
  operationId: "rotateWebhookSecret",
  permission: "manageEndpoints",
  tag,
  summary: "Get a new signing secret",
  description: "For 24 hours every delivery carries both signatures. During them a second rotation is a 409.",
  params: endpointPath,
  answer: rotatedAnswer,
  handle: async ({ desk, actor, params }) => {
    const { signingSecret, previousSecretUntil } = await rotateSecret(desk.ctx, actor, params.id);
    return { signingSecret, previousSecretUntil: previousSecretUntil.toISOString() };
  },
});

export const test = route({
  method: "post",
  path: "/webhook-endpoints/{id}/test",
  operationId: "testWebhookEndpoint",
  permission: "manageEndpoints",
  tag,
  summary: "Send a test event now and see what comes back",
  params: endpointPath,
  answer: testedAnswer,
  handle: async ({ desk, actor, params }) => {
    const { body, outcome } = await sendTestEvent(desk.ctx, actor, params.id);
    const { result, error, durationMs, request, response } = outcome;
    return { result, error, durationMs: Math.round(durationMs), body, request, response };
  },
});

export const deliveries = route({
  method: "get",
  path: "/webhook-endpoints/{id}/deliveries",
  operationId: "listWebhookDeliveries",
  permission: "read",
  tag,
  summary: "What was sent to an endpoint, the latest attempt first",
  description:
    "FAILED will be tried again at nextAttemptAt; DEAD only when a replay or a resend asks for it.",
  params: endpointPath,
  query: deliveriesQuery,
  answer: z
    .strictObject({ items: z.array(deliveryAnswer), nextCursor: answers.text.nullable() })
    .openapi("DeliveryList"),
  handle: async ({ desk, actor, params, query }) => {
    const page = await listDeliveries(desk.ctx.pool, actor.firmId, params.id, query);
    const nextCursor = page.nextCursor === null ? null : writeDeliveryCursor(page.nextCursor);
    return { items: page.items, nextCursor };
  },
});

export const delivery = route({
  method: "get",
  path: "/webhook-endpoints/{id}/deliveries/{messageId}",
  operationId: "getWebhookDelivery",
  permission: "read",
  tag,
  summary: "One delivery with every attempt, its request and response",
  params: deliveryPath,
  answer: deliveryDetailAnswer,
  handle: ({ desk, actor, params }) => getDelivery(desk.ctx.pool, actor.firmId, params.id, params.messageId),
});

export const resend = route({
  method: "post",
  path: "/webhook-endpoints/{id}/deliveries/{messageId}/resend",
  operationId: "resendWebhookDelivery",
  permission: "manageEndpoints",
  tag,
  summary: "Send one event again",
  description: "With the id and the bytes that it always had, whatever became of it before.",
  params: deliveryPath,
  answer: z.strictObject({ messageId: answers.id }).openapi("ResendAnswer"),
  handle: async ({ desk, actor, params }) => {
    await resendDelivery(desk.ctx, actor, params.id, params.messageId);
    return { messageId: params.messageId };
  },
});

export const replay = route({
  method: "post",
  path: "/webhook-endpoints/{id}/replay",
  operationId: "replayWebhookDeliveries",
  permission: "manageEndpoints",
  tag,
  summary: "Send the events of a time again",
  description:
    "selection: ALL (default), FAILED (given up) or MISSING (never reached the endpoint). Without until up to now; dryRun only counts. At most 30 days back.",
  params: endpointPath,
  body: replayBody,
  answer: replayAnswer,
  handle: ({ desk, actor, params, body }) =>
    replayDeliveries(desk.ctx, actor, params.id, {
      selection: body.selection,
      since: new Date(body.since),
      until: body.until === undefined ? null : new Date(body.until),
      dryRun: body.dryRun,
    }),
});
