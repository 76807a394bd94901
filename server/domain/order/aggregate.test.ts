import { describe, expect, it } from "vitest";
import { aggregate } from "./aggregate";

const at = (buyUnits: bigint, buyCount: number, sellUnits: bigint, sellCount: number) => ({
  buyUnits,
  buyCount,
  sellUnits,
  sellCount,
});

describe("the one order of a batch", () => {
  it.each([
    { what: "buys alone", sums: at(150n, 2, 0n, 0), side: "BUY", units: 150n },
    { what: "sells alone", sums: at(0n, 0, 40n, 1), side: "SELL", units: 40n },
    { what: "more buys", sums: at(150n, 2, 40n, 1), side: "BUY", units: 110n },
    { what: "more sells", sums: at(40n, 1, 150n, 2), side: "SELL", units: 110n },
  ])("is the difference: $what", ({ sums, side, units }) => {
    expect(aggregate({ ...sums, mixedSides: "NET" })).toEqual({ kind: "order", side, units });
  });

  it("does not exist when nothing is valid, whatever the policy", () => {
    for (const mixedSides of ["NET", "REJECT_MIXED"] as const) {
      expect(aggregate({ ...at(0n, 0, 0n, 0), mixedSides })).toEqual({
        kind: "reject",
        code: "NO_VALID_ALLOCATION",
        reason: "Batch has no valid allocation",
      });
    }
  });

  it("does not exist when both sides are equal, since no fill would set a price", () => {
    expect(aggregate({ ...at(40n, 2, 40n, 1), mixedSides: "NET" })).toEqual({
      kind: "reject",
      code: "NET_ZERO",
      reason: "Batch nets to zero",
    });
  });

  it("does not exist for both sides of a firm that refuses them, even when they are equal", () => {
    for (const sums of [at(150n, 2, 40n, 1), at(40n, 2, 40n, 1)]) {
      expect(aggregate({ ...sums, mixedSides: "REJECT_MIXED" })).toEqual({
        kind: "reject",
        code: "MIXED_SIDES",
        reason: "Batch mixes 2 BUY and 1 SELL allocations, which the firm does not allow",
      });
    }
  });

  it("is sent for one side of a firm that refuses both", () => {
    expect(aggregate({ ...at(5n, 1, 0n, 0), mixedSides: "REJECT_MIXED" })).toEqual({
      kind: "order",
      side: "BUY",
      units: 5n,
    });
  });
});
