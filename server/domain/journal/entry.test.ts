import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitInput, splitProblem } from "@/server/testing/split-problems";
import { splitFills } from "../allocation/split";
import { powerOfTen } from "../decimal";
import { InvariantError } from "../errors";
import { feeCents } from "../fees/commission";
import { averagePrice } from "../fill/average-price";
import { allocationPostings, fillPostings, journalEntry, type Posting, toPostings } from "./entry";

const usd = (ledger: string, units: bigint, decimals = 2): Posting => ({
  ledger,
  asset: "USD",
  units,
  decimals,
});
const btc = (ledger: string, units: bigint): Posting => ({ ledger, asset: "BTC", units, decimals: 8 });

describe("a journal entry", () => {
  it("stands when every asset sums to zero, and drops legs of zero", () => {
    const entry = journalEntry([usd("a", -5n), usd("b", 5n), usd("c", 0n), btc("a", 1n), btc("b", -1n)]);
    expect(entry.postings).toEqual([usd("a", -5n), usd("b", 5n), btc("a", 1n), btc("b", -1n)]);
  });

  it("compares cents with finer units of the same asset", () => {
    expect(journalEntry([usd("a", -100n), usd("b", 1_000_000n, 6)]).postings).toHaveLength(2);
    expect(() => journalEntry([usd("a", -100n), usd("b", 1_000_001n, 6)])).toThrow(InvariantError);
  });

  it.each([
    { what: "no leg", postings: [] },
    { what: "one leg", postings: [usd("a", 5n)] },
    { what: "legs of zero only", postings: [usd("a", 0n), usd("b", 0n)] },
    { what: "a cent too many", postings: [usd("a", 5n), usd("b", -4n)] },
    { what: "assets that pay for each other", postings: [usd("a", 5n), btc("b", -5n)] },
    {
      what: "one asset out of balance",
      postings: [usd("a", 5n), usd("b", -5n), btc("a", 1n), btc("b", -2n)],
    },
  ])("cannot be built from $what", ({ postings }) => {
    expect(() => journalEntry(postings)).toThrow(InvariantError);
  });
});

describe("the legs of an allocation", () => {
  it("gives a buyer coins, charges netMoney, and passes gross to the firm and the fee to revenue", () => {
    const at = { side: "BUY" as const, quantityUnits: 932_797n, grossCents: 200_00n, feeCents: 1_50n };
    expect(allocationPostings(at)).toEqual([
      { role: "INVESTOR", asset: "COIN", units: 932_797n },
      { role: "FIRM_ALLOCATION", asset: "COIN", units: -932_797n },
      { role: "INVESTOR_UNSETTLED", asset: "USD", units: -201_50n, decimals: 2 },
      { role: "FIRM_ALLOCATION", asset: "USD", units: 200_00n, decimals: 2 },
      { role: "FEE_REVENUE", asset: "USD", units: 1_50n, decimals: 2 },
    ]);
  });

  it("takes a seller's coins, owes netMoney, and keeps the fee", () => {
    const at = { side: "SELL" as const, quantityUnits: 5n, grossCents: 100_00n, feeCents: 4_00n };
    expect(allocationPostings(at)).toEqual([
      { role: "INVESTOR", asset: "COIN", units: -5n },
      { role: "FIRM_ALLOCATION", asset: "COIN", units: 5n },
      { role: "INVESTOR_UNSETTLED", asset: "USD", units: 96_00n, decimals: 2 },
      { role: "FIRM_ALLOCATION", asset: "USD", units: -100_00n, decimals: 2 },
      { role: "FEE_REVENUE", asset: "USD", units: 4_00n, decimals: 2 },
    ]);
  });
});

describe("the books of a whole batch", () => {
  it("balance entry by entry, and leave the firm no coin and exactly the dust", () => {
    const ledgerOf = (role: string) => role;
    const fee = fc.record({
      bpsCommission: fc.integer({ min: 0, max: 10_000 }),
      fixedCents: fc.bigInt(0n, 500n),
    });
    fc.assert(
      fc.property(splitProblem, fee, (problem, terms) => {
        const split = splitFills(splitInput(problem));
        const price = averagePrice(problem.fills, problem.instrument);
        const entries = problem.rows.flatMap((row, index) => {
          const grossCents = split.grossCents[index] ?? 0n;
          const quantityUnits = split.quantityUnits[index] ?? 0n;
          // A share of nothing with no fee has no legs, and so no entry.
          const feeTaken = quantityUnits === 0n ? 0n : feeCents({ side: row.side, grossCents, ...terms });
          const at = { side: row.side, quantityUnits, grossCents, feeCents: feeTaken };
          const postings = toPostings(allocationPostings(at), problem.instrument, ledgerOf);
          return quantityUnits === 0n ? [] : [journalEntry(postings)];
        });
        entries.push(
          journalEntry(
            toPostings(fillPostings({ side: problem.orderSide, ...price }), problem.instrument, ledgerOf),
          ),
        );
        const scale = Math.max(split.dust.decimals, price.costDecimals, 2);
        const firm = (asset: string) =>
          entries
            .flatMap((entry) => entry.postings)
            .filter((posting) => posting.ledger === "FIRM_ALLOCATION" && posting.asset === asset)
            .reduce((total, posting) => total + posting.units * powerOfTen(scale - posting.decimals), 0n);
        expect(firm(problem.instrument.baseAsset)).toBe(0n);
        expect(firm("USD")).toBe(split.dust.numerator * powerOfTen(scale - split.dust.decimals));
      }),
      { numRuns: 2_000 },
    );
  });

  it("cannot be built once a single leg is off by one", () => {
    const legs = fc.record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      quantityUnits: fc.bigInt(1n, 10n ** 20n),
      grossCents: fc.bigInt(101n, 10n ** 15n),
      feeCents: fc.bigInt(1n, 100n),
      leg: fc.integer({ min: 0, max: 4 }),
    });
    const instrument = { baseAsset: "BTC", quantityDecimals: 8 };
    fc.assert(
      fc.property(legs, ({ leg, ...at }) => {
        const postings = toPostings(allocationPostings(at), instrument, (role) => role);
        expect(journalEntry(postings).postings).toHaveLength(5);
        const off = postings.map((posting, index) =>
          index === leg ? { ...posting, units: posting.units + 1n } : posting,
        );
        expect(() => journalEntry(off)).toThrow(InvariantError);
      }),
      { numRuns: 500 },
    );
  });
});
