import { amountAsset, amountDecimals, type Instrument, USD_DECIMALS } from "../asset";
import type { BatchType } from "../batch/status";
import {
  decimalsNeeded,
  decimalText,
  divideHalfUp,
  divideUp,
  fromUnits,
  plainDecimal,
  powerOfTen,
  toUnits,
} from "../decimal";
import { assert } from "../errors";
import { type FeeSchedule, feeCents, feeTerms } from "../fees/commission";
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

/** An allocation of one account, as far as the check after close needs it. */
export type CumulativeRow = {
  clientTransactionId: string;
  side: Side;
  amount: string;
  bpsCommission?: number | null;
  fixedCommission?: string | null;
};

/** What one account has; a null buyingPowerCents means that the firm does not check buying power (P10). */
export type AccountMeans = { tradableUnits: bigint; buyingPowerCents: bigint | null };

export type CumulativeTerms = {
  type: BatchType;
  instrument: Instrument;
  /** The quote that unknown prices are checked against, USD text, greater than zero. */
  referencePrice: string;
  /** The firm's fee for rows without one of their own; none when absent. */
  feeSchedule?: FeeSchedule;
};

/** Unknown prices are checked at the reference quote plus 10 %, as a fraction (P10). */
export const BUFFER = { numerator: 11n, denominator: 10n } as const;

function referencePrice(terms: CumulativeTerms): { units: bigint; scale: bigint } {
  const decimals = decimalsNeeded(terms.referencePrice);
  const units = toUnits(terms.referencePrice, decimals);
  assert(units > 0n, `reference price ${terms.referencePrice} is not positive`);
  return { units, scale: powerOfTen(decimals) };
}

/**
 * Coin units a row needs: a SELL of coins its amount, a SELL of USD what the amount buys at the reference price plus the
 * buffer, rounded up (P10). A BUY needs none.
 */
export function neededUnits(row: CumulativeRow, terms: CumulativeTerms): bigint {
  if (row.side === "BUY") return 0n;
  const amount = toUnits(row.amount, amountDecimals(terms.type, terms.instrument));
  if (terms.type === "QUANTITY") return amount;
  const price = referencePrice(terms);
  const coinScale = powerOfTen(terms.instrument.quantityDecimals);
  return divideUp(
    amount * price.scale * coinScale * BUFFER.numerator,
    price.units * powerOfTen(USD_DECIMALS) * BUFFER.denominator,
  );
}

/**
 * Cents a row needs: a BUY of USD its amount and the fee on it, a BUY of coins their value at the reference price plus
 * the buffer, half-up, and the fee on that (P10). A SELL needs none.
 */
export function neededCents(row: CumulativeRow, terms: CumulativeTerms): bigint {
  if (row.side === "SELL") return 0n;
  const amount = toUnits(row.amount, amountDecimals(terms.type, terms.instrument));
  const grossCents = terms.type === "NOTIONAL" ? amount : bufferedCents(amount, terms);
  return grossCents + feeCents({ side: "BUY", grossCents, ...feeTerms(row, terms.feeSchedule) });
}

function bufferedCents(coinUnits: bigint, terms: CumulativeTerms): bigint {
  const price = referencePrice(terms);
  const coinScale = powerOfTen(terms.instrument.quantityDecimals);
  return divideHalfUp(
    coinUnits * price.units * powerOfTen(USD_DECIMALS) * BUFFER.numerator,
    price.scale * coinScale * BUFFER.denominator,
  );
}

/**
 * The check after close of all valid allocations of one account together. Rows are taken in ascending
 * clientTransactionId, whatever order they come in; each consumes what it needs, a row that does not fit is refused and
 * consumes nothing, so that a later, smaller row may still fit. What a SELL brings never funds a BUY. The answer has
 * one verdict per row, in the order of the rows; null means that the row fits.
 */
export function checkCumulative(
  rows: readonly CumulativeRow[],
  account: AccountMeans,
  terms: CumulativeTerms,
): (Rejection | null)[] {
  const verdicts = new Array<Rejection | null>(rows.length).fill(null);
  let { tradableUnits, buyingPowerCents } = account;
  for (const { row, index } of inStatementOrder(rows)) {
    const units = neededUnits(row, terms);
    const cents = neededCents(row, terms);
    if (row.side === "SELL" && units > tradableUnits) {
      const reason = rejectReason.insufficientHoldings(terms.instrument.baseAsset);
      verdicts[index] = { code: "INSUFFICIENT_HOLDINGS", reason };
    } else if (row.side === "BUY" && buyingPowerCents !== null && cents > buyingPowerCents) {
      verdicts[index] = insufficientBuyingPower(cents, buyingPowerCents);
    } else {
      tradableUnits -= units;
      buyingPowerCents = buyingPowerCents === null ? null : buyingPowerCents - cents;
    }
  }
  return verdicts;
}

const inStatementOrder = (rows: readonly CumulativeRow[]): { row: CumulativeRow; index: number }[] =>
  rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => (a.row.clientTransactionId < b.row.clientTransactionId ? -1 : 1));

function insufficientBuyingPower(neededCentsNow: bigint, availableCents: bigint): Rejection {
  const at = {
    neededUsd: fromUnits(neededCentsNow, USD_DECIMALS),
    availableUsd: fromUnits(availableCents, USD_DECIMALS),
  };
  return { code: "INSUFFICIENT_BUYING_POWER", reason: rejectReason.insufficientBuyingPower(at) };
}
