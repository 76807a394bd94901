import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divide, halfUp, isEqual, multiply, parse, sum, whole } from "@/server/testing/rational-oracle";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { fromUnits, powerOfTen, toUnits } from "../decimal";
import { InvariantError } from "../errors";
import { averagePrice, runningAverage } from "./average-price";

const instrument = sandboxInstrument("BTC");

describe("the average price", () => {
  it.each([
    {
      fills: [
        ["0.4", "3000.10"],
        ["0.475", "2999.50"],
      ],
      quantity: 87_500_000n,
      value: "2624.8025",
      published: "2999.77",
    },
    {
      fills: [
        ["0.6", "2000.00"],
        ["0.5", "2001.10"],
      ],
      quantity: 110_000_000n,
      value: "2200.55",
      published: "2000.5",
    },
    {
      fills: [
        ["0.6", "2000.00"],
        ["0.2", "2001.10"],
      ],
      quantity: 80_000_000n,
      value: "1600.22",
      published: "2000.28",
    },
    {
      fills: [
        ["1", "1.00"],
        ["1", "1.01"],
      ],
      quantity: 200_000_000n,
      value: "2.01",
      published: "1.01",
    },
    {
      fills: [
        ["2", "1.00"],
        ["1", "1.01"],
      ],
      quantity: 300_000_000n,
      value: "3.01",
      published: "1",
    },
    { fills: [["0.00000001", "0.01"]], quantity: 1n, value: "0.0000000001", published: "0.01" },
  ])("of $fills is $published", ({ fills, quantity, value, published }) => {
    const price = averagePrice(
      fills.map(([amount = "", at = ""]) => ({ quantity: amount, price: at })),
      instrument,
    );
    expect(price.quantityUnits).toBe(quantity);
    expect(fromUnits(price.costNumerator, price.costDecimals)).toBe(value);
    expect(price.published).toBe(published);
  });

  it("keeps prices finer than the increment exact and publishes at the increment", () => {
    const price = averagePrice([{ quantity: "1", price: "100.0051" }], instrument);
    expect(fromUnits(price.costNumerator, price.costDecimals)).toBe("100.0051");
    expect(price.published).toBe("100.01");
  });

  it("agrees with exact fractions and does not depend on the order of the fills", () => {
    const fill = fc.record({
      quantity: fc.bigInt(1n, 10n ** 14n).map((units) => fromUnits(units, 8)),
      price: fc.bigInt(1n, 10n ** 9n).map((units) => fromUnits(units, 2)),
    });
    fc.assert(
      fc.property(fc.array(fill, { minLength: 1, maxLength: 8 }), (fills) => {
        const price = averagePrice(fills, instrument);
        const value = sum(fills.map((one) => multiply(parse(one.quantity), parse(one.price))));
        const quantity = sum(fills.map((one) => parse(one.quantity)));
        expect(isEqual({ n: price.costNumerator, d: powerOfTen(price.costDecimals) }, value)).toBe(true);
        expect(toUnits(price.published, 2)).toBe(halfUp(multiply(divide(value, quantity), whole(100n))));
        expect(averagePrice(fills.toReversed(), instrument)).toEqual(price);
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not exist without a fill, and refuses fills that are not positive or too fine", () => {
    expect(() => averagePrice([], instrument)).toThrow(InvariantError);
    for (const [quantity, price] of [
      ["0", "1"],
      ["-1", "1"],
      ["1", "0"],
      ["1", "-1"],
      ["0.000000001", "1"],
    ] as const) {
      expect(() => averagePrice([{ quantity, price }], instrument)).toThrow(InvariantError);
    }
  });
});

describe("the running average", () => {
  it("grows with each fill and ends at the average price", () => {
    const fills = [
      { quantity: "0.04000000", price: "21440.00" },
      { quantity: "0.03231508", price: "21442.00" },
    ];
    expect(runningAverage(fills)).toEqual([
      { cumulativeQuantity: "0.04", averagePrice: "21440" },
      { cumulativeQuantity: "0.07231508", averagePrice: "21440.89373005" },
    ]);
    expect(runningAverage(fills, 2).at(-1)?.averagePrice).toBe(averagePrice(fills, instrument).published);
  });

  it("is empty without fills", () => expect(runningAverage([])).toEqual([]));
});
