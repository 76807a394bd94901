import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import {
  allocationsOf,
  batchOf,
  eventsOf,
  holdingsOf,
  orderOf,
  runBatch,
  toldOf,
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
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const buys = (first: number, ...amounts: string[]) =>
  amounts.map((amount, n) => ({ account: `AT${String(first + n).padStart(5, "0")}`, amount }));
const untouched = { USD: "1000000", BTC: "10", ETH: "100", BCH: "100", LTC: "1000", SOL: "1000" };
const noLiquidity = {
  status: "REJECTED",
  rejectCode: "NO_LIQUIDITY",
  rejectReason: "No liquidity",
  quantity: null,
  netMoney: null,
};

describe("P7 REDUCE", () => {
  test("0.61803399 of 1 BTC asked as 0.5, 0.3 and 0.2 is shared pro rata to the last unit", async () => {
    await desk.control.setControl({ fillRatio: "0.61803399" });
    const batch = await runBatch(desk, { type: "QUANTITY", lines: buys(1, "0.5", "0.3", "0.2") });
    const stored = await expectAsOracle(desk, batch);
    expect(stored.map((one) => one.quantity)).toEqual(["0.30901699", "0.1854102", "0.1236068"]);
    expect(await orderOf(desk, batch)).toMatchObject({
      timeInForce: "IOC",
      status: "PARTIALLY_FILLED",
      quantity: "1",
      cumulativeQuantity: "0.61803399",
    });
  });

  test("a partly filled BUY in dollars spends no more than was filled", async () => {
    await desk.control.setControl({ fillRatio: "0.25" });
    const batch = await runBatch(desk, { type: "NOTIONAL", lines: buys(4, "1000", "333.33", "66.67") });
    const stored = await expectAsOracle(desk, batch);
    expect(stored.map((one) => one.status)).toEqual(["COMPLETE", "COMPLETE", "COMPLETE"]);
    expect((await orderOf(desk, batch))?.status).toBe("PARTIALLY_FILLED");
  });

  test("two units for three equal rows go to the two smaller ids; the third says No liquidity", async () => {
    await desk.control.setControl({ fillRatio: "0.000000007" });
    const batch = await runBatch(desk, { type: "QUANTITY", lines: buys(7, "1", "1", "1") });
    const stored = await expectAsOracle(desk, batch);
    expect(stored.map((one) => one.quantity)).toEqual(["0.00000001", "0.00000001", null]);
    expect(stored[2]).toMatchObject(noLiquidity);
    expect(await holdingsOf(desk, "AT00009")).toEqual(untouched);
    expect(await toldOf(desk, batch)).toEqual([
      "batch OPEN",
      "batch CLOSED",
      "batch IN_PROGRESS",
      "order NEW",
      "order CANCELLED",
      "allocation COMPLETE",
      "allocation COMPLETE",
      "allocation REJECTED",
      "batch COMPLETE",
    ]);
  });

  test("a share worth less than half a cent costs nothing but its fee", async () => {
    await desk.control.setControl({ fillRatio: "0.00000002" });
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [{ account: "AT00010", amount: "1", fixedCommission: "0.25" }],
      symbol: "LTCUSD",
    });
    const [one] = await expectAsOracle(desk, batch);
    expect(one).toMatchObject({ quantity: "0.00000002", gross: "0", fee: "0.25", netMoney: "0.25" });
  });
});

describe("P7 ALL_OR_NONE", () => {
  test("goes as fill-or-kill, and nothing less than all is taken", async () => {
    await desk.control.setControl({ fillRatio: "0.99" });
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      partialFill: "ALL_OR_NONE",
      lines: buys(11, "0.5", "0.3"),
    });
    expect(await orderOf(desk, batch)).toMatchObject({
      timeInForce: "FOK",
      status: "CANCELLED",
      cumulativeQuantity: "0",
      fills: [],
    });
    expect(await allocationsOf(desk, batch)).toMatchObject([noLiquidity, noLiquidity]);
    expect(await batchOf(desk, batch)).toMatchObject({
      status: "REJECTED",
      rejectCode: "NO_LIQUIDITY",
      rejectReason: "No liquidity",
    });
    expect(await holdingsOf(desk, "AT00011")).toEqual(untouched);
  });

  test("is complete when the venue fills it all", async () => {
    const batch = await runBatch(desk, {
      type: "NOTIONAL",
      partialFill: "ALL_OR_NONE",
      lines: buys(13, "2500", "2500.01"),
    });
    expect(await orderOf(desk, batch)).toMatchObject({ timeInForce: "FOK", status: "FILLED" });
    await expectAsOracle(desk, batch);
  });
});

describe("an order of which nothing is filled", () => {
  test("REJECTS every allocation No liquidity, each with its event, before the batch", async () => {
    await desk.control.setControl({ fillRatio: "0" });
    const batch = await runBatch(desk, { type: "NOTIONAL", lines: buys(15, "10", "20", "30") });
    expect(await allocationsOf(desk, batch)).toMatchObject([noLiquidity, noLiquidity, noLiquidity]);
    const [began, ended, ...events] = (await eventsOf(desk, batch)).slice(3);
    expect([began, ended]).toMatchObject([
      { kind: "order", status: "NEW" },
      { kind: "order", status: "CANCELLED" },
    ]);
    expect(events.map((event) => event.kind)).toEqual(["allocation", "allocation", "allocation", "batch"]);
    for (const event of events)
      expect(event.body.payload).toMatchObject({ status: "REJECTED", rejectReason: "No liquidity" });
  });

  test("that the venue refuses says so in the venue's words", async () => {
    await desk.control.setControl({ refuse: "halted" });
    const batch = await runBatch(desk, { type: "NOTIONAL", lines: buys(18, "10") });
    const refused = {
      status: "REJECTED",
      rejectCode: "VENUE_REJECTED",
      rejectReason: "The venue refused the order: halted",
    };
    expect(await allocationsOf(desk, batch)).toMatchObject([refused]);
    expect(await batchOf(desk, batch)).toMatchObject(refused);
    expect(await holdingsOf(desk, "AT00018")).toEqual(untouched);
  });
});
