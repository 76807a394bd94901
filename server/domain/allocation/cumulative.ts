import { amountDecimals, type Instrument, USD_DECIMALS } from "../asset";
import type { BatchType } from "../batch/status";
import { decimalsNeeded, divideHalfUp, divideUp, fromUnits, powerOfTen, toUnits } from "../decimal";
import { assert } from "../errors";
import { type FeeSchedule, feeCents, feeTerms } from "../fees/commission";
import { type Rejection, rejectReason } from "../reject-reasons";
import type { Side } from "./status";

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
const BUFFER = { numerator: 11n, denominator: 10n } as const;

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
