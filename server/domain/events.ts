import type { Side } from "./allocation/status";
import type { BatchStatus, BatchType, PartialFillPolicy } from "./batch/status";
import { Decimal } from "./decimal";
import { type OrderStatus, orderEventStatuses, orderIsFinal } from "./order/status";

/** The one event type of batches and allocations; a reader tells them apart by shape (domain.md A.9). */
export const BATCH_EVENT = "allocation/batch/1";

/** The event type of the batch's one order. */
export const ORDER_EVENT = "order/1";

/** What a firm asks for to try an endpoint. It has no place in the firm's order of events. */
export const TEST_EVENT = "endpoint/test/1";

export type EventType = typeof BATCH_EVENT | typeof ORDER_EVENT | typeof TEST_EVENT;

export type BatchRequestEcho = {
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  partialFill?: PartialFillPolicy;
};

/** A batch as the contract words it (domain.md A.3); `allocations` counts the accepted ones. */
export type BatchView = {
  allocations: number;
  createdAt: string;
  id: string;
  rejectReason?: string;
  request: BatchRequestEcho;
  status: BatchStatus;
};

export type AllocationRequestEcho = {
  account: string;
  amount: string;
  batchTransactionId: string;
  clientTransactionId: string;
  side: Side;
  symbol: string;
  bpsCommission?: number;
  fixedCommission?: string;
};

/** Echoes the request as submitted: an amount keeps its trailing zeros, an absent fee stays absent. */
export function echoAllocation(row: {
  account: string;
  amount: string;
  batchTransactionId: string;
  clientTransactionId: string;
  side: Side;
  symbol: string;
  bpsCommission?: number | null;
  fixedCommission?: string | null;
}): AllocationRequestEcho {
  return {
    account: row.account,
    amount: row.amount,
    batchTransactionId: row.batchTransactionId,
    clientTransactionId: row.clientTransactionId,
    side: row.side,
    symbol: row.symbol,
    ...(row.bpsCommission === null || row.bpsCommission === undefined
      ? {}
      : { bpsCommission: row.bpsCommission }),
    ...(row.fixedCommission === null || row.fixedCommission === undefined
      ? {}
      : { fixedCommission: row.fixedCommission }),
  };
}

/** Echoes the open request; the partial-fill choice appears only when it is not the default. */
export const echoBatch = (row: {
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  partialFill: PartialFillPolicy;
}): BatchRequestEcho => ({
  batchTransactionId: row.batchTransactionId,
  symbol: row.symbol,
  type: row.type,
  ...(row.partialFill === "REDUCE" ? {} : { partialFill: row.partialFill }),
});

export type CompleteAllocation = {
  createdAt: string;
  id: string;
  request: AllocationRequestEcho;
  netMoney: string;
  price: string;
  quantity: string;
  fee: string;
};

/** The payload of a COMPLETE allocation: the keys of the seed's sample, and feeApplied when a fee was applied. */
export const completePayload = (done: CompleteAllocation) => ({
  createdAt: done.createdAt,
  ...(done.fee === "0" ? {} : { feeApplied: done.fee }),
  id: done.id,
  netMoney: done.netMoney,
  price: done.price,
  quantity: done.quantity,
  request: done.request,
  status: "COMPLETE" as const,
});

/** The payload of a REJECTED allocation: the schema's form, with the ids and the side repeated as the seed's sample has them. */
export const rejectedPayload = (row: {
  createdAt: string;
  id: string;
  rejectReason: string;
  request: AllocationRequestEcho;
}) => ({
  createdAt: row.createdAt,
  id: row.id,
  rejectReason: row.rejectReason,
  request: row.request,
  batchTransactionId: row.request.batchTransactionId,
  clientTransactionId: row.request.clientTransactionId,
  side: row.request.side,
  status: "REJECTED" as const,
});

/** The payload of a CANCELLED allocation, whose batch was cancelled or expired. */
export const cancelledPayload = (row: Parameters<typeof rejectedPayload>[0]) => ({
  ...rejectedPayload(row),
  status: "CANCELLED" as const,
});

/** The one order of a batch; decimals are plain text, `averagePrice` is null until something is filled. */
export type OrderView<Status extends string> = {
  clientOrderId: string;
  side: Side;
  type: "MARKET";
  quantity?: string;
  notional?: string;
  cumulativeQuantity: string;
  averagePrice: string | null;
  status: Status;
  executions: { id: string; quantity: string; price: string; executedAt: string }[];
};

type OrderFacts = {
  clientOrderId: string;
  symbol: string;
  side: Side;
  quantity: string | null;
  notional: string | null;
  status: OrderStatus;
  rejectReason: string | null;
  cumulativeQuantity: string;
  averagePrice: string | null;
  createdAt: Date;
};

type Execution = { executionId: string; quantity: string; price: string; executedAt: Date };

/** The order under the status and with the executions given: all of them in an answer, the new ones in an event. */
export const orderView = <Status extends string>(
  order: OrderFacts,
  status: Status,
  executions: readonly Execution[],
): OrderView<Status> => ({
  clientOrderId: order.clientOrderId,
  side: order.side,
  type: "MARKET",
  ...(order.quantity === null ? {} : { quantity: order.quantity }),
  ...(order.notional === null ? {} : { notional: order.notional }),
  cumulativeQuantity: order.cumulativeQuantity,
  averagePrice: order.averagePrice,
  status,
  executions: executions.map((execution) => ({
    id: execution.executionId,
    quantity: execution.quantity,
    price: execution.price,
    executedAt: execution.executedAt.toISOString(),
  })),
});

/** The payload of an order event. Nothing is left of a final order (LeavesQty, 151), and a notional leaves no known quantity. */
export const orderPayload = (order: OrderFacts, batchTransactionId: string, fresh: readonly Execution[]) => ({
  ...orderView(order, orderEventStatuses[order.status], fresh),
  batchTransactionId,
  createdAt: order.createdAt.toISOString(),
  ...(order.quantity === null ? {} : { leavesQuantity: leavesQuantity(order, order.quantity) }),
  ...(order.status === "REJECTED" && order.rejectReason !== null ? { rejectReason: order.rejectReason } : {}),
  symbol: order.symbol,
});

const leavesQuantity = (order: OrderFacts, quantity: string): string =>
  orderIsFinal(order.status) ? "0" : new Decimal(quantity).minus(order.cumulativeQuantity).toFixed();

/** Two characters that queues refuse are written as escapes, which say the same in JSON. */
const escapeNoncharacters = (text: string): string =>
  text.replaceAll(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

/** The bytes of an event, made once and sent unchanged on every channel and attempt. `timestamp` is RFC 3339. */
export const eventBody = (event: {
  eventType: EventType;
  messageId: string;
  payload: object;
  timestamp: string;
}): string =>
  escapeNoncharacters(
    JSON.stringify({
      event_type: event.eventType,
      message_id: event.messageId,
      payload: event.payload,
      timestamp: event.timestamp,
    }),
  );
