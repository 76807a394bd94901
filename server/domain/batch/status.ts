/** Batch and allocation states as one table each: the service, the SQL guard, the button and the tests read the same rows. */
export const batchStatuses = ["OPEN", "CLOSED", "IN_PROGRESS", "COMPLETE", "REJECTED"] as const;
export type BatchStatus = (typeof batchStatuses)[number];

export const batchTypes = ["NOTIONAL", "QUANTITY"] as const;
export type BatchType = (typeof batchTypes)[number];

export const partialFillPolicies = ["REDUCE", "ALL_OR_NONE"] as const;
export type PartialFillPolicy = (typeof partialFillPolicies)[number];

export const mixedSidePolicies = ["NET", "REJECT_MIXED"] as const;
export type MixedSidePolicy = (typeof mixedSidePolicies)[number];

export const batchTransitions = {
  OPEN: ["CLOSED", "REJECTED"],
  CLOSED: ["IN_PROGRESS", "REJECTED"],
  IN_PROGRESS: ["COMPLETE", "REJECTED"],
  COMPLETE: [],
  REJECTED: [],
} as const satisfies Record<BatchStatus, readonly BatchStatus[]>;

const batchActions = {
  allocate: ["OPEN"],
  close: ["OPEN"],
  cancel: ["OPEN"],
  expire: ["OPEN"],
  validate: ["CLOSED"],
  sendOrder: ["IN_PROGRESS"],
  recordFill: ["IN_PROGRESS"],
  allocateFills: ["IN_PROGRESS"],
} as const satisfies Record<string, readonly BatchStatus[]>;
export type BatchAction = keyof typeof batchActions;

/** Statuses in which the action is allowed. */
export const statusesFor = (action: BatchAction): readonly BatchStatus[] => batchActions[action];

/** True when the batch's status allows the action. */
export const batchCan = (action: BatchAction, batch: { status: BatchStatus }): boolean =>
  statusesFor(action).includes(batch.status);

/** True when no transition leaves the status. */
export const batchIsFinal = (status: BatchStatus): boolean => batchTransitions[status].length === 0;
