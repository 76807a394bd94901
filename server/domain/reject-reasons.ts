import type { BatchStatus } from "./batch/status";
import type { RejectCode } from "./errors";

/** A refusal as it is stored and sent: the stable code and the text made from it here. */
export type Rejection = { code: RejectCode; reason: string };

export type FeeFault =
  | { bpsCommission: number }
  | { fixedCommission: string }
  | { feeUsd: string; amountUsd: string };

function feeInvalid(fault: FeeFault): string {
  if ("bpsCommission" in fault) {
    return `bpsCommission must be a whole number from 0 to 10000, not ${fault.bpsCommission}`;
  }
  if ("fixedCommission" in fault) {
    return `fixedCommission must be 0 or more USD with at most 2 decimals, not ${fault.fixedCommission}`;
  }
  return `The fee of ${fault.feeUsd} USD is larger than the ${fault.amountUsd} USD to sell`;
}

/**
 * The text of every refusal, in one place (product.md, "Reject reasons"). The first ten are the contract's words and
 * must not change; firms' systems compare them.
 */
export const rejectReason = {
  accountNotFound: () => "Customer account does not exist",
  firmAccountNotFound: () => "Firm Allocation Account does not exist",
  duplicateClientTransactionId: () => "The same clientTransactionId was submitted more than once",
  symbolMismatch: () => "The allocation symbol does not match the batch symbol",
  batchNotFound: () => "The batch ID does not exist",
  allocationCountMismatch: (count: { expected: number; accepted: number; rejected: number }) =>
    `Allocation count mismatch: expected ${count.expected}, accepted ${count.accepted}, rejected ${count.rejected}`,
  insufficientHoldings: (asset: string) => `Insufficient ${asset} available to allocate`,
  allocationNotFound: () => "The clientTransactionId does not exist",
  symbolNotFound: () => "Symbol does not exist",
  amountNotPositive: () => "Allocation amount must be greater than zero",
  amountPrecision: (at: { amount: string; decimals: number; asset: string }) =>
    `Allocation amount ${at.amount} has more than the ${at.decimals} decimals of ${at.asset}`,
  amountBelowMinimum: (at: { amount: string; minimum: string; asset: string }) =>
    `Allocation amount ${at.amount} ${at.asset} is below the minimum of ${at.minimum} ${at.asset}`,
  feeInvalid,
  insufficientBuyingPower: (at: { neededUsd: string; availableUsd: string }) =>
    `Insufficient buying power: ${at.neededUsd} USD needed, ${at.availableUsd} USD available`,
  batchNotOpen: (batch: { batchTransactionId: string; status: BatchStatus }) =>
    `Batch ${batch.batchTransactionId} is ${batch.status}, not OPEN`,
  noLiquidity: () => "No liquidity",
  noValidAllocation: () => "Batch has no valid allocation",
  netZero: () => "Batch nets to zero",
  mixedSides: (at: { buyCount: number; sellCount: number }) =>
    `Batch mixes ${at.buyCount} BUY and ${at.sellCount} SELL allocations, which the firm does not allow`,
  marketClosed: (opensAt: Date) => `Market is closed until ${opensAt.toISOString()}`,
  venueRejected: (venueText: string) => `The venue refused the order: ${venueText}`,
  cancelledBy: (who: string) => `Cancelled by ${who}`,
  expired: () => "Expired",
} as const;

/** Which text belongs to which code; a code without a text does not compile. */
export const reasonOfCode = {
  ACCOUNT_NOT_FOUND: rejectReason.accountNotFound,
  FIRM_ACCOUNT_NOT_FOUND: rejectReason.firmAccountNotFound,
  DUPLICATE_CLIENT_TRANSACTION_ID: rejectReason.duplicateClientTransactionId,
  SYMBOL_MISMATCH: rejectReason.symbolMismatch,
  BATCH_NOT_FOUND: rejectReason.batchNotFound,
  ALLOCATION_COUNT_MISMATCH: rejectReason.allocationCountMismatch,
  INSUFFICIENT_HOLDINGS: rejectReason.insufficientHoldings,
  ALLOCATION_NOT_FOUND: rejectReason.allocationNotFound,
  SYMBOL_NOT_FOUND: rejectReason.symbolNotFound,
  AMOUNT_NOT_POSITIVE: rejectReason.amountNotPositive,
  AMOUNT_PRECISION: rejectReason.amountPrecision,
  AMOUNT_BELOW_MINIMUM: rejectReason.amountBelowMinimum,
  FEE_INVALID: rejectReason.feeInvalid,
  INSUFFICIENT_BUYING_POWER: rejectReason.insufficientBuyingPower,
  BATCH_NOT_OPEN: rejectReason.batchNotOpen,
  NO_LIQUIDITY: rejectReason.noLiquidity,
  NO_VALID_ALLOCATION: rejectReason.noValidAllocation,
  NET_ZERO: rejectReason.netZero,
  MIXED_SIDES: rejectReason.mixedSides,
  MARKET_CLOSED: rejectReason.marketClosed,
  VENUE_REJECTED: rejectReason.venueRejected,
  BATCH_CANCELLED: rejectReason.cancelledBy,
  BATCH_EXPIRED: rejectReason.expired,
} as const satisfies Record<RejectCode, (...args: never[]) => string>;
