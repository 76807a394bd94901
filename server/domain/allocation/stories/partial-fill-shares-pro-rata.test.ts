import { expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { fromUnits, toUnits } from "../../decimal";
import { averagePrice } from "../../fill/average-price";
import { splitFills } from "../split";

const fills = [{ quantity: "0.61803399", price: "64123.45" }];
const instrument = sandboxInstrument("BTC");
const split = splitFills({
  type: "QUANTITY",
  instrument,
  orderSide: "BUY",
  fills,
  rows: { sides: ["BUY", "BUY", "BUY"], amountUnits: ["0.5", "0.3", "0.2"].map((text) => toUnits(text, 8)) },
});

it("shares 0.61803399 of 1 BTC as 0.30901699, 0.1854102 and 0.1236068: the last units go to C, then B", () => {
  expect(split.quantityUnits).toEqual([30_901_699n, 18_541_020n, 12_360_680n]);
  expect(split.buy.quantityUnits).toBe(61_803_399n);
});

it("charges 19815.24, 11889.14 and 7926.09 USD of 39630.471656", () => {
  const price = averagePrice(fills, instrument);
  expect(fromUnits(price.costNumerator, price.costDecimals)).toBe("39630.4716560655");
  expect(split.grossCents).toEqual([19815_24n, 11889_14n, 7926_09n]);
  expect(split.buy.grossCents).toBe(39630_47n);
});
