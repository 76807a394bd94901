import { expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { Decimal, fromUnits } from "../../decimal";
import { averagePrice } from "../../fill/average-price";
import { splitFills } from "../split";

const instrument = sandboxInstrument("BTC");
const fills = [
  { quantity: "0.04000000", price: "21440.00" },
  { quantity: "0.03231508", price: "21442.00" },
];
const amountUnits = [200_00n, 350_50n, 1000_00n];

const split = splitFills({
  type: "NOTIONAL",
  instrument,
  orderSide: "BUY",
  fills,
  rows: { sides: ["BUY", "BUY", "BUY"], amountUnits },
});

it("prices 200, 350.50 and 1000 USD at the exact average, published 21440.89", () => {
  const price = averagePrice(fills, instrument);
  expect(fromUnits(price.costNumerator, price.costDecimals)).toBe("1550.49994536");
  expect(price.quantityUnits).toBe(7231508n);
  expect(split.publishedPrice).toBe("21440.89");
});

it("gives 0.00932797, 0.01634727 and 0.04663984 BTC, which is exactly what was bought", () => {
  const quantities = split.quantityUnits.map((units) => fromUnits(units, 8));
  expect(quantities).toEqual(["0.00932797", "0.01634727", "0.04663984"]);
  expect(split.buy.quantityUnits).toBe(7231508n);
});

it("charges every investor the amount asked for, 1550.50 USD in all", () => {
  expect(split.grossCents).toEqual(amountUnits);
  expect(split.buy.grossCents).toBe(1550_50n);
});

it("leaves the 0.00005464 USD of rounding with the firm", () => {
  expect(fromUnits(split.dust.numerator, split.dust.decimals)).toBe("0.00005464");
});

it("differs from dividing by the published price, which hands out one unit too many", () => {
  const naive = amountUnits.map((cents) =>
    new Decimal(fromUnits(cents, 2)).div(split.publishedPrice).toDecimalPlaces(8).toFixed(),
  );
  expect(naive).toEqual(["0.00932797", "0.01634727", "0.04663985"]);
  const handedOut = naive.reduce((sum, quantity) => sum.plus(quantity), new Decimal(0));
  expect(handedOut.toFixed()).toBe("0.07231509");
});
