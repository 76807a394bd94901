import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isEqual, oracleSplit } from "@/server/testing/rational-oracle";
import { type SplitProblem, splitInput, splitProblem } from "@/server/testing/split-problems";
import { powerOfTen, toUnits } from "../decimal";
import { splitFills } from "./split";

const oracleOf = (problem: SplitProblem) =>
  oracleSplit({
    type: problem.type,
    quantityDecimals: problem.instrument.quantityDecimals,
    priceDecimals: problem.instrument.priceDecimals,
    orderSide: problem.orderSide,
    fills: problem.fills,
    rows: problem.rows.map((row) => ({ side: row.side, amount: row.amountUnits, maximum: row.maximumUnits })),
  });

describe("the split against exact fractions", () => {
  it("agrees with the naive oracle on 25,000 random batches of every kind", () => {
    const seen = { mixed: 0, oneSided: 0, notional: 0, quantity: 0, zeroShares: 0, capped: 0, several: 0 };
    fc.assert(
      fc.property(splitProblem, (problem) => {
        const expected = oracleOf(problem);
        const actual = splitFills(splitInput(problem));
        expect(actual.quantityUnits).toEqual(expected.quantityUnits);
        expect(actual.grossCents).toEqual(expected.grossCents);
        expect(toUnits(actual.publishedPrice, problem.instrument.priceDecimals)).toBe(
          expected.publishedPriceUnits,
        );
        expect(
          isEqual({ n: actual.dust.numerator, d: powerOfTen(actual.dust.decimals) }, expected.dust),
        ).toBe(true);

        const sides = new Set(problem.rows.map((row) => row.side));
        seen[sides.size === 2 ? "mixed" : "oneSided"] += 1;
        seen[problem.type === "NOTIONAL" ? "notional" : "quantity"] += 1;
        if (actual.quantityUnits.includes(0n)) seen.zeroShares += 1;
        if (problem.fills.length > 1) seen.several += 1;
        const atCap = (row: SplitProblem["rows"][number], index: number) =>
          problem.type === "NOTIONAL" &&
          row.side === "SELL" &&
          row.maximumUnits === actual.quantityUnits[index];
        if (problem.rows.some(atCap)) seen.capped += 1;
      }),
      { numRuns: 25_000 },
    );
    // The comparison is worth something only if every kind of batch took part.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1_000);
  });
});
