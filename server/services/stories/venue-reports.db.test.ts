import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "@/server/context";
import { runInvariants } from "@/server/db/verify";
import type { VenueOrder } from "@/server/integrations/ports";
import {
  allocationsOf,
  batchOf,
  closeWith,
  openWith,
  orderOf,
  runBatch,
  venueLogOf,
  walk,
} from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
beforeEach(async () => {
  await desk.control.setControl({ reset: true, latencyMs: 1 });
});
afterAll(() => desk.close());

const lines = [
  { account: "AT00001", amount: "0.5" },
  { account: "AT00002", amount: "0.3" },
  { account: "AT00003", amount: "0.2" },
];

/** The desk with a venue whose reports are bent on their way; what it does is real. */
function bent(bend: (report: VenueOrder) => VenueOrder): Context {
  const { venue } = desk.ctx;
  return {
    ...desk.ctx,
    venue: {
      getQuote: (symbol) => venue.getQuote(symbol),
      submitOrder: async (order) => bend(await venue.submitOrder(order)),
      findOrder: async (id) => {
        const report = await venue.findOrder(id);
        return report === null ? null : bend(report);
      },
    },
  };
}

describe("a report that cannot be believed parks the batch, and nothing of it is booked", () => {
  const parked = async (
    bend: (report: VenueOrder) => VenueOrder,
    type: "QUANTITY" | "NOTIONAL" = "QUANTITY",
    side: "BUY" | "SELL" = "BUY",
  ) => {
    const batch = await closeWith(desk, {
      type,
      lines: lines.map((line) => ({ ...line, side, amount: type === "NOTIONAL" ? "5000" : line.amount })),
    });
    await walk(desk, batch, bent(bend));
    const { attention, status } = await batchOf(desk, batch);
    const allocations = await allocationsOf(desk, batch);
    expect(status).toBe("IN_PROGRESS");
    expect(new Set(allocations.map((one) => one.status))).toEqual(new Set(["PENDING"]));
    const violations = await runInvariants(desk.database.ownerUrl);
    expect(violations.map((one) => one.name)).toEqual(["no batch is parked or stands still"]);
    await desk.owner.query("update batches set attention = null where id = $1", [batch.batchId]);
    return { batch, attention };
  };
  /** The same batch walked with straight reports ends as if nothing had been. */
  const healed = async (batch: Awaited<ReturnType<typeof closeWith>>) => {
    await walk(desk, batch);
    expect(await batchOf(desk, batch)).toMatchObject({ status: "COMPLETE", attention: null });
    expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
    const order = await orderOf(desk, batch);
    expect((await venueLogOf(desk, order?.clientOrderId ?? "")).orders).toBe(1);
  };
  const done = (report: VenueOrder): boolean => report.status === "DONE";

  test("more coins than were ordered", async () => {
    const { batch, attention } = await parked((report) => {
      const executions = report.executions.map((one) => ({ ...one, quantity: "0.9" }));
      return done(report)
        ? { ...report, executions, cumulativeQuantity: String(0.9 * executions.length) }
        : { ...report, executions: [] };
    });
    expect(attention).toMatch(/filled of 1$/);
    await healed(batch);
  });

  test("more dollars than a BUY may spend", async () => {
    const { batch, attention } = await parked((report) => {
      const executions = report.executions.map((one) => ({ ...one, price: "999999" }));
      return done(report) ? { ...report, executions } : { ...report, executions: [] };
    }, "NOTIONAL");
    expect(attention).toMatch(/USD above 15000$/);
    await healed(batch);
  });

  test("more coins than a SELL in dollars may give", async () => {
    const { batch, attention } = await parked(
      (report) => {
        const executions = report.executions.map((one) => ({ ...one, quantity: "5" }));
        return done(report)
          ? { ...report, executions, cumulativeQuantity: String(5 * executions.length) }
          : { ...report, executions: [] };
      },
      "NOTIONAL",
      "SELL",
    );
    expect(attention).toMatch(/filled of 0\.\d+$/);
    await healed(batch);
  });

  test("one execution with two contents in one report", async () => {
    const { batch, attention } = await parked((report) => ({
      ...report,
      executions: report.executions.flatMap((one) => [one, { ...one, price: "1" }]),
    }));
    expect(attention).toMatch(/two contents$/);
    await healed(batch);
  });

  test("fewer coins than were recorded before", async () => {
    const { batch, attention } = await parked((report) =>
      done(report) ? { ...report, cumulativeQuantity: "0.1" } : { ...report, executions: [] },
    );
    expect(attention).toMatch(/recorded, 10000000 reported$/);
    await healed(batch);
  });

  test("a refusal after executions", async () => {
    const { batch, attention } = await parked((report) =>
      done(report) ? { ...report, status: "REJECTED" } : { ...report, executions: [] },
    );
    expect(attention).toMatch(/was refused after 100000000 units were filled$/);
    await healed(batch);
  });
});

test("an execution that changes between two reports parks the batch with the first one booked", async () => {
  await desk.control.setControl({ latencyMs: 40 });
  const batch = await closeWith(desk, { type: "QUANTITY", lines });
  const first = new Map<string, string>();
  await walk(
    desk,
    batch,
    bent((report) => ({
      ...report,
      executions: report.executions.map((one) => {
        const seen = first.get(one.id);
        first.set(one.id, one.price);
        return seen === undefined ? one : { ...one, price: "1" };
      }),
    })),
  );
  expect((await batchOf(desk, batch)).attention).toMatch(/two contents$/);
  expect((await orderOf(desk, batch))?.fills.map((fill) => fill.price)).not.toContain("1");
  await desk.owner.query("update batches set attention = null where id = $1", [batch.batchId]);
  await walk(desk, batch);
  expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
});

test("an execution that is booked on another order parks the batch instead of being left out", async () => {
  const other = await runBatch(desk, { type: "QUANTITY", lines: [{ account: "AT00004", amount: "1" }] });
  const taken = await desk.owner.query(
    "select f.execution_id as id from fills f join orders o on o.id = f.order_id where o.batch_id = $1 limit 1",
    [other.batchId],
  );
  const batch = await closeWith(desk, { type: "QUANTITY", lines });
  await walk(
    desk,
    batch,
    bent((report) => ({
      ...report,
      executions: report.executions.map((one, index) =>
        index === 0 ? { ...one, id: taken.rows[0].id } : one,
      ),
    })),
  );
  expect((await batchOf(desk, batch)).attention).toMatch(/booked on another order$/);
  await desk.owner.query("update batches set attention = null where id = $1", [batch.batchId]);
  await walk(desk, batch);
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
});

describe("disturbed reports give the result of straight ones", () => {
  const faults: [string, object, string[]][] = [
    ["every execution twice", { duplicate: true }, ["ACCEPTED"]],
    ["out of order", { outOfOrder: true, latencyMs: 20 }, ["ACCEPTED"]],
    ["the last execution long after DONE", { lateMs: 700 }, ["ACCEPTED"]],
    ["twice, shuffled and late", { duplicate: true, outOfOrder: true, lateMs: 300 }, ["ACCEPTED"]],
    ["three answers lost", { loseAnswer: 3 }, ["ACCEPTED"]],
    ["two requests lost on their way", { loseRequest: 2 }, ["REQUEST_LOST", "REQUEST_LOST", "ACCEPTED"]],
  ];

  test.each(faults)("%s", async (_, control, outcomes) => {
    await desk.control.setControl(control);
    const batch = await runBatch(desk, { type: "QUANTITY", lines });
    const order = await orderOf(desk, batch);
    expect(await batchOf(desk, batch)).toMatchObject({ status: "COMPLETE", attention: null });
    expect(order).toMatchObject({ status: "FILLED", cumulativeQuantity: "1" });
    const allocations = await allocationsOf(desk, batch);
    expect(allocations.map((one) => one.quantity)).toEqual(["0.5", "0.3", "0.2"]);
    expect(await venueLogOf(desk, order?.clientOrderId ?? "")).toEqual({ orders: 1, outcomes });
    expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  });
});

test("nobody is allocated anything before the last execution has arrived", async () => {
  await desk.control.setControl({ lateMs: 400 });
  const seen: string[] = [];
  desk.hold("fills.recorded", async () => {
    const { rows } = await desk.owner.query(
      "select status, cumulative_quantity < 1 as short from orders order by id desc limit 1",
    );
    seen.push(`${rows[0].status} ${rows[0].short ? "short" : "whole"}`);
  });
  const batch = await runBatch(desk, { type: "QUANTITY", lines });
  desk.hold("fills.recorded", null);
  expect(seen).toContain("WORKING short");
  expect(seen.at(-1)).toBe("FILLED whole");
  expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
});

test("an instrument that is taken off the list while its order works is allocated all the same", async () => {
  desk.hold("send.answered", async () => {
    await desk.owner.query("update instruments set enabled = false where symbol = 'SOLUSD'");
  });
  const batch = await runBatch(desk, { type: "QUANTITY", symbol: "SOLUSD", lines });
  desk.hold("send.answered", null);
  expect(await batchOf(desk, batch)).toMatchObject({ status: "COMPLETE", attention: null });
  const late = await openWith(desk, { type: "QUANTITY", symbol: "SOLUSD", lines: [] });
  expect(await batchOf(desk, late)).toMatchObject({ status: "REJECTED", rejectCode: "SYMBOL_NOT_FOUND" });
  await desk.owner.query("update instruments set enabled = true where symbol = 'SOLUSD'");
});
