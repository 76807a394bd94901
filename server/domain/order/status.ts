export const orderStatuses = [
  "PENDING",
  "WORKING",
  "FILLED",
  "PARTIALLY_FILLED",
  "CANCELLED",
  "REJECTED",
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** True when nothing can happen to the order at the venue any more. */
export const orderIsFinal = (status: OrderStatus): boolean => status !== "PENDING" && status !== "WORKING";

/**
 * What an order event calls the order (FIX OrdStatus, 39). A working order is told of only when it was filled in part; a final order
 * that is PARTIALLY_FILLED here is CANCELLED in FIX, with what was filled in its cumulative quantity.
 */
export const orderEventStatuses = {
  PENDING: "NEW",
  WORKING: "PARTIALLY_FILLED",
  FILLED: "FILLED",
  PARTIALLY_FILLED: "CANCELLED",
  CANCELLED: "CANCELLED",
  REJECTED: "REJECTED",
} as const satisfies Record<OrderStatus, string>;
