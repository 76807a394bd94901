import { amountAsset, amountDecimals, type Instrument, USD_DECIMALS } from "../asset";
import type { BatchType } from "../batch/status";
import { decimalsNeeded, decimalText, fromUnits, plainDecimal, toUnits } from "../decimal";
import { assert } from "../errors";
import { feeCents, feeTerms } from "../fees/commission";
import { type FeeFault, type Rejection, rejectReason } from "../reject-reasons";
import type { Side } from "./status";

/** An allocation as the contract words it; `amount` is USD in a NOTIONAL batch and coin in a QUANTITY batch. */
export type AllocationRequest = {
  account: string;
  amount: string;
  batchTransactionId: string;
  clientTransactionId: string;
  side: Side;
  symbol: string;
  bpsCommission?: number | null;
  fixedCommission?: string | null;
};

/** What is known where the check runs; an undefined fact is not known here, and its check is left to the server. */
export type AllocationFacts = {
  batch: { symbol: string; type: BatchType };
  instrument: Instrument;
  accountExists: boolean | undefined;
  /** The account's tradable coins, plain decimal text. */
  tradable?: string | undefined;
};

/**
 * Checks one allocation by itself: symbol, account, amount, precision, minimum, fee, in this order (P9). Null means
 * accepted. Amounts are compared by value. Whether the account can afford it is checked later, over all its allocations
 * (checkCumulative). Throws InvariantError when the amount is not a plain decimal: readers of files and bodies refuse that.
 */
export function checkAllocation(request: AllocationRequest, facts: AllocationFacts): Rejection | null {
  const { batch, instrument } = facts;
  assert(decimalText.test(request.amount), `not a plain decimal: ${request.amount}`);
  if (request.symbol !== batch.symbol) {
    return { code: "SYMBOL_MISMATCH", reason: rejectReason.symbolMismatch() };
  }
  if (facts.accountExists === false) {
    return { code: "ACCOUNT_NOT_FOUND", reason: rejectReason.accountNotFound() };
  }
  return (
    checkSign(request.amount) ??
    checkPrecision(request.amount, batch.type, instrument) ??
    checkMinimum(request, facts) ??
    checkFee(request, batch.type)
  );
}

function checkSign(amount: string): Rejection | null {
  const positive = !amount.startsWith("-") && /[1-9]/.test(amount);
  return positive ? null : { code: "AMOUNT_NOT_POSITIVE", reason: rejectReason.amountNotPositive() };
}

function checkPrecision(amount: string, type: BatchType, instrument: Instrument): Rejection | null {
  const decimals = amountDecimals(type, instrument);
  if (decimalsNeeded(amount) <= decimals) return null;
  const asset = amountAsset(type, instrument);
  return { code: "AMOUNT_PRECISION", reason: rejectReason.amountPrecision({ amount, decimals, asset }) };
}

function checkMinimum(request: AllocationRequest, facts: AllocationFacts): Rejection | null {
  const { batch, instrument, tradable } = facts;
  const decimals = amountDecimals(batch.type, instrument);
  const minimum =
    batch.type === "NOTIONAL" ? instrument.minimumOrderNotional : instrument.minimumOrderQuantity;
  const units = toUnits(request.amount, decimals);
  if (units >= toUnits(minimum, decimals)) return null;
  // A SELL of the whole position may be smaller than the minimum, or nobody could ever leave.
  if (batch.type === "QUANTITY" && request.side === "SELL") {
    if (tradable === undefined || toUnits(tradable, decimals) === units) return null;
  }
  const at = {
    amount: plainDecimal(request.amount),
    minimum: plainDecimal(minimum),
    asset: amountAsset(batch.type, instrument),
  };
  return { code: "AMOUNT_BELOW_MINIMUM", reason: rejectReason.amountBelowMinimum(at) };
}

function checkFee(request: AllocationRequest, type: BatchType): Rejection | null {
  const fault = feeFault(request, type);
  return fault === null ? null : { code: "FEE_INVALID", reason: rejectReason.feeInvalid(fault) };
}

function feeFault(request: AllocationRequest, type: BatchType): FeeFault | null {
  const bpsCommission = request.bpsCommission ?? null;
  const fixedCommission = request.fixedCommission ?? null;
  if (
    bpsCommission !== null &&
    !(Number.isInteger(bpsCommission) && bpsCommission >= 0 && bpsCommission <= 10_000)
  ) {
    return { bpsCommission };
  }
  if (fixedCommission !== null && !isCents(fixedCommission)) return { fixedCommission };
  if (type !== "NOTIONAL" || request.side !== "SELL") return null;
  const amountCents = toUnits(request.amount, USD_DECIMALS);
  // Counted as for a BUY, since the fee of a SELL is capped at what the cap is to be compared with.
  const fee = feeCents({
    side: "BUY",
    grossCents: amountCents,
    ...feeTerms({ bpsCommission, fixedCommission }),
  });
  if (fee <= amountCents) return null;
  return { feeUsd: fromUnits(fee, USD_DECIMALS), amountUsd: fromUnits(amountCents, USD_DECIMALS) };
}

/** USD text of zero or more with at most two decimals by value. */
const isCents = (text: string): boolean =>
  decimalText.test(text) &&
  decimalsNeeded(text) <= USD_DECIMALS &&
  (!text.startsWith("-") || !/[1-9]/.test(text));
