import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "@/server/context";
import { runInvariants } from "@/server/db/verify";
import { toUnits } from "@/server/domain/decimal";
import {
  allocationsOf,
  batchOf,
  closeWith,
  holdingsOf,
  type Line,
  type OpenedBatch,
  orderOf,
  runBatch,
  walk,
} from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { expectAsOracle, heldBack, plain } from "@/server/testing/oracle-check";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
beforeEach(async () => {
  await desk.control.setControl({ reset: true, latencyMs: 1 });
});
afterEach(() => desk.owner.query("update firms set check_buying_power = true"));
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

let next = 1;
const investor = (): string => `AT${String(next++).padStart(5, "0")}`;
const of = (account: string, side: Line["side"], ...amounts: string[]): Line[] =>
  amounts.map((amount) => ({ account, side: side ?? "BUY", amount }));
const codes = async (batch: OpenedBatch) => (await allocationsOf(desk, batch)).map((one) => one.rejectCode);

/** The desk at a venue that quotes this, whatever it trades at. */
const quoting = (bid: string, ask: string): Context => ({
  ...desk.ctx,
  venue: {
    ...desk.ctx.venue,
    getQuote: async (symbol) => ({ ...(await desk.ctx.venue.getQuote(symbol)), bid, ask }),
  },
});

/** Walks a batch up to the moment before its order is sent, and leaves it there with what it holds back. */
async function stopBeforeSending(batch: OpenedBatch, ctx = desk.ctx): Promise<void> {
  desk.hold("send.intended", () => Promise.reject(new Error("stopped before sending")));
  await expect(walk(desk, batch, ctx)).rejects.toThrow("stopped before sending");
  desk.hold("send.intended", null);
}

describe("P10 holdings are counted over all rows of an account", () => {
  test("a row that does not fit consumes nothing, so that a later, smaller one still may", async () => {
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: of(investor(), "SELL", "6", "6", "4", "0.00000001"),
    });
    expect(await codes(batch)).toEqual([null, "INSUFFICIENT_HOLDINGS", null, "INSUFFICIENT_HOLDINGS"]);
    expect((await allocationsOf(desk, batch))[1]?.rejectReason).toBe(
      "Insufficient BTC available to allocate",
    );
    expect((await orderOf(desk, batch))?.quantity).toBe("10");
    await expectAsOracle(desk, batch);
    expect((await holdingsOf(desk, "AT00001")).BTC).toBe("0");
  });

  test("what a BUY of the same batch brings does not fund a SELL, and the other way round", async () => {
    const account = investor();
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [...of(account, "BUY", "1"), ...of(account, "SELL", "10.5"), ...of(investor(), "BUY", "0.5")],
    });
    expect(await codes(batch)).toEqual([null, "INSUFFICIENT_HOLDINGS", null]);
    expect((await orderOf(desk, batch))?.quantity).toBe("1.5");
  });

  test("two batches at work cannot both count on the same coins", async () => {
    const account = investor();
    const first = await closeWith(desk, { type: "QUANTITY", lines: of(account, "SELL", "7") });
    await stopBeforeSending(first);
    const second = await runBatch(desk, { type: "QUANTITY", lines: of(account, "SELL", "3.1", "3") });
    expect(await codes(second)).toEqual(["INSUFFICIENT_HOLDINGS", null]);
    // Only half of the first is sold: what it held back and did not give is free again.
    await desk.control.setControl({ fillRatio: "0.5" });
    await walk(desk, first);
    await desk.control.setControl({ reset: true });
    expect((await holdingsOf(desk, account)).BTC).toBe("3.5");
    const third = await runBatch(desk, { type: "QUANTITY", lines: of(account, "SELL", "3.50000001", "3.5") });
    expect(await codes(third)).toEqual(["INSUFFICIENT_HOLDINGS", null]);
    expect((await holdingsOf(desk, account)).BTC).toBe("0");
  });

  test("coins held back in another asset do not count", async () => {
    const account = investor();
    const first = await closeWith(desk, {
      type: "QUANTITY",
      symbol: "ETHUSD",
      lines: of(account, "SELL", "100"),
    });
    await stopBeforeSending(first);
    const second = await runBatch(desk, { type: "QUANTITY", lines: of(account, "SELL", "10") });
    expect(await codes(second)).toEqual([null]);
    await walk(desk, first);
  });
});

describe("P10 a SELL in dollars", () => {
  test("needs the coins it makes at the reference quote plus 10 %", async () => {
    // 10 BTC are worth 500,000 at 50,000.00; with the buffer 454,545.45 may be sold and a cent more may not.
    const held = investor();
    const batch = await closeWith(desk, {
      type: "NOTIONAL",
      lines: of(held, "SELL", "454545.46", "454545.45"),
    });
    await walk(desk, batch, quoting("49999.99", "50000.01"));
    expect((await batchOf(desk, batch)).referencePrice).toBe("50000");
    expect(await codes(batch)).toEqual(["INSUFFICIENT_HOLDINGS", null]);
    await expectAsOracle(desk, batch);
  });

  test("sells what was held back when the price has fallen, and no more", async () => {
    // Quoted far above what the venue pays: the amount would need more coins than are held back.
    const batch = await closeWith(desk, {
      type: "NOTIONAL",
      lines: [...of(investor(), "SELL", "9000"), ...of(investor(), "SELL", "1000")],
    });
    await walk(desk, batch, quoting("99999.99", "100000.01"));
    const stored = await expectAsOracle(desk, batch);
    expect(stored.map((one) => one.quantity)).toEqual(["0.099", "0.011"]);
    expect(stored.map((one) => one.quantity)).toEqual(
      ["9000", "1000"].map((amount) => plain(heldBack(amount, "100000"), 8)),
    );
    expect(await orderOf(desk, batch)).toMatchObject({ maximumQuantity: "0.11", status: "PARTIALLY_FILLED" });
  });

  test("in a batch with both sides never asks a seller for more than was held back", async () => {
    const batch = await closeWith(desk, {
      type: "NOTIONAL",
      lines: [
        ...of(investor(), "SELL", "9000"),
        ...of(investor(), "BUY", "4000"),
        ...of(investor(), "SELL", "1000"),
      ],
    });
    await walk(desk, batch, quoting("99999.99", "100000.01"));
    const stored = await expectAsOracle(desk, batch);
    expect(stored[0]?.quantity).toBe("0.099");
    expect(stored[2]?.quantity).toBe("0.011");
  });
});

describe("P10 buying power", () => {
  test("is settled dollars; a BUY needs its gross and its fee", async () => {
    const [plainBuyer, feeBuyer] = [investor(), investor()];
    const batch = await runBatch(desk, {
      type: "NOTIONAL",
      lines: [
        { account: plainBuyer, amount: "1000000" },
        { account: feeBuyer, amount: "1000000", fixedCommission: "0.01" },
        { account: feeBuyer, amount: "999900.01", bpsCommission: 1 },
        { account: feeBuyer, amount: "999900", bpsCommission: 1 },
      ],
    });
    expect(await codes(batch)).toEqual([
      null,
      "INSUFFICIENT_BUYING_POWER",
      null,
      "INSUFFICIENT_BUYING_POWER",
    ]);
    expect((await allocationsOf(desk, batch))[1]?.rejectReason).toBe(
      "Insufficient buying power: 1000000.01 USD needed, 1000000 USD available",
    );
    await expectAsOracle(desk, batch);
  });

  test("is lowered by what is due and not raised by what is owed to the investor", async () => {
    const account = investor();
    await runBatch(desk, { type: "NOTIONAL", lines: of(account, "BUY", "400000") });
    const due = (await holdingsOf(desk, account))["USD due"] ?? "";
    // What a coin unit is worth may be left over.
    expect(toUnits(due, 2)).toBeLessThanOrEqual(-399_999_99n);
    const second = await runBatch(desk, { type: "NOTIONAL", lines: of(account, "BUY", "600001", "600000") });
    expect(await codes(second)).toEqual(["INSUFFICIENT_BUYING_POWER", null]);
    const seller = investor();
    await runBatch(desk, { type: "QUANTITY", lines: of(seller, "SELL", "5") });
    const third = await runBatch(desk, {
      type: "NOTIONAL",
      lines: of(seller, "BUY", "1000000.01", "1000000"),
    });
    expect(await codes(third)).toEqual(["INSUFFICIENT_BUYING_POWER", null]);
  });

  test("counts unsettled money net: a sale makes up for a purchase but leaves nothing to spend", async () => {
    const account = investor();
    await runBatch(desk, { type: "NOTIONAL", lines: of(account, "BUY", "300000") });
    await runBatch(desk, { type: "QUANTITY", lines: of(account, "SELL", "8") });
    expect(toUnits((await holdingsOf(desk, account))["USD due"] ?? "", 2)).toBeGreaterThan(0n);
    const batch = await runBatch(desk, {
      type: "NOTIONAL",
      lines: of(account, "BUY", "1000000.01", "1000000"),
    });
    expect(await codes(batch)).toEqual(["INSUFFICIENT_BUYING_POWER", null]);
  });

  test("is lowered by what batches at work will spend, in every instrument", async () => {
    const account = investor();
    const first = await closeWith(desk, {
      type: "NOTIONAL",
      symbol: "SOLUSD",
      lines: [{ account, amount: "600000", fixedCommission: "10" }],
    });
    await stopBeforeSending(first);
    const second = await runBatch(desk, {
      type: "NOTIONAL",
      lines: of(account, "BUY", "399990.01", "399990"),
    });
    expect(await codes(second)).toEqual(["INSUFFICIENT_BUYING_POWER", null]);
    await walk(desk, first);
  });

  test("checks a BUY of coins at the reference quote plus 10 %, and the fee on that", async () => {
    const account = investor();
    const batch = await closeWith(desk, {
      type: "QUANTITY",
      lines: [
        // At 100,000.00 one BTC is checked at 110,000.00: nine fit into a million, with 1 % on top nine do not.
        { account, amount: "9.09090909", side: "BUY" },
        { account: investor(), amount: "9.1", side: "BUY" },
        { account: investor(), amount: "9.09090909", side: "BUY", bpsCommission: 100 },
      ],
    });
    await walk(desk, batch, quoting("99999.99", "100000.01"));
    expect(await codes(batch)).toEqual([null, "INSUFFICIENT_BUYING_POWER", "INSUFFICIENT_BUYING_POWER"]);
    expect((await allocationsOf(desk, batch))[1]?.rejectReason).toBe(
      "Insufficient buying power: 1001000 USD needed, 1000000 USD available",
    );
  });

  test("is not checked where the firm has switched that off; holdings still are", async () => {
    await desk.owner.query("update firms set check_buying_power = false");
    const account = investor();
    const batch = await runBatch(desk, { type: "NOTIONAL", lines: of(account, "BUY", "5000000") });
    expect(await codes(batch)).toEqual([null]);
    const poor = await runBatch(desk, {
      type: "QUANTITY",
      lines: [...of("AT00000", "SELL", "1"), ...of("AT00000", "BUY", "1")],
    });
    expect(await codes(poor)).toEqual(["INSUFFICIENT_HOLDINGS", null]);
  });
});

test("the reference price is the middle of bid and ask, half-up at the price increment", async () => {
  const batch = await closeWith(desk, { type: "QUANTITY", lines: of(investor(), "BUY", "0.1") });
  await walk(desk, batch, quoting("99.99", "100.02"));
  expect((await batchOf(desk, batch)).referencePrice).toBe("100.01");
});

test("rows refused at validation shrink the order and are told before anything is filled", async () => {
  const batch = await runBatch(desk, {
    type: "QUANTITY",
    lines: [...of(investor(), "BUY", "1"), ...of("AT00000", "BUY", "2"), ...of(investor(), "BUY", "0.5")],
  });
  expect((await orderOf(desk, batch))?.quantity).toBe("1.5");
  const { rows } = await desk.owner.query(
    "select string_agg(status, ' ' order by seq) as outcomes from outbox_events where batch_id = $1 and kind = 'allocation'",
    [batch.batchId],
  );
  expect(rows).toEqual([{ outcomes: "REJECTED COMPLETE COMPLETE" }]);
});
