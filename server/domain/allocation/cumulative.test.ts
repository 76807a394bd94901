import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { add, divide, floor, halfUp, multiply, parse, whole } from "@/server/testing/rational-oracle";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { fromUnits, toUnits } from "../decimal";
import { InvariantError } from "../errors";
import {
  type CumulativeRow,
  type CumulativeTerms,
  checkCumulative,
  neededCents,
  neededUnits,
} from "./cumulative";
import type { Side } from "./status";

const instrument = sandboxInstrument("BTC");
const coins: CumulativeTerms = { type: "QUANTITY", instrument, referencePrice: "50000" };
const dollars: CumulativeTerms = { type: "NOTIONAL", instrument, referencePrice: "50000" };
const row = (id: string, side: Side, amount: string, fee: Partial<CumulativeRow> = {}): CumulativeRow => ({
  clientTransactionId: id,
  side,
  amount,
  ...fee,
});
const holding = (coinText: string, usd: string | null = null) => ({
  tradableUnits: toUnits(coinText, 8),
  buyingPowerCents: usd === null ? null : toUnits(usd, 2),
});
const codes = (rows: CumulativeRow[], account: ReturnType<typeof holding>, terms: CumulativeTerms) =>
  checkCumulative(rows, account, terms).map((verdict) => verdict?.code ?? "fits");

describe("what a row needs", () => {
  it.each([
    {
      what: "a SELL of coins: its amount",
      terms: coins,
      side: "SELL",
      amount: "0.6",
      units: "0.6",
      cents: "0",
    },
    {
      what: "a SELL of USD: coins at the reference plus 10 %",
      terms: dollars,
      side: "SELL",
      amount: "1000",
      units: "0.022",
      cents: "0",
    },
    {
      what: "a SELL of USD rounds up to a unit",
      terms: dollars,
      side: "SELL",
      amount: "1.01",
      units: "0.00002222",
      cents: "0",
    },
    {
      what: "a BUY of USD: its amount",
      terms: dollars,
      side: "BUY",
      amount: "1000",
      units: "0",
      cents: "1000",
    },
    {
      what: "a BUY of coins: USD at the reference plus 10 %",
      terms: coins,
      side: "BUY",
      amount: "0.5",
      units: "0",
      cents: "27500",
    },
    {
      what: "a BUY of coins rounds half-up to the cent",
      terms: { ...coins, referencePrice: "0.5" },
      side: "BUY",
      amount: "0.1",
      units: "0",
      cents: "0.06",
    },
  ] as const)("$what", ({ terms, side, amount, units, cents }) => {
    expect(fromUnits(neededUnits(row("a", side, amount), terms), 8)).toBe(units);
    expect(fromUnits(neededCents(row("a", side, amount), terms), 2)).toBe(cents);
  });

  it("includes the fee of a BUY, on the buffered value when it buys coins", () => {
    const fee = { bpsCommission: 25, fixedCommission: "1.50" };
    expect(neededCents(row("a", "BUY", "1000", fee), dollars)).toBe(1004_00n);
    expect(neededCents(row("a", "BUY", "0.5", fee), coins)).toBe(27500_00n + 68_75n + 1_50n);
    expect(neededCents(row("a", "SELL", "1000", fee), dollars)).toBe(0n);
  });

  it("includes the firm's fee when the row has none, and only then", () => {
    const terms = { ...dollars, feeSchedule: { bpsCommission: 10, fixedCommission: "0.99" } };
    expect(neededCents(row("a", "BUY", "1000"), terms)).toBe(1001_99n);
    expect(neededCents(row("a", "BUY", "1000", { bpsCommission: 0 }), terms)).toBe(1000_00n);
  });

  it("agrees with exact fractions for any amount, price and coin", () => {
    const case_ = fc.record({
      cents: fc.bigInt(1n, 10n ** 12n),
      price: fc.bigInt(1n, 10n ** 12n).map((units) => fromUnits(units, 6)),
      quantityDecimals: fc.constantFrom(0, 4, 8),
    });
    fc.assert(
      fc.property(case_, ({ cents, price, quantityDecimals }) => {
        const at = { instrument: { ...instrument, quantityDecimals }, referencePrice: price };
        const scale = whole(10n ** BigInt(quantityDecimals));
        const buffer = { n: 11n, d: 10n };

        const exactCoins = multiply(multiply(divide({ n: cents, d: 100n }, parse(price)), buffer), scale);
        const rest = exactCoins.n % exactCoins.d === 0n ? 0n : 1n;
        const sell = row("a", "SELL", fromUnits(cents, 2));
        expect(neededUnits(sell, { ...at, type: "NOTIONAL" })).toBe(floor(exactCoins) + rest);

        const amount = divide(whole(cents), scale);
        const exactCents = multiply(multiply(multiply(amount, parse(price)), buffer), whole(100n));
        const buy = row("a", "BUY", fromUnits(cents, quantityDecimals), { bpsCommission: 37 });
        const gross = halfUp(exactCents);
        const fee = halfUp(multiply(whole(gross), { n: 37n, d: 10_000n }));
        expect(neededCents(buy, { ...at, type: "QUANTITY" })).toBe(floor(add(whole(gross), whole(fee))));
      }),
      { numRuns: 2_000 },
    );
  });

  it("cannot be said without a reference price above zero", () => {
    expect(() => neededUnits(row("a", "SELL", "1"), { ...dollars, referencePrice: "0" })).toThrow(
      InvariantError,
    );
    expect(() => neededCents(row("a", "BUY", "1"), { ...coins, referencePrice: "-1" })).toThrow(
      InvariantError,
    );
  });
});

describe("all rows of one account together", () => {
  it("refuses the second of two SELLs of 0.6 from a position of 1.0", () => {
    const verdicts = checkCumulative([row("a", "SELL", "0.6"), row("b", "SELL", "0.6")], holding("1"), coins);
    expect(verdicts).toEqual([
      null,
      { code: "INSUFFICIENT_HOLDINGS", reason: "Insufficient BTC available to allocate" },
    ]);
  });

  it("goes by ascending clientTransactionId, whatever order the rows come in", () => {
    const rows = [row("c", "SELL", "0.3"), row("a", "SELL", "0.6"), row("b", "SELL", "0.6")];
    expect(codes(rows, holding("1"), coins)).toEqual(["fits", "fits", "INSUFFICIENT_HOLDINGS"]);
  });

  it("lets a later, smaller row fit after one that did not", () => {
    const rows = [
      row("a", "SELL", "0.6"),
      row("b", "SELL", "0.5"),
      row("c", "SELL", "0.4"),
      row("d", "SELL", "0.00000001"),
    ];
    expect(codes(rows, holding("1"), coins)).toEqual([
      "fits",
      "INSUFFICIENT_HOLDINGS",
      "fits",
      "INSUFFICIENT_HOLDINGS",
    ]);
  });

  it("counts a BUY with its fee against buying power, and says what is left", () => {
    const rows = [
      row("a", "BUY", "600"),
      row("b", "BUY", "400", { bpsCommission: 100 }),
      row("c", "BUY", "400"),
    ];
    expect(checkCumulative(rows, holding("0", "1000"), dollars)).toEqual([
      null,
      {
        code: "INSUFFICIENT_BUYING_POWER",
        reason: "Insufficient buying power: 404 USD needed, 400 USD available",
      },
      null,
    ]);
  });

  it("never funds a BUY with a SELL, nor a SELL with a BUY", () => {
    const rows = [row("a", "SELL", "1"), row("b", "BUY", "0.01"), row("c", "SELL", "0.01")];
    expect(codes(rows, holding("1", "100"), coins)).toEqual([
      "fits",
      "INSUFFICIENT_BUYING_POWER",
      "INSUFFICIENT_HOLDINGS",
    ]);
  });

  it("does not look at USD when the firm does not check buying power, and always at coins", () => {
    const rows = [row("a", "BUY", "1000000"), row("b", "SELL", "1")];
    expect(codes(rows, holding("0"), dollars)).toEqual(["fits", "INSUFFICIENT_HOLDINGS"]);
  });

  it("refuses a SELL of USD whose coins plus 10 % are not held, to the unit", () => {
    const sell = [row("a", "SELL", "1000")];
    expect(codes(sell, holding("0.022"), dollars)).toEqual(["fits"]);
    expect(codes(sell, holding("0.02199999"), dollars)).toEqual(["INSUFFICIENT_HOLDINGS"]);
  });

  it("refuses everything of an account that is already overdrawn", () => {
    const account = { tradableUnits: -1n, buyingPowerCents: -1n };
    const rows = [row("a", "BUY", "0.01"), row("b", "SELL", "0.01")];
    expect(codes(rows, account, coins)).toEqual(["INSUFFICIENT_BUYING_POWER", "INSUFFICIENT_HOLDINGS"]);
  });

  it("never lets accepted rows need more than there is, and refuses none that would fit", () => {
    const rows = fc.array(
      fc.record({
        clientTransactionId: fc.uuid(),
        side: fc.constantFrom<Side>("BUY", "SELL"),
        amount: fc.bigInt(1n, 10n ** 9n).map((units) => fromUnits(units, 8)),
      }),
      { maxLength: 12 },
    );
    const means = fc.record({
      tradableUnits: fc.bigInt(0n, 2n * 10n ** 9n),
      buyingPowerCents: fc.option(fc.bigInt(0n, 10n ** 8n), { nil: null }),
    });
    fc.assert(
      fc.property(rows, means, (list, account) => {
        const verdicts = checkCumulative(list, account, coins);
        const byId = list
          .map((one, index) => ({ one, verdict: verdicts[index] }))
          .sort((a, b) => (a.one.clientTransactionId < b.one.clientTransactionId ? -1 : 1));
        let units = account.tradableUnits;
        let cents = account.buyingPowerCents;
        for (const { one, verdict } of byId) {
          const fits =
            neededUnits(one, coins) <= units && (cents === null || neededCents(one, coins) <= cents);
          expect(verdict === null).toBe(fits);
          if (!fits) continue;
          units -= neededUnits(one, coins);
          cents = cents === null ? null : cents - neededCents(one, coins);
        }
        expect(units >= 0n && (cents ?? 0n) >= 0n).toBe(true);
        expect(checkCumulative(list.toReversed(), account, coins)).toEqual(verdicts.toReversed());
      }),
      { numRuns: 1_000 },
    );
  });
});
