import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { runInvariants } from "@/server/db/verify";
import { Decimal } from "@/server/domain/decimal";
import type { VenueOrder } from "@/server/integrations/ports";
import { validateBatch } from "@/server/services/batches/validate-batch";
import { recordFills } from "@/server/services/fills/record-fills";
import { sendOrder } from "@/server/services/orders/send-order";
import { batchOf, closeWith, type OpenedBatch, runBatch, walk } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { batchAt, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
beforeEach(async () => {
  await desk.control.setControl({ reset: true, latencyMs: 1 });
});
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const decimal = z.string().regex(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
const orderEvent = z.strictObject({
  position: z.string().regex(/^\d+$/),
  event_type: z.literal("order/1"),
  message_id: z.uuid(),
  payload: z.strictObject({
    clientOrderId: z.string(),
    side: z.enum(["BUY", "SELL"]),
    type: z.literal("MARKET"),
    quantity: decimal.optional(),
    notional: decimal.optional(),
    cumulativeQuantity: decimal,
    averagePrice: decimal.nullable(),
    status: z.enum(["NEW", "PARTIALLY_FILLED", "FILLED", "CANCELLED", "REJECTED"]),
    executions: z.array(
      z.strictObject({ id: z.string(), quantity: decimal, price: decimal, executedAt: z.iso.datetime() }),
    ),
    batchTransactionId: z.uuid(),
    createdAt: z.iso.datetime(),
    leavesQuantity: decimal.optional(),
    rejectReason: z.string().optional(),
    symbol: z.string(),
  }),
  timestamp: z.iso.datetime(),
});

/** The payloads of the batch's order events as the firm pulls them, each checked against the schema. */
async function toldOfOrder(batch: OpenedBatch) {
  await desk.placeEvents();
  const { json } = await rest.get("/events?type=order/1&limit=10000");
  const payloads = z
    .array(orderEvent)
    .parse(json.items)
    .map((event) => event.payload);
  return payloads.filter((payload) => payload.batchTransactionId === batch.batchTransactionId);
}
const idsOf = (executions: readonly { id: string }[]): string[] => executions.map((one) => one.id);
const sumOf = (executions: readonly { quantity: string }[]): string =>
  executions.reduce((sum, one) => sum.plus(one.quantity), new Decimal(0)).toFixed();

let accounts = 0;
/** Each batch buys for an investor of its own, so that none runs out of cash. */
const buy = (amount: string) => ({
  type: "QUANTITY" as const,
  lines: [{ account: `AT${String(++accounts).padStart(5, "0")}`, amount }],
});

/** A batch whose order the venue has finished with, and the venue's whole report, of which nothing is recorded yet. */
async function finishedAtVenue(amount: string): Promise<{ batch: OpenedBatch; report: VenueOrder }> {
  const batch = await closeWith(desk, buy(amount));
  await validateBatch(desk.ctx, desk.trader, batch.batchId);
  const sent = await sendOrder(desk.ctx, desk.trader, batch.batchId);
  const report = await vi.waitFor(async () => {
    const latest = await desk.ctx.venue.findOrder(sent?.clientOrderId ?? "");
    if (latest?.status !== "DONE") throw new Error("the venue is not done");
    return latest;
  }, 5_000);
  return { batch, report };
}
const record = (batch: OpenedBatch, report: VenueOrder) =>
  recordFills(desk.ctx, desk.trader, batch.batchId, report);

describe("the order of a batch is told of", () => {
  test("when it is decided and when one execution has filled it", async () => {
    const { batch, report } = await finishedAtVenue("0.00000001");
    expect(report.executions).toHaveLength(1);
    await record(batch, report);
    const [began, ended, ...more] = await toldOfOrder(batch);
    expect(more).toEqual([]);
    expect(began).toEqual({
      clientOrderId: report.clientOrderId,
      side: "BUY",
      type: "MARKET",
      quantity: "0.00000001",
      cumulativeQuantity: "0",
      averagePrice: null,
      status: "NEW",
      executions: [],
      batchTransactionId: batch.batchTransactionId,
      createdAt: began?.createdAt,
      leavesQuantity: "0.00000001",
      symbol: "BTCUSD",
    });
    expect(ended).toMatchObject({ status: "FILLED", cumulativeQuantity: "0.00000001", leavesQuantity: "0" });
    const { json } = await rest.get(batchAt(batch.batchTransactionId, "/order"));
    const { batchTransactionId, createdAt, leavesQuantity, symbol, ...asAnswered } = ended ?? {};
    expect(asAnswered).toEqual(json);
    expect(createdAt).toBe(began?.createdAt);
    await walk(desk, batch);
    expect(await toldOfOrder(batch)).toHaveLength(2);
  });

  test("by executions that arrive in pieces, twice and out of order, each once and with sums that fit", async () => {
    const { batch, report } = await finishedAtVenue("9");
    const [first, second, ...others] = report.executions;
    if (first === undefined || second === undefined) throw new Error("too few executions");
    expect(others.length).toBeGreaterThan(0);
    const working = (...executions: VenueOrder["executions"]): VenueOrder => ({
      ...report,
      status: "WORKING",
      executions,
    });
    await record(batch, working());
    await record(batch, working(second));
    await record(batch, working(second, second));
    await record(batch, working(...others.toReversed(), second, ...others));
    // Done, but the first execution has not come yet: nothing new to tell.
    await record(batch, { ...report, executions: [second] });
    expect(await record(batch, report)).toBe("FILLED");

    const told = await toldOfOrder(batch);
    expect(told.map((one) => [one.status, idsOf(one.executions)])).toEqual([
      ["NEW", []],
      ["PARTIALLY_FILLED", [second.id]],
      ["PARTIALLY_FILLED", idsOf(others)],
      ["FILLED", [first.id]],
    ]);
    expect(told.map((one) => [one.cumulativeQuantity, one.leavesQuantity])).toEqual([
      ["0", "9"],
      [sumOf([second]), sumOf([first, ...others])],
      [sumOf([second, ...others]), sumOf([first])],
      ["9", "0"],
    ]);
    expect(new Set(told.slice(1).map((one) => one.averagePrice)).size).toBe(3);
  });

  test("as filled with no new execution, when all had come before the venue was done", async () => {
    const { batch, report } = await finishedAtVenue("0.002");
    await record(batch, { ...report, status: "WORKING" });
    await record(batch, report);
    const told = await toldOfOrder(batch);
    expect(told.map((one) => [one.status, one.executions.length, one.cumulativeQuantity])).toEqual([
      ["NEW", 0, "0"],
      ["PARTIALLY_FILLED", report.executions.length, "0.002"],
      ["FILLED", 0, "0.002"],
    ]);
  });

  test("as CANCELLED with what was filled, when the rest found nobody", async () => {
    await desk.control.setControl({ fillRatio: "0.6" });
    const batch = await runBatch(desk, buy("5"));
    const told = await toldOfOrder(batch);
    expect(told.at(-1)).toMatchObject({ status: "CANCELLED", cumulativeQuantity: "3", leavesQuantity: "0" });
    expect(told.at(-1)?.averagePrice).not.toBeNull();
    expect(sumOf(told.flatMap((one) => one.executions))).toBe("3");
    expect((await rest.get(batchAt(batch.batchTransactionId, "/order"))).json.status).toBe(
      "PARTIALLY_FILLED",
    );
  });

  test("as CANCELLED with nothing, when there is no liquidity", async () => {
    await desk.control.setControl({ fillRatio: "0" });
    const batch = await runBatch(desk, buy("5"));
    expect(await toldOfOrder(batch)).toMatchObject([
      { status: "NEW" },
      {
        status: "CANCELLED",
        cumulativeQuantity: "0",
        averagePrice: null,
        leavesQuantity: "0",
        executions: [],
      },
    ]);
    expect((await batchOf(desk, batch)).status).toBe("REJECTED");
  });

  test("as REJECTED in the venue's words", async () => {
    await desk.control.setControl({ refuse: "halted" });
    const batch = await runBatch(desk, buy("5"));
    expect(await toldOfOrder(batch)).toMatchObject([
      { status: "NEW" },
      { status: "REJECTED", rejectReason: "halted", leavesQuantity: "0", executions: [] },
    ]);
  });

  test("in dollars without a quantity that is left, since none was ordered", async () => {
    const batch = await runBatch(desk, { type: "NOTIONAL", lines: [{ account: "AT00102", amount: "250" }] });
    const told = await toldOfOrder(batch);
    expect(told[0]).toMatchObject({ status: "NEW", notional: "250" });
    expect(told.at(-1)?.status).toBe("FILLED");
    for (const one of told) expect(Object.keys(one)).not.toContain("leavesQuantity");
  });

  test("never, when there is none", async () => {
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [
        { account: "AT00103", amount: "1" },
        { account: "AT00104", side: "SELL", amount: "1" },
      ],
    });
    expect((await batchOf(desk, batch)).rejectCode).toBe("NET_ZERO");
    expect(await toldOfOrder(batch)).toEqual([]);
  });
});

describe("a step that is done again tells nothing again", () => {
  test("one after the other", async () => {
    const { batch, report } = await finishedAtVenue("9");
    const half = { ...report, status: "WORKING" as const, executions: report.executions.slice(0, 2) };
    await record(batch, half);
    await record(batch, half);
    expect(await toldOfOrder(batch)).toHaveLength(2);
    await record(batch, report);
    const told = await toldOfOrder(batch);
    await record(batch, report);
    await record(batch, half);
    await validateBatch(desk.ctx, desk.trader, batch.batchId);
    expect(await toldOfOrder(batch)).toEqual(told);
    expect(told.map((one) => one.status)).toEqual(["NEW", "PARTIALLY_FILLED", "FILLED"]);
    await walk(desk, batch);
    expect(await toldOfOrder(batch)).toEqual(told);
  });

  test("by ten at once", async () => {
    const { batch, report } = await finishedAtVenue("2");
    await Promise.all(Array.from({ length: 10 }, () => record(batch, report)));
    expect((await toldOfOrder(batch)).map((one) => one.status)).toEqual(["NEW", "FILLED"]);
  });

  test("and a report that cannot be believed tells nothing at all", async () => {
    const { batch, report } = await finishedAtVenue("2");
    const contradiction: VenueOrder = { ...report, status: "REJECTED", rejectReason: "changed our mind" };
    await expect(record(batch, contradiction)).rejects.toThrow(/was refused after/);
    expect((await toldOfOrder(batch)).map((one) => one.status)).toEqual(["NEW"]);
    await record(batch, report);
    expect((await toldOfOrder(batch)).map((one) => one.status)).toEqual(["NEW", "FILLED"]);
  });
});

test("a page of one type passes over the others and moves on all the same", async () => {
  await desk.processAll();
  const seen: string[] = [];
  let after = "0";
  for (;;) {
    const { json } = await rest.get(`/events?type=order/1&limit=3&after=${after}`);
    seen.push(...json.items.map((item: { event_type: string }) => item.event_type));
    if (json.next === after) break;
    after = json.next;
  }
  const stored = await desk.owner.query("select count(*)::int as n from outbox_events where kind = 'order'");
  expect(seen).toEqual(Array.from({ length: stored.rows[0].n }, () => "order/1"));
});
