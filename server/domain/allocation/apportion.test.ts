import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { largestRemainder, waterFill } from "@/server/testing/rational-oracle";
import { positiveUnits } from "@/server/testing/split-problems";
import { InvariantError } from "../errors";
import { apportion, apportionCapped } from "./apportion";

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
const weight = fc.oneof({ weight: 1, arbitrary: fc.constant(0n) }, { weight: 5, arbitrary: positiveUnits });
const weightsArbitrary = fc
  .array(weight, { minLength: 1, maxLength: 12 })
  .filter((weights) => weights.some((value) => value > 0n));
const totalArbitrary = fc.oneof(fc.bigInt(0n, 60n), fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 24n));

describe("apportion", () => {
  it.each([
    {
      total: 100n,
      weights: [1n, 1n, 1n],
      parts: [34n, 33n, 33n],
      rule: "equal rows: the first id gets the unit",
    },
    { total: 5n, weights: [1n, 3n], parts: [1n, 4n], rule: "the larger remainder gets the unit" },
    { total: 1n, weights: [1n, 1n, 2n], parts: [0n, 0n, 1n], rule: "one unit goes to the largest" },
    {
      total: 3n,
      weights: [1n, 3n, 2n],
      parts: [0n, 2n, 1n],
      rule: "equal remainders: the larger weight wins",
    },
    { total: 2n, weights: [0n, 1n, 0n, 1n, 1n], parts: [0n, 1n, 0n, 1n, 0n], rule: "nothing for no weight" },
    { total: 0n, weights: [0n, 0n], parts: [0n, 0n], rule: "nothing to split needs no weight" },
    { total: 0n, weights: [], parts: [], rule: "nobody and nothing" },
    { total: 7n, weights: [3n], parts: [7n], rule: "one row takes all" },
  ])("splits $total by $weights: $rule", ({ total, weights, parts }) => {
    expect(apportion(total, weights)).toEqual(parts);
  });

  it("tells remainders apart that are the same double", () => {
    const big = 10n ** 40n;
    // Shares of 1 by weights that differ in the last of 41 digits: the one unit goes to the larger.
    expect(apportion(1n, [big, big + 1n, big])).toEqual([0n, 1n, 0n]);
    expect(apportion(2n, [big + 1n, big, big + 2n, big])).toEqual([1n, 0n, 1n, 0n]);
  });

  it("refuses negative inputs and a total that nobody has a weight for", () => {
    expect(() => apportion(-1n, [1n])).toThrow(InvariantError);
    expect(() => apportion(1n, [2n, -1n])).toThrow(InvariantError);
    expect(() => apportion(1n, [0n, 0n])).toThrow(InvariantError);
    expect(() => apportion(1n, [])).toThrow(InvariantError);
  });

  it("keeps the total, keeps everyone within one unit of the exact share, and agrees with the oracle", () => {
    fc.assert(
      fc.property(totalArbitrary, weightsArbitrary, (total, weights) => {
        const parts = apportion(total, weights);
        const all = sumOf(weights);
        expect(sumOf(parts)).toBe(total);
        parts.forEach((part, index) => {
          const exact = total * (weights[index] ?? 0n);
          const floor = exact / all;
          expect(part === floor || (part === floor + 1n && exact % all !== 0n)).toBe(true);
        });
        expect(parts).toEqual(largestRemainder(total, weights));
        expect(apportion(total, weights)).toEqual(parts);
      }),
      { numRuns: 5_000 },
    );
  });

  it("gives each weight the same parts whatever order the rows come in", () => {
    const pairs = (weights: bigint[], parts: bigint[]) =>
      weights.map((value, index) => `${value}:${parts[index]}`).sort();
    fc.assert(
      fc.property(
        totalArbitrary,
        weightsArbitrary.chain((weights) =>
          fc.tuple(
            fc.constant(weights),
            fc.shuffledSubarray(weights, { minLength: weights.length, maxLength: weights.length }),
          ),
        ),
        (total, [weights, shuffled]) => {
          expect(pairs(shuffled, apportion(total, shuffled))).toEqual(
            pairs(weights, apportion(total, weights)),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("never gives the larger weight less", () => {
    fc.assert(
      fc.property(totalArbitrary, weightsArbitrary, (total, weights) => {
        const parts = apportion(total, weights);
        weights.forEach((a, i) => {
          weights.forEach((b, j) => {
            if (a > b) expect((parts[i] ?? 0n) >= (parts[j] ?? 0n)).toBe(true);
          });
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    { name: "equal weights", make: () => 7n },
    {
      name: "distinct odd weights, half filled, so that every remainder ties",
      make: (row: number) => BigInt(2 * row + 1),
    },
    { name: "weights of 24 digits", make: (row: number) => 10n ** 23n + BigInt((row * 7919) % 1009) },
  ])("agrees with the oracle on 20,000 rows of $name", ({ make }) => {
    const weights = Array.from({ length: 20_000 }, (_, row) => make(row));
    const total = sumOf(weights) / 2n;
    expect(apportion(total, weights)).toEqual(largestRemainder(total, weights));
    expect(apportion(12_345n, weights)).toEqual(largestRemainder(12_345n, weights));
  });
});

describe("apportionCapped", () => {
  const capsFor = (length: number) =>
    fc.array(fc.option(fc.oneof(fc.bigInt(0n, 30n), fc.bigInt(0n, 10n ** 12n)), { nil: null, freq: 3 }), {
      minLength: length,
      maxLength: length,
    });
  const problem = weightsArbitrary.chain((weights) =>
    fc.tuple(fc.constant(weights), capsFor(weights.length)),
  );

  it.each([
    {
      total: 12n,
      weights: [1n, 1n, 1n],
      caps: [null, null, null],
      parts: [4n, 4n, 4n],
      rule: "no cap, no change",
    },
    {
      total: 12n,
      weights: [1n, 1n, 1n],
      caps: [2n, null, null],
      parts: [2n, 5n, 5n],
      rule: "the rest share what is cut",
    },
    {
      total: 12n,
      weights: [1n, 1n, 1n],
      caps: [2n, 4n, null],
      parts: [2n, 4n, 6n],
      rule: "a second cap is met later",
    },
    {
      total: 12n,
      weights: [1n, 2n, 3n],
      caps: [2n, 4n, 6n],
      parts: [2n, 4n, 6n],
      rule: "caps that fit exactly",
    },
    { total: 12n, weights: [1n, 1n], caps: [3n, 4n], parts: [3n, 4n], rule: "caps below the total" },
    { total: 5n, weights: [1n, 0n], caps: [2n, null], parts: [2n, 0n], rule: "nothing for no weight" },
    {
      total: 9n,
      weights: [1n, 1n, 1n],
      caps: [0n, null, null],
      parts: [0n, 5n, 4n],
      rule: "a cap of nothing",
    },
  ])("splits $total by $weights within $caps: $rule", ({ total, weights, caps, parts }) => {
    expect(apportionCapped(total, weights, caps)).toEqual(parts);
  });

  it("refuses a cap below zero and lists of different length", () => {
    expect(() => apportionCapped(1n, [1n], [-1n])).toThrow(InvariantError);
    expect(() => apportionCapped(1n, [1n], [])).toThrow(InvariantError);
  });

  it("passes no cap, loses nothing that fits, and agrees with the oracle", () => {
    fc.assert(
      fc.property(totalArbitrary, problem, (total, [weights, caps]) => {
        const parts = apportionCapped(total, weights, caps);
        parts.forEach((part, index) => {
          const cap = caps[index] ?? null;
          expect(part >= 0n && (cap === null || part <= cap)).toBe(true);
        });
        const unlimited = weights.some((value, index) => value > 0n && caps[index] === null);
        const capacity = sumOf(weights.map((value, index) => (value > 0n ? (caps[index] ?? 0n) : 0n)));
        expect(sumOf(parts)).toBe(unlimited || total < capacity ? total : capacity);
        expect(parts).toEqual(waterFill(total, weights, caps));
      }),
      { numRuns: 5_000 },
    );
  });

  it("gives the same whatever order the rows come in", () => {
    const shuffledProblem = problem.chain(([weights, caps]) => {
      const rows = weights.map((value, index) => ({ value, cap: caps[index] ?? null }));
      return fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      );
    });
    const split = (total: bigint, rows: { value: bigint; cap: bigint | null }[]) => {
      const parts = apportionCapped(
        total,
        rows.map((row) => row.value),
        rows.map((row) => row.cap),
      );
      return rows.map((row, index) => ({ ...row, part: parts[index] ?? 0n }));
    };
    // Rows of one weight may swap a unit, as their order decides ties; per weight and cap the parts are the same.
    const within = (rows: ReturnType<typeof split>) =>
      rows.map((row) => `${row.value}/${row.cap}:${row.part}`).sort();
    fc.assert(
      fc.property(totalArbitrary, shuffledProblem, (total, [rows, shuffled]) => {
        const distinct = new Set(rows.map((row) => row.value)).size === rows.length;
        fc.pre(distinct);
        expect(within(split(total, shuffled))).toEqual(within(split(total, rows)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("meets a long ladder of caps, one after the other", () => {
    const weights = Array.from({ length: 3_000 }, () => 5n);
    const caps = weights.map((_, row) => BigInt(3_000 - row));
    const total = sumOf(caps) - 700n;
    expect(apportionCapped(total, weights, caps)).toEqual(waterFill(total, weights, caps));
  });
});
