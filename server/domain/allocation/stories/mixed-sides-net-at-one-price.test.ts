import { describe, expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { fromUnits, toUnits } from "../../decimal";
import { averagePrice, type FillLine } from "../../fill/average-price";
import { aggregate } from "../../order/aggregate";
import { splitFills } from "../split";
import type { Side } from "../status";

const instrument = sandboxInstrument("ETH");
const amountUnits = ["1", "0.5", "0.4"].map((quantity) => toUnits(quantity, 8));
const sides: Side[] = ["BUY", "BUY", "SELL"];
const splitAt = (fills: FillLine[]) =>
  splitFills({ type: "QUANTITY", instrument, orderSide: "BUY", fills, rows: { sides, amountUnits } });

describe("A buys 1, B buys 0.5 and C sells 0.4 ETH", () => {
  it("becomes one order to buy 1.1", () => {
    const order = aggregate({
      buyUnits: toUnits("1.5", 8),
      sellUnits: toUnits("0.4", 8),
      buyCount: 2,
      sellCount: 1,
      mixedSides: "NET",
    });
    expect(order).toEqual({ kind: "order", side: "BUY", units: toUnits("1.1", 8) });
  });

  it("fills all three at 2000.50 and leaves the firm with nothing when the order fills in full", () => {
    const split = splitAt([
      { quantity: "0.6", price: "2000.00" },
      { quantity: "0.5", price: "2001.10" },
    ]);
    expect(split.publishedPrice).toBe("2000.5");
    expect(split.quantityUnits).toEqual(amountUnits);
    expect(split.grossCents).toEqual([2000_50n, 1000_25n, 800_20n]);
    expect(split.buy.grossCents - split.sell.grossCents).toBe(2200_55n);
    expect(split.dust.numerator).toBe(0n);
  });

  it("fills the seller in full and the buyers pro rata when only 0.8 is bought", () => {
    const fills = [
      { quantity: "0.6", price: "2000.00" },
      { quantity: "0.2", price: "2001.10" },
    ];
    const split = splitAt(fills);
    const price = averagePrice(fills, instrument);
    expect(fromUnits(price.costNumerator, price.costDecimals)).toBe("1600.22");
    expect(split.quantityUnits).toEqual(["0.8", "0.4", "0.4"].map((quantity) => toUnits(quantity, 8)));
    expect(split.grossCents).toEqual([1600_22n, 800_11n, 800_11n]);
    expect(split.publishedPrice).toBe("2000.28");
    expect(split.dust.numerator).toBe(0n);
  });
});

describe("a batch of USD with both sides", () => {
  const rows = { sides: ["BUY", "SELL", "BUY"] as Side[], amountUnits: [600_00n, 400_00n, 400_00n] };
  const fills = [{ quantity: "0.3", price: "2000.00" }];

  it("gives the seller 400 USD worth of coins and the buyers the rest, when 600 USD are bought", () => {
    const split = splitFills({ type: "NOTIONAL", instrument, orderSide: "BUY", fills, rows });
    expect(split.quantityUnits).toEqual([30_000_000n, 20_000_000n, 20_000_000n]);
    expect(split.grossCents).toEqual([600_00n, 400_00n, 400_00n]);
    expect(split.dust.numerator).toBe(0n);
  });

  it("lets a seller who holds less sell what is held, and the buyers share less", () => {
    const maximumUnits = [null, 10_000_000n, null];
    const split = splitFills({
      type: "NOTIONAL",
      instrument,
      orderSide: "BUY",
      fills,
      rows: { ...rows, maximumUnits },
    });
    expect(split.quantityUnits).toEqual([24_000_000n, 10_000_000n, 16_000_000n]);
    expect(split.grossCents).toEqual([480_00n, 200_00n, 320_00n]);
  });

  it("reduces the buyers when the sellers are the larger side and hold less than both sides need", () => {
    const split = splitFills({
      type: "NOTIONAL",
      instrument,
      orderSide: "SELL",
      fills: [{ quantity: "0.1", price: "1000.00" }],
      rows: { sides: ["SELL", "BUY"], amountUnits: [400_00n, 300_00n], maximumUnits: [30_000_000n, null] },
    });
    expect(split.quantityUnits).toEqual([30_000_000n, 20_000_000n]);
    expect(split.grossCents).toEqual([300_00n, 200_00n]);
  });
});
