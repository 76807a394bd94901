/**
 * Every refusal Prorata can give, with its stable code (product.md, "Reject reasons").
 * The text of a code is what a firm's system reads as `rejectReason`; it names ids and values.
 */
export const rejectCodes = [
  "ACCOUNT_NOT_FOUND",
  "FIRM_ACCOUNT_NOT_FOUND",
  "DUPLICATE_CLIENT_TRANSACTION_ID",
  "SYMBOL_MISMATCH",
  "BATCH_NOT_FOUND",
  "ALLOCATION_COUNT_MISMATCH",
  "INSUFFICIENT_HOLDINGS",
  "ALLOCATION_NOT_FOUND",
  "SYMBOL_NOT_FOUND",
  "AMOUNT_NOT_POSITIVE",
  "AMOUNT_PRECISION",
  "AMOUNT_BELOW_MINIMUM",
  "FEE_INVALID",
  "INSUFFICIENT_BUYING_POWER",
  "BATCH_NOT_OPEN",
  "NO_LIQUIDITY",
  "NO_VALID_ALLOCATION",
  "NET_ZERO",
  "MIXED_SIDES",
  "MARKET_CLOSED",
  "VENUE_REJECTED",
  "BATCH_CANCELLED",
  "BATCH_EXPIRED",
] as const;
export type RejectCode = (typeof rejectCodes)[number];

/** Refusals that are about the call, not about an allocation. */
export const callCodes = [
  "BODY_INVALID",
  "BATCH_MISMATCH",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "ADDRESS_REFUSED",
  "CONFLICT",
  "METHOD_NOT_ALLOWED",
  "MEDIA_TYPE_UNSUPPORTED",
  "TOO_LARGE",
  "TOO_MANY_REQUESTS",
  "UNAVAILABLE",
] as const;
export type CallCode = (typeof callCodes)[number];
export type ErrorCode = RejectCode | CallCode;

/** An expected refusal. `message` names the ids and the actual values; it is safe to show to the caller. */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** A broken promise of ours. It stops the batch it concerns, never the service. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/** Throws InvariantError unless the condition holds; stays on in production. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
