import type { BatchStatus } from "../batch/status";

export const allocationStatuses = ["PENDING", "IN_PROGRESS", "COMPLETE", "REJECTED", "CANCELLED"] as const;
export type AllocationStatus = (typeof allocationStatuses)[number];

/** IN_PROGRESS is not stored: an allocation is in progress exactly while it is PENDING and its batch is at work. */
export const storedAllocationStatuses = ["PENDING", "COMPLETE", "REJECTED", "CANCELLED"] as const;
export type StoredAllocationStatus = (typeof storedAllocationStatuses)[number];

export const sides = ["BUY", "SELL"] as const;
export type Side = (typeof sides)[number];

export const allocationTransitions = {
  PENDING: ["COMPLETE", "REJECTED", "CANCELLED"],
  COMPLETE: [],
  REJECTED: [],
  CANCELLED: [],
} as const satisfies Record<StoredAllocationStatus, readonly StoredAllocationStatus[]>;

/** The status a caller sees, from what is stored and where the batch stands. */
export const allocationStatus = (stored: StoredAllocationStatus, batch: BatchStatus): AllocationStatus =>
  stored === "PENDING" && batch === "IN_PROGRESS" ? "IN_PROGRESS" : stored;
