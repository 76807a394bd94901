import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { validateBatch } from "@/server/services/batches/validate-batch";
import { recordFills } from "@/server/services/fills/record-fills";
import { sendOrder } from "@/server/services/orders/send-order";
import { closeWith, type OpenedBatch, runBatch } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { runInvariants } from "./verify";

const migration = readFileSync("prisma/migrations/20261124154000_tell_of_old_orders/migration.sql", "utf8");

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

const buy = (account: string) => ({ type: "QUANTITY" as const, lines: [{ account, amount: "0.5" }] });

/** Takes the order events out, as if the orders had been made before there were any. */
async function forget(): Promise<void> {
  const client = await desk.owner.connect();
  await client.query("begin; set local session_replication_role = replica");
  await client.query("delete from event_ranges");
  await client.query("update firms set event_position = 0");
  await client.query("delete from outbox_events where kind = 'order'");
  await client.query("update outbox_events set seq = seq + 1000000");
  await client.query(
    `update outbox_events e set seq = x.n from (select id, row_number() over (partition by batch_id order by seq) as n from outbox_events) x where x.id = e.id`,
  );
  await client.query(
    "update batches b set positioned_seq = 0, event_seq = (select count(*) from outbox_events e where e.batch_id = b.id)",
  );
  await client.query("commit");
  client.release();
}

type Told = { batch_id: string; status: string; payload: Record<string, unknown> };

/** The order events: first and last of each batch, with all executions up to there. */
async function told(): Promise<Told[]> {
  const { rows } = await desk.owner.query<Told>(
    `select batch_id, status, body::jsonb -> 'payload' as payload from outbox_events where kind = 'order' order by batch_id, seq`,
  );
  const byBatch = Map.groupBy(rows, (row) => row.batch_id);
  return [...byBatch.values()].flatMap((events) => {
    const [first, ...others] = events;
    const last = others.at(-1);
    const executions = others.flatMap((event) => event.payload.executions);
    if (first === undefined || last === undefined) return events;
    return [first, { ...last, payload: { ...last.payload, executions } }];
  });
}

/** Leaves an order at work with its first execution recorded. */
async function halfWay(batch: OpenedBatch): Promise<void> {
  await validateBatch(desk.ctx, desk.trader, batch.batchId);
  await desk.control.setControl({ latencyMs: 600_000 });
  const report = await sendOrder(desk.ctx, desk.trader, batch.batchId);
  if (report === null) throw new Error("there is no order");
  const execution = { id: "old-1", quantity: "0.2", price: "60000", executedAt: "2026-11-24T12:00:00.000Z" };
  await recordFills(desk.ctx, desk.trader, batch.batchId, { ...report, executions: [execution] });
}

test("an order that is older than order events is told of as it would have been", async () => {
  await runBatch(desk, buy("AT00001"));
  await runBatch(desk, { type: "NOTIONAL", lines: [{ account: "AT00002", side: "SELL", amount: "99.50" }] });
  await desk.control.setControl({ fillRatio: "0.5" });
  await runBatch(desk, buy("AT00003"));
  await desk.control.setControl({ fillRatio: "0" });
  await runBatch(desk, buy("AT00004"));
  await desk.control.setControl({ reset: true, refuse: "halted" });
  await runBatch(desk, buy("AT00005"));
  await desk.control.setControl({ reset: true, latencyMs: 1 });
  await runBatch(desk, { ...buy("OT00001"), actor: desk.other });
  await validateBatch(desk.ctx, desk.trader, (await closeWith(desk, buy("AT00006"))).batchId);
  await halfWay(await closeWith(desk, buy("AT00007")));
  await desk.placeEvents();
  const before = await told();
  expect(before.map((event) => event.status).join(" ")).toBe(
    "NEW FILLED NEW FILLED NEW CANCELLED NEW CANCELLED NEW REJECTED NEW FILLED NEW NEW PARTIALLY_FILLED",
  );
  await forget();
  expect((await runInvariants(desk.database.ownerUrl)).map((one) => one.name)).toEqual([
    "an order has one NEW event, before all others of it",
    "an order has one final event when it is final, after all others of it, and none before",
    "the order events of a batch tell each recorded execution once",
  ]);
  await desk.owner.query(migration);
  await desk.placeEvents();
  expect(await told()).toEqual(before);
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.owner.query(migration);
  expect(await told()).toEqual(before);
});
