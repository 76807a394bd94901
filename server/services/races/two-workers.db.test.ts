import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Context, type PausePoint, pausePoints } from "@/server/context";
import { createPool } from "@/server/db/transaction";
import { runInvariants } from "@/server/db/verify";
import { simulatedVenue } from "@/server/integrations/venue/simulated";
import { positionEvents } from "@/server/services/events/position-events";
import {
  allocationsOf,
  batchOf,
  closeWith,
  holdingsOf,
  type Line,
  type OpenedBatch,
  orderOf,
  toldOf,
  venueLogOf,
  walk,
} from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { gate } from "@/server/testing/meeting";
import { expectAsOracle } from "@/server/testing/oracle-check";

/** Two workers with pools of their own walk one batch: whatever they do to each other, it is done once. */

let desk: Harness;
let workers: Context[];
const held = new Map<PausePoint, () => Promise<void>>();
beforeAll(async () => {
  desk = await startHarness();
  workers = ["a", "b"].map((name, index) => ({
    ...desk.ctx,
    pool: createPool(desk.database.appUrl, 4, `prorata-test-${name}`),
    venue: simulatedVenue({ baseUrl: desk.venueUrl, timeoutMs: 5_000 }),
    // Only the first worker is held, so that the second overtakes it.
    reach: async (point) => (index === 0 ? held.get(point)?.() : undefined),
  }));
});
beforeEach(async () => {
  held.clear();
  await desk.control.setControl({ reset: true, latencyMs: 1 });
});
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  for (const worker of workers) await worker.pool.end();
  await desk.close();
});

const lines: Line[] = [
  { account: "AT00001", amount: "0.5", bpsCommission: 10 },
  { account: "AT00002", amount: "0.3" },
  { account: "AT00003", side: "SELL", amount: "0.1" },
  { account: "AT00000", side: "SELL", amount: "5" },
  { account: "AT00004", amount: "0.2" },
];

async function expectOnce(batch: OpenedBatch): Promise<void> {
  expect(await batchOf(desk, batch)).toMatchObject({ status: "COMPLETE", attention: null });
  await expectAsOracle(desk, batch);
  const order = await orderOf(desk, batch);
  expect((await venueLogOf(desk, order?.clientOrderId ?? "")).orders).toBe(1);
  expect(await toldOf(desk, batch)).toEqual([
    "batch OPEN",
    "batch CLOSED",
    "batch IN_PROGRESS",
    "allocation REJECTED",
    "order NEW",
    "order FILLED",
    "allocation COMPLETE",
    "allocation COMPLETE",
    "allocation COMPLETE",
    "allocation COMPLETE",
    "batch COMPLETE",
  ]);
}

describe("the second worker overtakes the first one", () => {
  const walked: PausePoint[] = [
    "validate.committed",
    "send.intended",
    "send.answered",
    "fills.recorded",
    "order.finished",
    "chunk.committed",
  ];

  test.each(walked)("held at %s: its late steps change nothing", async (point) => {
    const batch = await closeWith(desk, { type: "QUANTITY", lines });
    const reached = gate();
    const letGo = gate();
    held.set(point, async () => {
      held.clear();
      reached.open();
      await letGo.opened;
    });
    const [first, second] = workers;
    const slow = walk(desk, batch, first);
    await reached.opened;
    await walk(desk, batch, second);
    expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
    const before = await snapshot(batch);
    letGo.open();
    await slow;
    expect(await snapshot(batch)).toEqual(before);
    await expectOnce(batch);
  });

  test.each<PausePoint>(["validate.decided", "chunk.written", "complete.before-commit"])(
    "held at %s, inside its transaction: the second waits for it",
    async (point) => {
      const batch = await closeWith(desk, { type: "QUANTITY", lines });
      const reached = gate();
      const letGo = gate();
      held.set(point, async () => {
        held.clear();
        reached.open();
        await letGo.opened;
      });
      const [first, second] = workers;
      const slow = walk(desk, batch, first);
      await reached.opened;
      const fast = walk(desk, batch, second);
      const before = await snapshot(batch);
      expect((await batchOf(desk, batch)).status).not.toBe("COMPLETE");
      letGo.open();
      await Promise.all([slow, fast]);
      expect(await snapshot(batch)).not.toEqual(before);
      await expectOnce(batch);
    },
  );

  test("every pause point of a walk is one of these, or belongs to open batches and refusals", () => {
    const others = ["close.counted", "allocate.checked", "refuse.chunk-committed"];
    const here = [...walked, "validate.decided", "chunk.written", "complete.before-commit"];
    expect([...here, ...others].sort()).toEqual([...pausePoints].sort());
  });
});

/** All that a late step could change, as text. */
async function snapshot(batch: OpenedBatch): Promise<unknown> {
  const { rows } = await desk.owner.query(
    `select (select md5(string_agg(e::text, '|' order by e.id)) from outbox_events e where e.batch_id = b.id) as events,
       (select md5(string_agg(a::text, '|' order by a.id)) from allocations a where a.batch_id = b.id) as allocations,
       (select md5(string_agg(o::text, '|')) from orders o where o.batch_id = b.id) as orders,
       (select md5(string_agg(j::text, '|' order by j.id)) from journal_entries j where j.batch_id = b.id) as entries,
       (select md5(string_agg(x::text, '|' order by x.ledger_account_id, x.asset)) from balances x) as balances, b::text as batch
     from batches b where b.id = $1`,
    [batch.batchId],
  );
  return rows[0];
}

test("a refusal that two workers carry out is told once", async () => {
  await desk.control.setControl({ fillRatio: "0" });
  const batch = await closeWith(desk, { type: "QUANTITY", lines });
  const reached = gate();
  const letGo = gate();
  held.set("refuse.chunk-committed", async () => {
    held.clear();
    reached.open();
    await letGo.opened;
  });
  const slow = walk(desk, batch, workers[0]);
  await reached.opened;
  await walk(desk, batch, workers[1]);
  letGo.open();
  await slow;
  const outcomes = await toldOf(desk, batch);
  expect(outcomes.filter((one) => one === "allocation REJECTED")).toHaveLength(5);
  expect(outcomes.filter((one) => one === "order CANCELLED")).toHaveLength(1);
  expect(outcomes.filter((one) => one === "batch REJECTED")).toHaveLength(1);
});

test("twenty rounds from the start line, with every fault of the venue, end as one walk would", async () => {
  const faults = [
    {},
    { duplicate: true, outOfOrder: true },
    { loseAnswer: 2 },
    { loseRequest: 1, lateMs: 30 },
  ];
  for (let round = 0; round < 20; round++) {
    await desk.control.setControl({ reset: true, latencyMs: 3, ...faults[round % faults.length] });
    const batch = await closeWith(desk, { type: "QUANTITY", lines });
    await Promise.all(workers.map((worker) => walk(desk, batch, worker)));
    await expectOnce(batch);
  }
});

test("two batches of one firm, walked side by side, share its accounts without losing a cent", async () => {
  const many = (from: number): Line[] =>
    Array.from({ length: 1_500 }, (_, n) => ({
      account: `AT0${from + n}`,
      amount: "0.01",
      bpsCommission: 5,
    }));
  const batches = await Promise.all([
    closeWith(desk, { type: "QUANTITY", lines: many(1000) }),
    closeWith(desk, { type: "QUANTITY", lines: many(1500) }),
    closeWith(desk, { type: "QUANTITY", symbol: "ETHUSD", lines: many(2000) }),
  ]);
  await Promise.all(batches.map((batch, n) => walk(desk, batch, workers[n % 2])));
  for (const batch of batches) expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
  expect((await holdingsOf(desk, "AT01700")).BTC).toBe("10.02");
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
});

test("two validations of one firm do not both count on the same cash, twenty times", async () => {
  for (let round = 0; round < 20; round++) {
    const account = `AT${String(3000 + round).padStart(5, "0")}`;
    const batches = await Promise.all(
      ["BTCUSD", "ETHUSD"].map((symbol) =>
        closeWith(desk, { type: "NOTIONAL", symbol, lines: [{ account, amount: "600000" }] }),
      ),
    );
    await Promise.all(batches.map((batch, n) => walk(desk, batch, workers[n])));
    const outcomes = await Promise.all(
      batches.map(async (batch) => (await allocationsOf(desk, batch))[0]?.status),
    );
    expect(outcomes.sort()).toEqual(["COMPLETE", "REJECTED"]);
  }
});

test("events are placed once and in order, whoever places them", async () => {
  const batches = await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      closeWith(desk, { type: "QUANTITY", lines: [{ account: `AT0000${n + 1}`, amount: "0.1" }] }),
    ),
  );
  let walking = true;
  const placing = workers.map(async (worker) => {
    while (walking) await positionEvents(worker, desk.trader.firmId);
  });
  await Promise.all(batches.map((batch, n) => walk(desk, batch, workers[n % 2])));
  walking = false;
  await Promise.all(placing);
  await desk.placeEvents();
  const { rows } = await desk.owner.query(
    `select count(*)::int as events, max(position)::int as last, count(distinct position)::int as places from (
       select first_position + generate_series(0, last_position - first_position) as position from event_ranges where firm_id = $1) x`,
    [desk.trader.firmId],
  );
  expect(rows[0].places).toBe(rows[0].events);
  expect(rows[0].last).toBe(rows[0].events);
});
