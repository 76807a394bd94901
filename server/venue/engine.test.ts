import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelsFor, quoteAt } from "./book";
import { type ControlSettings, defaultSettings } from "./control";
import { formatUnits, parseUnits, squareRoot } from "./decimals";
import { match, planOrder, viewPlan } from "./engine";
import { type Order, parseOrder, wireOrder } from "./order";

const seed = "engine-test";
const acceptedAt = Date.parse("2026-11-24T15:00:00.000Z");
const whole = 1_000_000_000n;
const endOfTime = 10_000_000_000;
const symbols = ["BTCUSD", "ETHUSD", "BCHUSD", "LTCUSD", "SOLUSD"] as const;

const head = {
  clientOrderId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,30}$/),
  symbol: fc.constantFrom(...symbols),
  side: fc.constantFrom("BUY" as const, "SELL" as const),
  timeInForce: fc.constantFrom("IOC" as const, "FOK" as const),
};
/** From one unit to far more than the book holds, every magnitude as likely. */
const magnitude = (digits: number) =>
  fc.integer({ min: 0, max: digits }).chain((power) => fc.bigInt({ min: 1n, max: 10n ** BigInt(power) }));
const quantityOrder: fc.Arbitrary<Order> = fc
  .record({ ...head, quantity: magnitude(22) })
  .map(({ quantity, ...rest }) => ({ ...rest, amount: { kind: "quantity" as const, quantity } }));
const notionalOrder: fc.Arbitrary<Order> = fc
  .record({ ...head, cents: magnitude(16), maximumQuantity: fc.option(magnitude(18)) })
  .map(({ cents, maximumQuantity, ...rest }) => ({
    ...rest,
    amount: {
      kind: "notional" as const,
      notional: cents * 100_000_000n,
      maximumQuantity: rest.side === "SELL" ? maximumQuantity : null,
    },
  }));
const anyOrder = fc.oneof(quantityOrder, notionalOrder);
const anySettings: fc.Arbitrary<ControlSettings> = fc.record({
  fillRatio: fc.bigInt({ min: 0n, max: whole }).map((share) => formatUnits(share, 9)),
  latencyMs: fc.option(fc.nat(5_000)),
  refuse: fc.constant(null),
  duplicate: fc.boolean(),
  lateMs: fc.nat(5_000),
  outOfOrder: fc.boolean(),
  loseAnswer: fc.constant(false),
  loseRequest: fc.constant(false),
});

const sumOf = (entries: { quantity: bigint }[]) => entries.reduce((sum, entry) => sum + entry.quantity, 0n);
const spentOn = (entries: { quantity: bigint; price: bigint }[]) =>
  entries.reduce((sum, entry) => sum + entry.quantity * entry.price, 0n);
const planFor = (order: Order, settings: Partial<ControlSettings> = {}) =>
  planOrder(order, { ...defaultSettings, ...settings }, seed, acceptedAt);
const order = (amount: Record<string, string>, more: Partial<Record<string, string>> = {}): Order =>
  parseOrder({
    clientOrderId: "order-1",
    symbol: "BTCUSD",
    side: "BUY",
    timeInForce: "IOC",
    ...amount,
    ...more,
  });

describe("matching", () => {
  it("fills a quantity order exactly, up to what the book holds", () => {
    fc.assert(
      fc.property(quantityOrder, (drawn) => {
        const levels = levelsFor(seed, drawn, acceptedAt);
        const held = sumOf(levels);
        const wanted = drawn.amount.kind === "quantity" ? drawn.amount.quantity : 0n;
        const filled = sumOf(match(drawn, levels, whole));
        if (wanted <= held) expect(filled).toBe(wanted);
        else expect(filled).toBe(drawn.timeInForce === "FOK" ? 0n : held);
      }),
    );
  });

  it("never spends more than the notional of a BUY and leaves less than one unit's price", () => {
    fc.assert(
      fc.property(
        notionalOrder.filter((drawn) => drawn.side === "BUY"),
        (drawn) => {
          const levels = levelsFor(seed, drawn, acceptedAt);
          const notional = drawn.amount.kind === "notional" ? drawn.amount.notional : 0n;
          const matches = match(drawn, levels, whole);
          const left = notional - spentOn(matches);
          expect(left >= 0n).toBe(true);
          const exhausted = sumOf(matches) === sumOf(levels);
          const killed = drawn.timeInForce === "FOK" && matches.length === 0;
          const lastPrice = matches.at(-1)?.price ?? levels[0]?.price ?? 0n;
          if (!exhausted && !killed) expect(left < lastPrice).toBe(true);
        },
      ),
    );
  });

  it("stops a notional SELL with the unit that reaches the notional or at maximumQuantity", () => {
    fc.assert(
      fc.property(
        notionalOrder.filter((drawn) => drawn.side === "SELL" && drawn.timeInForce === "IOC"),
        (drawn) => {
          if (drawn.amount.kind !== "notional") throw new Error("a notional order was drawn");
          const levels = levelsFor(seed, drawn, acceptedAt);
          const { notional, maximumQuantity } = drawn.amount;
          const matches = match(drawn, levels, whole);
          const sold = sumOf(matches);
          const over = spentOn(matches) - notional;
          expect(over < (matches.at(-1)?.price ?? 1n)).toBe(true);
          if (maximumQuantity !== null) expect(sold <= maximumQuantity).toBe(true);
          if (over < 0n) expect(sold === maximumQuantity || sold === sumOf(levels)).toBe(true);
        },
      ),
    );
  });

  it("lets a fill-or-kill order have everything or nothing", () => {
    const anyShare = fc.oneof(fc.constant(whole), fc.bigInt({ min: 0n, max: whole - 1n }));
    fc.assert(
      fc.property(anyOrder, anyShare, (drawn, share) => {
        const levels = levelsFor(seed, drawn, acceptedAt);
        const immediate = match({ ...drawn, timeInForce: "IOC" }, levels, whole);
        const matches = match({ ...drawn, timeInForce: "FOK" }, levels, share);
        if (share < whole) expect(matches).toEqual([]);
        else if (sumOf(immediate) < sumOf(levels)) expect(matches).toEqual(immediate);
        else expect([[], immediate]).toContainEqual(matches);
      }),
    );
  });

  it("fills the given share of what would be filled, rounded down", () => {
    fc.assert(
      fc.property(anyOrder, fc.bigInt({ min: 0n, max: whole }), (drawn, share) => {
        const immediate: Order = { ...drawn, timeInForce: "IOC" };
        const levels = levelsFor(seed, immediate, acceptedAt);
        const full = sumOf(match(immediate, levels, whole));
        expect(sumOf(match(immediate, levels, share))).toBe((full * share) / whole);
      }),
    );
  });

  it("worsens the price with every execution and stays within 2 % of the quote", () => {
    fc.assert(
      fc.property(anyOrder, fc.nat(10 ** 9), (drawn, later) => {
        const at = acceptedAt + later;
        const matches = match(drawn, levelsFor(seed, drawn, at), whole);
        const quote = quoteAt(seed, drawn.symbol, at);
        const top = parseUnits(drawn.side === "BUY" ? quote.ask : quote.bid, 2) ?? 0n;
        let previous = top;
        for (const [index, { price }] of matches.entries()) {
          const worse = drawn.side === "BUY" ? price - previous : previous - price;
          expect(worse >= (index === 0 ? 0n : 1n)).toBe(true);
          previous = price;
        }
        const moved = previous > top ? previous - top : top - previous;
        expect(moved * 50n <= top).toBe(true);
      }),
    );
  });

  it("gives no empty execution and at most 40 of them", () => {
    fc.assert(
      fc.property(anyOrder, (drawn) => {
        const matches = match(drawn, levelsFor(seed, drawn, acceptedAt), whole);
        expect(matches.length).toBeLessThanOrEqual(40);
        expect(matches.every((entry) => entry.quantity > 0n && entry.price > 0n)).toBe(true);
      }),
    );
  });

  it.each([
    ["10", 3, 6],
    ["1000000", 7, 12],
    ["500000000", 9, 14],
  ])("fills a notional of %s USD in several executions", (notional, least, most) => {
    const { executions } = planFor(order({ notional }));
    expect(executions.length).toBeGreaterThanOrEqual(least);
    expect(executions.length).toBeLessThanOrEqual(most);
  });

  it("moves the price of a 500,000,000 USD order by less than half a percent", () => {
    const { executions } = planFor(order({ notional: "500000000" }));
    const first = parseUnits(executions[0]?.price ?? "", 2) ?? 0n;
    const last = parseUnits(executions.at(-1)?.price ?? "", 2) ?? 0n;
    expect(last > first).toBe(true);
    expect((last - first) * 200n < first).toBe(true);
  });

  it("buys nothing when the notional does not pay for one unit", () => {
    const levels = [{ price: 200_000_000n, quantity: 1_000n }];
    expect(match(order({ notional: "0.01" }), levels, whole)).toEqual([]);
  });

  it("sweeps hand-made levels to known executions", () => {
    const levels = [
      { price: 100_00n, quantity: 200_000_000n },
      { price: 101_00n, quantity: 300_000_000n },
    ];
    // 2 coins at 100 leave 103.50 of 303.50; at 101 that pays for 1.02475247 coins, 0.00000000053 USD stay.
    expect(match(order({ notional: "303.50" }), levels, whole)).toEqual([
      { price: 100_00n, quantity: 200_000_000n },
      { price: 101_00n, quantity: 102_475_247n },
    ]);
    // Selling stops one unit later, when the notional is reached.
    const selling = order({ notional: "303.50" }, { side: "SELL" });
    expect(match(selling, levels, whole).at(-1)).toEqual({ price: 101_00n, quantity: 102_475_248n });
    const capped = order({ notional: "303.50", maximumQuantity: "2.5" }, { side: "SELL" });
    expect(match(capped, levels, whole).at(-1)).toEqual({ price: 101_00n, quantity: 50_000_000n });
    const killed = order({ quantity: "5.00000001" }, { timeInForce: "FOK" });
    expect(match(killed, levels, whole)).toEqual([]);
  });
});

describe("plan and report", () => {
  it("is the same for the same order, settings, seed and time", () => {
    fc.assert(
      fc.property(anyOrder, anySettings, (drawn, settings) => {
        const again = parseOrder(JSON.parse(JSON.stringify(wireOrder(drawn))));
        expect(planFor(again, settings)).toEqual(planFor(drawn, settings));
      }),
    );
  });

  it("reports every execution in the end, its sum equal to cumulativeQuantity", () => {
    fc.assert(
      fc.property(anyOrder, anySettings, (drawn, settings) => {
        const plan = planFor(drawn, settings);
        const report = viewPlan(plan, acceptedAt, endOfTime);
        expect(report.status).toBe("DONE");
        const distinct = new Map(report.executions.map((execution) => [execution.id, execution]));
        expect(report.executions.length).toBe(distinct.size * (settings.duplicate ? 2 : 1));
        expect(distinct.size).toBe(plan.executions.length);
        const sum = [...distinct.values()].reduce(
          (total, execution) => total + (parseUnits(execution.quantity, 8) ?? 0n),
          0n,
        );
        expect(formatUnits(sum, 8)).toBe(report.cumulativeQuantity);
      }),
    );
  });

  it("only ever grows as time passes, and cumulativeQuantity is final once DONE", () => {
    fc.assert(
      fc.property(
        anyOrder,
        anySettings,
        fc.nat(200_000),
        fc.nat(200_000),
        (drawn, settings, first, second) => {
          const plan = planFor(drawn, settings);
          const earlier = viewPlan(plan, acceptedAt, Math.min(first, second));
          const later = viewPlan(plan, acceptedAt, Math.max(first, second));
          expect(later.executions).toEqual(expect.arrayContaining(earlier.executions));
          expect(later.executions.length).toBeGreaterThanOrEqual(earlier.executions.length);
          if (earlier.status === "DONE") expect(later.cumulativeQuantity).toBe(earlier.cumulativeQuantity);
          if (earlier.status === "DONE") expect(later.status).toBe("DONE");
        },
      ),
    );
  });

  it("spreads executions over about 150 ms unless a latency is set", () => {
    const standard = planFor(order({ quantity: "1" }));
    expect(standard.doneAfterMs).toBeGreaterThan(130);
    expect(standard.doneAfterMs).toBeLessThanOrEqual(150);
    const slow = planFor(order({ quantity: "1" }), { latencyMs: 400 });
    expect(slow.executions.map((execution) => execution.afterMs)).toEqual(
      slow.executions.map((_, index) => 400 * (index + 1)),
    );
  });

  it("never lists executions in the order of time when they were asked out of order", () => {
    fc.assert(
      fc.property(
        anyOrder.map((drawn): Order => ({ ...drawn, timeInForce: "IOC" })),
        fc.boolean(),
        (drawn, duplicate) => {
          const plan = planFor(drawn, { outOfOrder: true, duplicate });
          const sorted = plan.listing.toSorted((left, right) => left - right);
          if (plan.executions.length > 1) expect(plan.listing).not.toEqual(sorted);
        },
      ),
    );
  });

  it("lists the last execution late although the order is DONE", () => {
    const plan = planFor(order({ quantity: "1" }), { latencyMs: 10, lateMs: 1_000 });
    const done = viewPlan(plan, acceptedAt, plan.doneAfterMs);
    expect(done).toMatchObject({ status: "DONE", cumulativeQuantity: "1" });
    expect(done.executions.length).toBe(plan.executions.length - 1);
    expect(viewPlan(plan, acceptedAt, plan.doneAfterMs + 999).executions).toEqual(done.executions);
    expect(viewPlan(plan, acceptedAt, plan.doneAfterMs + 1_000).executions.length).toBe(
      plan.executions.length,
    );
  });

  it("rejects at once, with the reason, when told to refuse", () => {
    const plan = planFor(order({ quantity: "1" }), { refuse: "Too large" });
    expect(viewPlan(plan, acceptedAt, 0)).toMatchObject({
      status: "REJECTED",
      rejectReason: "Too large",
      cumulativeQuantity: "0",
      executions: [],
    });
  });
});

describe("book", () => {
  it("quotes around the reference prices with the bid below the ask", () => {
    const reference = { BTCUSD: 64_000n, ETHUSD: 3_000n, BCHUSD: 450n, LTCUSD: 85n, SOLUSD: 150n };
    fc.assert(
      fc.property(fc.constantFrom(...symbols), fc.nat(10 ** 9), (symbol, hours) => {
        const quote = quoteAt(seed, symbol, acceptedAt + hours * 1000);
        const [bid, ask] = [parseUnits(quote.bid, 2) ?? 0n, parseUnits(quote.ask, 2) ?? 0n];
        expect(bid < ask).toBe(true);
        const away = bid - reference[symbol] * 100n;
        expect((away < 0n ? -away : away) * 50n <= reference[symbol] * 100n).toBe(true);
      }),
    );
  });

  it("drifts slowly and differs by seed", () => {
    const now = quoteAt(seed, "BTCUSD", acceptedAt);
    expect(quoteAt(seed, "BTCUSD", acceptedAt + 600_000).bid).not.toBe(now.bid);
    expect(quoteAt("another", "BTCUSD", acceptedAt).bid).not.toBe(now.bid);
  });
});

describe("decimals", () => {
  it("reads back what it writes", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 23n - 1n }), (units) => {
        expect(parseUnits(formatUnits(units, 8), 8)).toBe(units);
      }),
    );
  });

  it.each([
    "",
    "-1",
    "+1",
    "1e3",
    "01",
    ".5",
    "1.",
    "1.000000001",
    "1_000",
    "0x1F",
    "NaN",
    " 1",
    "1\n",
    "9".repeat(30),
  ])("refuses %j as an amount", (text) => {
    expect(parseUnits(text, 8)).toBeNull();
  });

  it("accepts zeros beyond the decimals it keeps", () => {
    expect(parseUnits("1.250000000000000000", 8)).toBe(125_000_000n);
  });

  it("takes whole square roots rounded down", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), (value) => {
        const root = squareRoot(value);
        expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
      }),
    );
  });
});
