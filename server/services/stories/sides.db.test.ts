import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import { closeBatch } from "@/server/services/batches/close-batch";
import {
  allocationsOf,
  batchOf,
  holdingsOf,
  type Line,
  openWith,
  orderOf,
  runBatch,
  walk,
} from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { expectAsOracle } from "@/server/testing/oracle-check";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
beforeEach(async () => {
  await desk.control.setControl({ reset: true, latencyMs: 1 });
});
afterEach(() => mixedSides("NET"));
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const mixedSides = (policy: string) => desk.owner.query("update firms set mixed_sides = $1", [policy]);

let next = 1;
const lines = (...sides: [Line["side"], string][]): Line[] =>
  sides.map(([side = "BUY", amount]) => ({ account: `AT${String(next++).padStart(5, "0")}`, side, amount }));

describe("P6 NET", () => {
  test("buys of 1 and 0.5 and a sell of 0.4 become one order to buy 1.1 at one price for all", async () => {
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      symbol: "ETHUSD",
      lines: lines(["BUY", "1"], ["BUY", "0.5"], ["SELL", "0.4"]),
    });
    expect(await orderOf(desk, batch)).toMatchObject({ side: "BUY", quantity: "1.1", status: "FILLED" });
    const stored = await expectAsOracle(desk, batch);
    expect(stored.map((one) => one.quantity)).toEqual(["1", "0.5", "0.4"]);
    expect((await holdingsOf(desk, "AT00001")).ETH).toBe("101");
    expect((await holdingsOf(desk, "AT00003")).ETH).toBe("99.6");
  });

  test("the smaller side fills in full and the larger shares what is left", async () => {
    await desk.control.setControl({ fillRatio: "0.727272728" });
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      symbol: "ETHUSD",
      lines: lines(["BUY", "1"], ["BUY", "0.5"], ["SELL", "0.4"]),
    });
    const stored = await expectAsOracle(desk, batch);
    expect((await orderOf(desk, batch))?.cumulativeQuantity).toBe("0.8");
    expect(stored.map((one) => one.quantity)).toEqual(["0.8", "0.4", "0.4"]);
  });

  test("sells that are larger become an order to sell", async () => {
    await desk.control.setControl({ fillRatio: "0.5" });
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: lines(["SELL", "3"], ["BUY", "0.4"], ["SELL", "1"], ["BUY", "0.6"]),
    });
    const stored = await expectAsOracle(desk, batch);
    expect(await orderOf(desk, batch)).toMatchObject({
      side: "SELL",
      quantity: "3",
      cumulativeQuantity: "1.5",
    });
    expect(stored.map((one) => one.quantity)).toEqual(["1.875", "0.4", "0.625", "0.6"]);
  });

  test("dollars net as well, in either direction", async () => {
    const buy = await runBatch(desk, {
      type: "NOTIONAL",
      lines: lines(["BUY", "1500"], ["BUY", "500.5"], ["SELL", "750.25"]),
    });
    expect(await orderOf(desk, buy)).toMatchObject({ side: "BUY", notional: "1250.25" });
    await expectAsOracle(desk, buy);
    await desk.control.setControl({ fillRatio: "0.3" });
    const sell = await runBatch(desk, {
      type: "NOTIONAL",
      lines: lines(["BUY", "1500"], ["SELL", "2000"], ["SELL", "750.25"]),
    });
    expect(await orderOf(desk, sell)).toMatchObject({ side: "SELL", notional: "1250.25" });
    await expectAsOracle(desk, sell);
  });

  test("the same investor may be on both sides", async () => {
    const [line] = lines(["BUY", "2"]);
    const account = line?.account ?? "";
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [
        { account, side: "BUY", amount: "2" },
        { account, side: "SELL", amount: "0.5" },
      ],
    });
    await expectAsOracle(desk, batch);
    expect((await holdingsOf(desk, account)).BTC).toBe("11.5");
  });

  test("equal sides are REJECTED, because no fill sets a price", async () => {
    const batch = await runBatch(desk, { type: "QUANTITY", lines: lines(["BUY", "0.7"], ["SELL", "0.7"]) });
    const refused = { status: "REJECTED", rejectCode: "NET_ZERO", rejectReason: "Batch nets to zero" };
    expect(await batchOf(desk, batch)).toMatchObject(refused);
    expect(await allocationsOf(desk, batch)).toMatchObject([refused, refused]);
    expect(await orderOf(desk, batch)).toBeUndefined();
  });

  test("sides that differ by less than a coin unit net to zero too", async () => {
    await desk.owner.query("update instruments set quantity_decimals = 0 where symbol = 'BCHUSD'");
    const batch = await runBatch(desk, {
      type: "NOTIONAL",
      symbol: "BCHUSD",
      lines: lines(["BUY", "999.99"], ["SELL", "1000"]),
    });
    await desk.owner.query("update instruments set quantity_decimals = 8 where symbol = 'BCHUSD'");
    expect(await batchOf(desk, batch)).toMatchObject({
      status: "REJECTED",
      rejectReason: "Batch nets to zero",
    });
  });

  test("a batch whose rows are all refused has no valid allocation and no order", async () => {
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [
        { account: "AT00000", side: "SELL", amount: "0.1" },
        { account: "AT00000", side: "BUY", amount: "0.1" },
      ],
    });
    expect(await batchOf(desk, batch)).toMatchObject({
      status: "REJECTED",
      rejectCode: "NO_VALID_ALLOCATION",
      rejectReason: "Batch has no valid allocation",
    });
    expect((await allocationsOf(desk, batch)).map((one) => one.rejectCode)).toEqual([
      "INSUFFICIENT_HOLDINGS",
      "INSUFFICIENT_BUYING_POWER",
    ]);
    expect(await orderOf(desk, batch)).toBeUndefined();
  });

  test("an empty batch closes with a count of nothing and is REJECTED", async () => {
    const batch = await runBatch(desk, { type: "QUANTITY", lines: [] });
    expect(await batchOf(desk, batch)).toMatchObject({
      status: "REJECTED",
      rejectCode: "NO_VALID_ALLOCATION",
    });
  });
});

describe("P6 REJECT_MIXED", () => {
  test("refuses a batch with both sides and names how many of each", async () => {
    await mixedSides("REJECT_MIXED");
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: lines(["BUY", "2"], ["BUY", "1"], ["SELL", "1"]),
    });
    expect(await batchOf(desk, batch)).toMatchObject({
      status: "REJECTED",
      rejectReason: "Batch mixes 2 BUY and 1 SELL allocations, which the firm does not allow",
    });
    expect(await orderOf(desk, batch)).toBeUndefined();
  });

  test("counts the rows that are left after validation, and lets one side pass", async () => {
    await mixedSides("REJECT_MIXED");
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [...lines(["BUY", "1"]), { account: "AT00000", side: "SELL", amount: "1" }],
    });
    const stored = await expectAsOracle(desk, batch);
    expect(stored.map((one) => one.status)).toEqual(["COMPLETE", "REJECTED"]);
  });

  test("is decided when the batch is opened, whatever the firm chooses later", async () => {
    const batch = await openWith(desk, { type: "QUANTITY", lines: lines(["BUY", "2"], ["SELL", "1"]) });
    await mixedSides("REJECT_MIXED");
    await closeBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId, allocations: 2 });
    await walk(desk, batch);
    await expectAsOracle(desk, batch);
  });
});
