import type { Side } from "./allocation/status";
import type { BatchStatus, BatchType, PartialFillPolicy } from "./batch/status";

/** The one event type of batches and allocations; a reader tells them apart by shape (domain.md A.9). */
export const BATCH_EVENT = "allocation/batch/1";

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

/** The bytes of an event, made once and sent unchanged on every channel and attempt. `timestamp` is RFC 3339. */
export const eventBody = (event: { messageId: string; payload: object; timestamp: string }): string =>
  JSON.stringify({
    event_type: BATCH_EVENT,
    message_id: event.messageId,
    payload: event.payload,
    timestamp: event.timestamp,
  });
