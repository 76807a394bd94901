import type { Instrument } from "../asset";
import { decimalsNeeded, divideHalfUp, fromUnits, powerOfTen, toUnits } from "../decimal";
import { assert } from "../errors";

/** One execution: coin quantity and USD price, plain decimal text. */
export type FillLine = { quantity: string; price: string };

/** Quantity in coin units and exact value C = costNumerator / 10^costDecimals USD of a set of fills, and their published price. */
export type AveragePrice = {
  quantityUnits: bigint;
  costNumerator: bigint;
  costDecimals: number;
  published: string;
};

const finest = (texts: readonly string[]): number =>
  texts.reduce((most, text) => Math.max(most, decimalsNeeded(text)), 0);

function sumFills(fills: readonly FillLine[], quantityDecimals: number, priceDecimals: number) {
  let quantityUnits = 0n;
  let costNumerator = 0n;
  for (const fill of fills) {
    const quantity = toUnits(fill.quantity, quantityDecimals);
    const price = toUnits(fill.price, priceDecimals);
    assert(quantity > 0n && price > 0n, `a fill of ${fill.quantity} at ${fill.price} is not positive`);
    quantityUnits += quantity;
    costNumerator += quantity * price;
  }
  return { quantityUnits, costNumerator };
}

/**
 * The average price of an order's fills, P = C / Q, kept as the exact pair (C, Q) and published half-up at the
 * instrument's price increment (P2). The order of fills does not matter. Throws InvariantError when nothing was filled,
 * because then there is no price, and when a fill is not positive or finer than the coin's units.
 */
export function averagePrice(fills: readonly FillLine[], instrument: Instrument): AveragePrice {
  const priceDecimals = Math.max(instrument.priceDecimals, finest(fills.map((fill) => fill.price)));
  const { quantityUnits, costNumerator } = sumFills(fills, instrument.quantityDecimals, priceDecimals);
  assert(quantityUnits > 0n, "an average price needs at least one fill");
  // C / Q in price units: the coin decimals of C and Q cancel, what is left is the finer scale of the prices.
  const excess = powerOfTen(priceDecimals - instrument.priceDecimals);
  const published = divideHalfUp(costNumerator, quantityUnits * excess);
  return {
    quantityUnits,
    costNumerator,
    costDecimals: instrument.quantityDecimals + priceDecimals,
    published: fromUnits(published, instrument.priceDecimals),
  };
}

/** After each fill, in the order given: the cumulative quantity and the average price so far, half-up at `priceDecimals`. */
export function runningAverage(
  fills: readonly FillLine[],
  priceDecimals = 8,
): { cumulativeQuantity: string; averagePrice: string }[] {
  const quantityDecimals = finest(fills.map((fill) => fill.quantity));
  const scale = Math.max(priceDecimals, finest(fills.map((fill) => fill.price)));
  let quantity = 0n;
  let value = 0n;
  return fills.map((fill) => {
    const one = sumFills([fill], quantityDecimals, scale);
    quantity += one.quantityUnits;
    value += one.costNumerator;
    const average = divideHalfUp(value, quantity * powerOfTen(scale - priceDecimals));
    return {
      cumulativeQuantity: fromUnits(quantity, quantityDecimals),
      averagePrice: fromUnits(average, priceDecimals),
    };
  });
}
