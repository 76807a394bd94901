import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { InvariantError, type RejectCode } from "../errors";
import { type AllocationFacts, type AllocationRequest, checkAllocation } from "./verdict";

const instrument = sandboxInstrument("BTC");
const request: AllocationRequest = {
  account: "AT00001",
  amount: "200",
  batchTransactionId: "49136c79-3ce9-4f8d-8794-000000000000",
  clientTransactionId: "69d4c791-4db3-486b-b4a8-d5fb00000001",
  side: "BUY",
  symbol: "BTCUSD",
};
const facts: AllocationFacts = {
  batch: { symbol: "BTCUSD", type: "NOTIONAL" },
  instrument,
  accountExists: true,
};
const coins: AllocationFacts = { ...facts, batch: { symbol: "BTCUSD", type: "QUANTITY" } };
const codeOf = (changes: Partial<AllocationRequest>, at: AllocationFacts = facts): RejectCode | null =>
  checkAllocation({ ...request, ...changes }, at)?.code ?? null;

describe("an allocation is accepted", () => {
  it.each([
    { what: "as it is", changes: {}, at: facts },
    { what: "at the minimum", changes: { amount: "1" }, at: facts },
    { what: "with zeros that add nothing", changes: { amount: "200.00" }, at: facts },
    { what: "with more zeros than cents", changes: { amount: "200.0000" }, at: facts },
    {
      what: "in coins with nine decimals of which eight count",
      changes: { amount: "1.000000000" },
      at: coins,
    },
    { what: "at the smallest quantity", changes: { amount: "0.00001" }, at: coins },
    { what: "with the largest amount", changes: { amount: "999999999999999.99" }, at: facts },
    { what: "with fees of nothing", changes: { bpsCommission: 0, fixedCommission: "0" }, at: facts },
    { what: "with null fees", changes: { bpsCommission: null, fixedCommission: null }, at: facts },
    { what: "with the highest bps", changes: { bpsCommission: 10_000 }, at: facts },
    { what: "with a fixed fee in more zeros than cents", changes: { fixedCommission: "1.500" }, at: facts },
    { what: "with a BUY fee above the amount", changes: { fixedCommission: "500" }, at: facts },
    { what: "when the account is not known here", changes: {}, at: { ...facts, accountExists: undefined } },
  ])("$what", ({ changes, at }) => expect(codeOf(changes, at)).toBeNull());
});

describe("an allocation is refused", () => {
  it.each<[string, Partial<AllocationRequest>, AllocationFacts, RejectCode, string]>([
    [
      "another symbol",
      { symbol: "ETHUSD" },
      facts,
      "SYMBOL_MISMATCH",
      "The allocation symbol does not match the batch symbol",
    ],
    [
      "an unknown account",
      {},
      { ...facts, accountExists: false },
      "ACCOUNT_NOT_FOUND",
      "Customer account does not exist",
    ],
    ["zero", { amount: "0.00" }, facts, "AMOUNT_NOT_POSITIVE", "Allocation amount must be greater than zero"],
    [
      "less than zero",
      { amount: "-200" },
      facts,
      "AMOUNT_NOT_POSITIVE",
      "Allocation amount must be greater than zero",
    ],
    [
      "minus zero",
      { amount: "-0" },
      facts,
      "AMOUNT_NOT_POSITIVE",
      "Allocation amount must be greater than zero",
    ],
    [
      "a tenth of a cent",
      { amount: "200.001" },
      facts,
      "AMOUNT_PRECISION",
      "Allocation amount 200.001 has more than the 2 decimals of USD",
    ],
    [
      "a tenth of a coin unit",
      { amount: "1.000000001" },
      coins,
      "AMOUNT_PRECISION",
      "Allocation amount 1.000000001 has more than the 8 decimals of BTC",
    ],
    [
      "less than a dollar",
      { amount: "0.99" },
      facts,
      "AMOUNT_BELOW_MINIMUM",
      "Allocation amount 0.99 USD is below the minimum of 1 USD",
    ],
    [
      "too few coins",
      { amount: "0.00000999" },
      coins,
      "AMOUNT_BELOW_MINIMUM",
      "Allocation amount 0.00000999 BTC is below the minimum of 0.00001 BTC",
    ],
    [
      "bps below zero",
      { bpsCommission: -1 },
      facts,
      "FEE_INVALID",
      "bpsCommission must be a whole number from 0 to 10000, not -1",
    ],
    [
      "bps above 10000",
      { bpsCommission: 10_001 },
      facts,
      "FEE_INVALID",
      "bpsCommission must be a whole number from 0 to 10000, not 10001",
    ],
    [
      "half a bp",
      { bpsCommission: 0.5 },
      facts,
      "FEE_INVALID",
      "bpsCommission must be a whole number from 0 to 10000, not 0.5",
    ],
    [
      "bps that are no number",
      { bpsCommission: Number.NaN },
      facts,
      "FEE_INVALID",
      "bpsCommission must be a whole number from 0 to 10000, not NaN",
    ],
    [
      "a fixed fee below zero",
      { fixedCommission: "-0.01" },
      facts,
      "FEE_INVALID",
      "fixedCommission must be 0 or more USD with at most 2 decimals, not -0.01",
    ],
    [
      "a fixed fee finer than a cent",
      { fixedCommission: "0.001" },
      facts,
      "FEE_INVALID",
      "fixedCommission must be 0 or more USD with at most 2 decimals, not 0.001",
    ],
    [
      "a fixed fee that is no number",
      { fixedCommission: "1e3" },
      facts,
      "FEE_INVALID",
      "fixedCommission must be 0 or more USD with at most 2 decimals, not 1e3",
    ],
    [
      "a SELL that its fee would eat",
      { side: "SELL", amount: "10", fixedCommission: "10.01" },
      facts,
      "FEE_INVALID",
      "The fee of 10.01 USD is larger than the 10 USD to sell",
    ],
    [
      "a SELL that both fees together would eat",
      { side: "SELL", amount: "10", bpsCommission: 5_000, fixedCommission: "5.01" },
      facts,
      "FEE_INVALID",
      "The fee of 10.01 USD is larger than the 10 USD to sell",
    ],
  ])("for %s", (_, changes, at, code, reason) => {
    expect(checkAllocation({ ...request, ...changes }, at)).toEqual({ code, reason });
  });

  it("not for a fee that takes all of a SELL, nor for a fee on coins whose price is unknown", () => {
    const sell = { side: "SELL" as const, amount: "10" };
    expect(codeOf({ ...sell, fixedCommission: "10" })).toBeNull();
    expect(codeOf({ ...sell, bpsCommission: 10_000 })).toBeNull();
    expect(codeOf({ ...sell, fixedCommission: "500" }, coins)).toBeNull();
  });
});

describe("below the minimum", () => {
  const dust = { side: "SELL" as const, amount: "0.000005" };
  it.each([
    { tradable: "0.000005", verdict: null, what: "a SELL of the whole position is accepted" },
    { tradable: "0.00000500", verdict: null, what: "the position is compared by value" },
    { tradable: "0.00000501", verdict: "AMOUNT_BELOW_MINIMUM", what: "a SELL of a part is refused" },
    { tradable: "0", verdict: "AMOUNT_BELOW_MINIMUM", what: "a SELL without a position is refused" },
    { tradable: undefined, verdict: null, what: "a position that is not known here is left to the server" },
  ])("$what", ({ tradable, verdict }) => expect(codeOf(dust, { ...coins, tradable })).toBe(verdict));

  it("a BUY and a SELL of USD have no exception", () => {
    expect(codeOf({ ...dust, side: "BUY" }, { ...coins, tradable: "0.000005" })).toBe("AMOUNT_BELOW_MINIMUM");
    expect(codeOf({ side: "SELL", amount: "0.5" }, { ...facts, tradable: "0.5" })).toBe(
      "AMOUNT_BELOW_MINIMUM",
    );
  });
});

it("names the first of several faults, in the documented order", () => {
  const faults: [Partial<AllocationRequest>, AllocationFacts, RejectCode][] = [
    [{ bpsCommission: -1 }, facts, "FEE_INVALID"],
    [{ amount: "0.5" }, facts, "AMOUNT_BELOW_MINIMUM"],
    [{ amount: "0.001" }, facts, "AMOUNT_PRECISION"],
    [{ amount: "-0.001" }, facts, "AMOUNT_NOT_POSITIVE"],
    [{}, { ...facts, accountExists: false }, "ACCOUNT_NOT_FOUND"],
    [{ symbol: "ETHUSD" }, { ...facts, accountExists: false }, "SYMBOL_MISMATCH"],
  ];
  let changes: Partial<AllocationRequest> = {};
  for (const [fault, at, code] of faults) {
    changes = { ...changes, ...fault };
    expect(codeOf(changes, at)).toBe(code);
  }
});

it.each(["", " 1", "1e3", "1,000", "NaN", "+1", "1.", "0x1F"])(
  "treats %j as a fault of the reader, not of the row",
  (amount) => {
    expect(() => codeOf({ amount })).toThrow(InvariantError);
  },
);

it("answers for any plain decimal without throwing, and alike for texts of one value", () => {
  const text = fc
    .tuple(fc.bigInt(0n, 10n ** 15n - 1n), fc.stringMatching(/^\d{1,12}$/))
    .map(([whole, fraction]) => `${whole}.${fraction}`);
  const sidesOf = fc.constantFrom("BUY" as const, "SELL" as const);
  fc.assert(
    fc.property(text, sidesOf, fc.constantFrom(facts, coins), (amount, side, at) => {
      expect(codeOf({ amount: `${amount}00`, side }, at)).toBe(codeOf({ amount, side }, at));
    }),
    { numRuns: 1_000 },
  );
});
