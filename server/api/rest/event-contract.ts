import { z } from "@hono/zod-openapi";
import { sides } from "@/server/domain/allocation/status";
import { BATCH_EVENT, ORDER_EVENT } from "@/server/domain/events";
import { orderEventStatuses, orderStatuses } from "@/server/domain/order/status";
import { allocationAnswer, answers, batchAnswer } from "./contract";

/** The shapes of events, the same on every channel (domain.md A.9). */

/** An allocation as an event says it: a refused or cancelled one repeats its ids and its side at payload level. */
const allocationPayload = z
  .strictObject({
    ...allocationAnswer.shape,
    batchTransactionId: answers.id.optional(),
    clientTransactionId: answers.id.optional(),
    side: z.enum(sides).optional(),
  })
  .openapi("AllocationEventPayload");

export const executionAnswer = z
  .strictObject({
    id: answers.text,
    quantity: answers.decimal,
    price: answers.decimal,
    executedAt: answers.time,
  })
  .openapi("Execution");

const orderShape = {
  clientOrderId: answers.text,
  side: z.enum(sides),
  type: z.literal("MARKET"),
  quantity: answers.decimal.optional(),
  notional: answers.decimal.optional(),
  cumulativeQuantity: answers.decimal,
  averagePrice: answers.decimal.nullable(),
  executions: z.array(executionAnswer),
};

export const orderAnswer = z
  .strictObject({ ...orderShape, status: z.enum(orderStatuses) })
  .openapi("BatchOrder");

/** The order as an event says it: its executions are the new ones only, and its status is FIX's. */
const orderPayload = z
  .strictObject({
    ...orderShape,
    batchTransactionId: answers.id,
    createdAt: answers.time,
    leavesQuantity: answers.decimal.optional(),
    rejectReason: answers.text.optional(),
    status: z.enum(Object.values(orderEventStatuses)),
    symbol: answers.text,
  })
  .openapi("OrderEventPayload");

const envelope = { message_id: answers.id, timestamp: answers.time };
const batchPayload = z.union([batchAnswer, allocationPayload]);

/** What a webhook or a queue delivers, by event type. */
export const deliveredEvents = {
  [BATCH_EVENT]: z
    .strictObject({ event_type: z.literal(BATCH_EVENT), payload: batchPayload, ...envelope })
    .openapi("BatchEvent"),
  [ORDER_EVENT]: z
    .strictObject({ event_type: z.literal(ORDER_EVENT), payload: orderPayload, ...envelope })
    .openapi("OrderEvent"),
};

/** What a pull answers: the event with its place in the firm's order. */
export const pulledEvent = z
  .strictObject({
    position: answers.text.openapi({ description: "its place in the firm's order; `after` takes it" }),
    event_type: z.enum([BATCH_EVENT, ORDER_EVENT]),
    payload: z.union([batchAnswer, allocationPayload, orderPayload]),
    ...envelope,
  })
  .openapi("Event");
