import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sandboxInstrument, splitInput, splitProblem } from "@/server/testing/split-problems";
import { divideHalfUp, fromUnits, powerOfTen } from "../decimal";
import { InvariantError } from "../errors";
import { averagePrice } from "../fill/average-price";
import { type SplitInput, splitFills } from "./split";
import type { Side } from "./status";

const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);
const valuesOf = (side: Side, sides: readonly Side[], values: readonly bigint[]) =>
  values.filter((_, index) => sides[index] === side);

describe("what every split keeps", () => {
  it("allocates exactly what was filled, and per side exactly the cents of its quantity at the average price", () => {
    fc.assert(
      fc.property(splitProblem, (problem) => {
        const input = splitInput(problem);
        const { sides } = input.rows;
        const split = splitFills(input);
        const price = averagePrice(problem.fills, problem.instrument);
        const bought = sumOf(valuesOf("BUY", sides, split.quantityUnits));
        const sold = sumOf(valuesOf("SELL", sides, split.quantityUnits));
        expect(problem.orderSide === "BUY" ? bought - sold : sold - bought).toBe(price.quantityUnits);
        for (const [side, units] of [["BUY", bought] as const, ["SELL", sold] as const]) {
          const cents = divideHalfUp(
            price.costNumerator * units * 100n,
            powerOfTen(price.costDecimals) * price.quantityUnits,
          );
          expect(sumOf(valuesOf(side, sides, split.grossCents))).toBe(cents);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it("has nobody a whole cent off the average price times the quantity", () => {
    fc.assert(
      fc.property(splitProblem, (problem) => {
        const split = splitFills(splitInput(problem));
        const price = averagePrice(problem.fills, problem.instrument);
        const perUnit = powerOfTen(price.costDecimals) * price.quantityUnits;
        split.quantityUnits.forEach((units, index) => {
          // The side's total is itself rounded, so the bound is one cent plus the row's part of half a cent.
          const exact = price.costNumerator * units * 100n;
          const off = (split.grossCents[index] ?? 0n) * perUnit - exact;
          expect((off < 0n ? -off : off) * 2n < 3n * perUnit).toBe(true);
        });
      }),
      { numRuns: 3_000 },
    );
  });

  it("leaves the firm less than a cent of dust, one side half a cent at most", () => {
    fc.assert(
      fc.property(splitProblem, (problem) => {
        const { dust } = splitFills(splitInput(problem));
        const magnitude = dust.numerator < 0n ? -dust.numerator : dust.numerator;
        const oneSided = new Set(problem.rows.map((row) => row.side)).size === 1;
        expect(magnitude * (oneSided ? 200n : 100n) <= powerOfTen(dust.decimals)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it("does not depend on the order in which fills arrive, nor on the call", () => {
    const withShuffledFills = splitProblem.chain((problem) =>
      fc.tuple(
        fc.constant(problem),
        fc.shuffledSubarray(problem.fills, {
          minLength: problem.fills.length,
          maxLength: problem.fills.length,
        }),
      ),
    );
    fc.assert(
      fc.property(withShuffledFills, ([problem, fills]) => {
        const split = splitFills(splitInput(problem));
        expect(splitFills(splitInput({ ...problem, fills }))).toEqual(split);
        expect(splitFills(splitInput(problem))).toEqual(split);
      }),
      { numRuns: 2_000 },
    );
  });

  it("does not depend on the order of submission: rows of different amounts get the same wherever they stand", () => {
    const shuffled = splitProblem.chain((problem) => {
      const rows = problem.rows.map((row, id) => ({ ...row, id }));
      return fc.tuple(
        fc.constant({ ...problem, rows }),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([problem, rows]) => {
        // Equal amounts, and cents of equal quantities, are told apart by the statement's order alone (P3).
        fc.pre(new Set(rows.map((row) => row.amountUnits)).size === rows.length);
        const stated = splitFills(splitInput(problem));
        const moved = splitFills(splitInput({ ...problem, rows }));
        const pairs = (split: typeof stated) =>
          split.quantityUnits.map((units, index) => `${units}:${split.grossCents[index]}`).sort();
        expect(rows.map((row) => stated.quantityUnits[row.id])).toEqual(moved.quantityUnits);
        expect(pairs(moved)).toEqual(pairs(stated));
      }),
      { numRuns: 2_000 },
    );
  });

  it("never sells more than a seller of USD holds, and never fills a row of coins above its amount", () => {
    fc.assert(
      fc.property(splitProblem, (problem) => {
        const split = splitFills(splitInput(problem));
        problem.rows.forEach((row, index) => {
          const units = split.quantityUnits[index] ?? 0n;
          if (problem.type === "QUANTITY") expect(units <= row.amountUnits).toBe(true);
          else if (row.side === "SELL" && row.maximumUnits !== null)
            expect(units <= row.maximumUnits).toBe(true);
        });
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("splitFills refuses what cannot be", () => {
  const base: SplitInput = {
    type: "QUANTITY",
    instrument: sandboxInstrument("BTC"),
    orderSide: "BUY",
    fills: [{ quantity: "1", price: "100" }],
    rows: { sides: ["BUY", "SELL"], amountUnits: [200_000_000n, 50_000_000n] },
  };
  it.each([
    { what: "an order on the smaller side", input: { ...base, orderSide: "SELL" as const } },
    {
      what: "an order of a batch that nets to zero",
      input: { ...base, rows: { ...base.rows, amountUnits: [5n, 5n] } },
    },
    { what: "a batch without rows", input: { ...base, rows: { sides: [], amountUnits: [] } } },
    {
      what: "more coins filled than ordered",
      input: { ...base, fills: [{ quantity: "1.50000001", price: "100" }] },
    },
    { what: "no fill, since there is no price", input: { ...base, fills: [] } },
    {
      what: "a fill finer than the coin",
      input: { ...base, fills: [{ quantity: "0.000000001", price: "100" }] },
    },
    { what: "a fill of nothing", input: { ...base, fills: [{ quantity: "0", price: "100" }] } },
    { what: "a price of zero", input: { ...base, fills: [{ quantity: "1", price: "0" }] } },
    {
      what: "a row without an amount",
      input: { ...base, rows: { ...base.rows, amountUnits: [200_000_000n] } },
    },
    { what: "a row of zero", input: { ...base, rows: { ...base.rows, amountUnits: [200_000_000n, 0n] } } },
    {
      what: "more coins sold than the sellers hold",
      input: {
        ...base,
        type: "NOTIONAL" as const,
        orderSide: "SELL" as const,
        rows: { sides: ["SELL" as const], amountUnits: [100_00n], maximumUnits: [99_999_999n] },
      },
    },
  ])("$what", ({ input }) => {
    expect(() => splitFills(input)).toThrow(InvariantError);
  });
});

it("splits 200,000 rows of both sides, conserving every unit and cent", () => {
  const rows = 200_000;
  const sides = Array.from({ length: rows }, (_, row): Side => (row % 5 === 0 ? "SELL" : "BUY"));
  const amountUnits = Array.from({ length: rows }, (_, row) => 1_000n + BigInt((row * 7919) % 100_003));
  const bought = sumOf(valuesOf("BUY", sides, amountUnits));
  const sold = sumOf(valuesOf("SELL", sides, amountUnits));
  const filled = ((bought - sold) * 7n) / 9n;
  const split = splitFills({
    type: "QUANTITY",
    instrument: sandboxInstrument("BTC"),
    orderSide: "BUY",
    fills: [
      { quantity: fromUnits(filled / 3n, 8), price: "64123.45" },
      { quantity: fromUnits(filled - filled / 3n, 8), price: "64125.01" },
    ],
    rows: { sides, amountUnits },
  });
  const shared = filled + sold;
  let boughtUnits = 0n;
  let offShare = 0;
  split.quantityUnits.forEach((units, row) => {
    const amount = amountUnits[row] ?? 0n;
    if (sides[row] === "SELL") {
      if (units !== amount) offShare += 1;
      return;
    }
    const off = units * bought - shared * amount;
    if (off <= -bought || off >= bought) offShare += 1;
    boughtUnits += units;
  });
  expect(offShare).toBe(0);
  expect(boughtUnits).toBe(shared);
  expect(sumOf(valuesOf("BUY", sides, split.grossCents))).toBe(split.buy.grossCents);
  expect(sumOf(valuesOf("SELL", sides, split.grossCents))).toBe(split.sell.grossCents);
});
