import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, halfUp, multiply, whole } from "@/server/testing/rational-oracle";
import { InvariantError } from "../errors";
import { feeCents, feeTerms, netMoneyCents, noFeeSchedule } from "./commission";

const gross = 1000_00n;

describe("the fee on top of the executed cost", () => {
  it("is 4.00 on 1000.00 for 25 bps and 1.50 fixed: a BUY pays 1004.00, a SELL receives 996.00", () => {
    const terms = { grossCents: gross, bpsCommission: 25, fixedCents: 1_50n };
    expect(feeCents({ side: "BUY", ...terms })).toBe(4_00n);
    expect(feeCents({ side: "SELL", ...terms })).toBe(4_00n);
    expect(netMoneyCents("BUY", gross, 4_00n)).toBe(1004_00n);
    expect(netMoneyCents("SELL", gross, 4_00n)).toBe(996_00n);
  });

  it.each([
    { grossCents: 2_00n, bps: 24, fee: 0n, rule: "0.48 cents is nothing" },
    { grossCents: 2_00n, bps: 25, fee: 1n, rule: "half a cent is a cent" },
    { grossCents: 2_00n, bps: 75, fee: 2n, rule: "one and a half cents are two" },
    { grossCents: 0n, bps: 10_000, fee: 0n, rule: "nothing executed, nothing to pay" },
    { grossCents: 1_00n, bps: 10_000, fee: 1_00n, rule: "all of it" },
  ])("$rule", ({ grossCents, bps, fee }) => {
    expect(feeCents({ side: "BUY", grossCents, bpsCommission: bps, fixedCents: null })).toBe(fee);
  });

  it("takes no more from a SELL than it brings, and is not limited on a BUY", () => {
    const small = { grossCents: 1_00n, bpsCommission: 100, fixedCents: 5_00n };
    expect(feeCents({ side: "SELL", ...small })).toBe(1_00n);
    expect(netMoneyCents("SELL", 1_00n, 1_00n)).toBe(0n);
    expect(feeCents({ side: "BUY", ...small })).toBe(5_01n);
  });

  it("is exactly half-up of the exact fraction, within its bounds, for any gross and terms", () => {
    const terms = fc.record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      grossCents: fc.bigInt(0n, 10n ** 17n),
      bpsCommission: fc.integer({ min: 0, max: 10_000 }),
      fixedCents: fc.bigInt(0n, 100_000n),
    });
    fc.assert(
      fc.property(terms, (at) => {
        const fee = feeCents(at);
        const bps = { n: BigInt(at.bpsCommission), d: 10_000n };
        const exact = halfUp(add(multiply(whole(at.grossCents), bps), whole(at.fixedCents)));
        const capped = at.side === "SELL" && exact > at.grossCents;
        expect(fee).toBe(capped ? at.grossCents : exact);
        const net = netMoneyCents(at.side, at.grossCents, fee);
        expect(net >= 0n).toBe(true);
        expect(at.side === "BUY" ? net - fee : net + fee).toBe(at.grossCents);
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses a negative gross, negative terms and a netMoney below zero", () => {
    const base = { side: "BUY" as const, grossCents: 1n, bpsCommission: 0, fixedCents: 0n };
    expect(() => feeCents({ ...base, grossCents: -1n })).toThrow(InvariantError);
    expect(() => feeCents({ ...base, fixedCents: -1n })).toThrow(InvariantError);
    expect(() => feeCents({ ...base, bpsCommission: -1 })).toThrow(InvariantError);
    expect(() => netMoneyCents("SELL", 1n, 2n)).toThrow(InvariantError);
    expect(() => netMoneyCents("BUY", 5n, -1n)).toThrow(InvariantError);
  });
});

describe("whose fee holds", () => {
  const schedule = { bpsCommission: 10, fixedCommission: "0.99" };

  it.each([
    { row: {}, terms: { bpsCommission: 10, fixedCents: 99n }, rule: "the firm's, when the row has none" },
    {
      row: { bpsCommission: null, fixedCommission: null },
      terms: { bpsCommission: 10, fixedCents: 99n },
      rule: "the firm's, when the row's are null",
    },
    { row: { bpsCommission: 25 }, terms: { bpsCommission: 25, fixedCents: 0n }, rule: "the row's bps alone" },
    {
      row: { fixedCommission: "1.5" },
      terms: { bpsCommission: 0, fixedCents: 150n },
      rule: "the row's fixed alone",
    },
    {
      row: { bpsCommission: 0 },
      terms: { bpsCommission: 0, fixedCents: 0n },
      rule: "a row's zero is a fee of zero",
    },
  ])("$rule", ({ row, terms }) => expect(feeTerms(row, schedule)).toEqual(terms));

  it("is nothing without a schedule", () => {
    expect(feeTerms({})).toEqual({ bpsCommission: 0, fixedCents: 0n });
    expect(feeTerms({}, noFeeSchedule)).toEqual(feeTerms({}));
  });
});
