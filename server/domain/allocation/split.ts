import { type Instrument, USD_DECIMALS } from "../asset";
import type { BatchType } from "../batch/status";
import { divideHalfUp, powerOfTen } from "../decimal";
import { assert } from "../errors";
import { type AveragePrice, averagePrice, type FillLine } from "../fill/average-price";
import { apportion, apportionCapped } from "./apportion";
import type { Side } from "./status";

/** The valid allocations of a batch as columns, in ascending clientTransactionId. */
type SplitRows = {
  sides: readonly Side[];
  /** Cents in a NOTIONAL batch, coin units in a QUANTITY batch. */
  amountUnits: readonly bigint[];
  /** Coin units that a row can give at most; read for the SELL rows of a NOTIONAL batch (P10). Null or absent: no limit. */
  maximumUnits?: readonly (bigint | null)[];
};

export type SplitInput = {
  type: BatchType;
  instrument: Instrument;
  orderSide: Side;
  fills: readonly FillLine[];
  rows: SplitRows;
};

type SideTotals = { quantityUnits: bigint; grossCents: bigint };

export type Split = {
  quantityUnits: bigint[];
  grossCents: bigint[];
  publishedPrice: string;
  buy: SideTotals;
  sell: SideTotals;
  /** Exact USD left with the Firm Allocation Account, numerator / 10^decimals: + received − paid (P4). */
  dust: { numerator: bigint; decimals: number };
};

/** The rows of one side, with where each came from. */
type SideRows = {
  indices: number[];
  amounts: bigint[];
  maxima: (bigint | null)[] | null;
  amountSum: bigint;
};
type SideSplit = SideTotals & { indices: number[]; quantities: bigint[]; grosses: bigint[] };

/**
 * Shares an order's fills among the allocations of its batch, all at one exact average price (P2–P4, P6, P7, P10).
 *
 * One side: the filled quantity is shared by the requested amounts. Both sides: the smaller side fills in full, the
 * larger shares the filled quantity plus what the smaller side crosses with it. Cash is settled per side: the total is
 * half-up to the cent, shared by the allocated quantities.
 *
 * A pure function of its arguments: the order of the fills is irrelevant, and the rows carry their own order. Throws
 * InvariantError when the fills cannot belong to these rows (more than was ordered, the wrong side) and when anything
 * is not conserved to the last unit and cent.
 */
export function splitFills(input: SplitInput): Split {
  const price = averagePrice(input.fills, input.instrument);
  const largerSide = input.orderSide;
  const larger = rowsOfSide(input, largerSide);
  const smaller = rowsOfSide(input, largerSide === "BUY" ? "SELL" : "BUY");
  assert(larger.amountSum > smaller.amountSum, `the larger side of the batch is not ${largerSide}`);
  if (input.type === "QUANTITY") {
    const ordered = larger.amountSum - smaller.amountSum;
    assert(price.quantityUnits <= ordered, `filled ${price.quantityUnits} of ${ordered} units ordered`);
  }

  const crossed = crossedUnits(input, price, larger, smaller);
  const largerSplit = splitSide(larger, price.quantityUnits + crossed, price);
  const smallerSplit = splitSide(smaller, crossed, price);
  const [buy, sell] = largerSide === "BUY" ? [largerSplit, smallerSplit] : [smallerSplit, largerSplit];
  const split = {
    ...mergeSides(input.rows.sides.length, buy, sell),
    publishedPrice: price.published,
    buy: { quantityUnits: buy.quantityUnits, grossCents: buy.grossCents },
    sell: { quantityUnits: sell.quantityUnits, grossCents: sell.grossCents },
    dust: firmDust(largerSide, price, buy.grossCents, sell.grossCents),
  };
  assertConserved(split, input, price);
  return split;
}

function rowsOfSide(input: SplitInput, side: Side): SideRows {
  const { sides, amountUnits, maximumUnits } = input.rows;
  assert(amountUnits.length === sides.length, `${sides.length} sides but ${amountUnits.length} amounts`);
  const limited = input.type === "NOTIONAL" && side === "SELL" && maximumUnits !== undefined;
  const rows: SideRows = { indices: [], amounts: [], maxima: limited ? [] : null, amountSum: 0n };
  sides.forEach((rowSide, index) => {
    if (rowSide !== side) return;
    const amount = amountUnits[index] ?? 0n;
    assert(amount > 0n, `the amount of row ${index} is not positive`);
    rows.indices.push(index);
    rows.amounts.push(amount);
    rows.maxima?.push(maximumUnits?.[index] ?? null);
    rows.amountSum += amount;
  });
  return rows;
}

/** Most coin units the rows can take or give together; null when a row has no limit. */
function capacity(rows: SideRows): bigint | null {
  let sum = 0n;
  for (const maximum of rows.maxima ?? [null]) {
    if (maximum === null) return null;
    sum += maximum;
  }
  return sum;
}

/**
 * Coin units that the smaller side trades with the larger: all it asked for, in a NOTIONAL batch what its USD make at
 * the average price, half-up. It is less only when sellers of USD do not hold that many coins (P10).
 */
function crossedUnits(input: SplitInput, price: AveragePrice, larger: SideRows, smaller: SideRows): bigint {
  if (smaller.indices.length === 0) return 0n;
  if (input.type === "QUANTITY") return smaller.amountSum;
  let units = divideHalfUp(
    smaller.amountSum * powerOfTen(price.costDecimals) * price.quantityUnits,
    price.costNumerator * powerOfTen(USD_DECIMALS),
  );
  const smallerCapacity = capacity(smaller);
  if (smallerCapacity !== null && smallerCapacity < units) units = smallerCapacity;
  const largerCapacity = capacity(larger);
  if (largerCapacity !== null && largerCapacity - price.quantityUnits < units) {
    units = largerCapacity - price.quantityUnits;
  }
  return units;
}

function splitSide(rows: SideRows, totalUnits: bigint, price: AveragePrice): SideSplit {
  const quantities =
    rows.maxima === null
      ? apportion(totalUnits, rows.amounts)
      : apportionCapped(totalUnits, rows.amounts, rows.maxima);
  const grossTotal = divideHalfUp(
    price.costNumerator * totalUnits * powerOfTen(USD_DECIMALS),
    powerOfTen(price.costDecimals) * price.quantityUnits,
  );
  return {
    indices: rows.indices,
    quantities,
    grosses: apportion(grossTotal, quantities),
    quantityUnits: totalUnits,
    grossCents: grossTotal,
  };
}

function mergeSides(length: number, ...sides: SideSplit[]): Pick<Split, "quantityUnits" | "grossCents"> {
  const quantityUnits = new Array<bigint>(length).fill(0n);
  const grossCents = new Array<bigint>(length).fill(0n);
  for (const side of sides) {
    side.indices.forEach((row, position) => {
      quantityUnits[row] = side.quantities[position] ?? 0n;
      grossCents[row] = side.grosses[position] ?? 0n;
    });
  }
  return { quantityUnits, grossCents };
}

function firmDust(orderSide: Side, price: AveragePrice, buyCents: bigint, sellCents: bigint): Split["dust"] {
  const decimals = Math.max(price.costDecimals, USD_DECIMALS);
  const fromInvestors = (buyCents - sellCents) * powerOfTen(decimals - USD_DECIMALS);
  const toMarket = price.costNumerator * powerOfTen(decimals - price.costDecimals);
  return { numerator: orderSide === "BUY" ? fromInvestors - toMarket : fromInvestors + toMarket, decimals };
}

/** Counts again, row by row, what was computed by side. */
function assertConserved(split: Split, input: SplitInput, price: AveragePrice): void {
  const sums = { BUY: { units: 0n, cents: 0n }, SELL: { units: 0n, cents: 0n } };
  input.rows.sides.forEach((side, index) => {
    sums[side].units += split.quantityUnits[index] ?? 0n;
    sums[side].cents += split.grossCents[index] ?? 0n;
  });
  const net = sums.BUY.units - sums.SELL.units;
  const filled = input.orderSide === "BUY" ? price.quantityUnits : -price.quantityUnits;
  assert(net === filled, `allocated ${net} units net, but ${filled} were filled`);
  for (const [side, totals] of [["BUY", split.buy] as const, ["SELL", split.sell] as const]) {
    assert(sums[side].units === totals.quantityUnits, `${side} quantity is not conserved`);
    assert(sums[side].cents === totals.grossCents, `${side} gross is not conserved`);
  }
  // Each side is rounded once to the cent, so two sides leave at most one cent.
  const cent = powerOfTen(split.dust.decimals - USD_DECIMALS);
  const dust = split.dust.numerator < 0n ? -split.dust.numerator : split.dust.numerator;
  assert(dust <= cent, `${split.dust.numerator}e-${split.dust.decimals} USD is more than rounding leaves`);
}
