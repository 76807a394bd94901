import { expect, test } from "vitest";
import { startHarness, newId } from "@/server/testing/harness";
import { openWith, runBatch } from "@/server/testing/batches";
import { withFirmTx } from "./transaction";
import { appendEvents } from "./outbox";
import { eventInvariants } from "./invariants/events";
test("perf", async () => {
  const desk = await startHarness();
  const b = await openWith(desk, { type: "NOTIONAL", lines: [] });
  const drafts = Array.from({ length: 5000 }, () => ({ kind: "batch" as const, status: "OPEN", allocationId: null, payload: { a: "x".repeat(350), status: "OPEN" } }));
  const times: number[] = [];
  for (let i = 0; i < 12; i++) {
    const t = performance.now();
    await withFirmTx(desk.ctx.pool, desk.trader.firmId, (tx) => appendEvents(tx, b.batchId, new Date(), drafts));
    times.push(Math.round(performance.now() - t));
  }
  console.log("append 5000:", times.join(" "));
  await runBatch(desk, { type: "QUANTITY", lines: [{ account: "AT00001", amount: "0.5" }] });
  // A million events of which 60,000 are of orders.
  const c = await desk.owner.connect();
  await c.query("begin; set local session_replication_role = replica");
  await c.query(`create temp table src as select e.* , b.id as bid from outbox_events e join batches b on b.id = e.batch_id where e.kind = 'order'`);
  await c.query(`insert into batches (firm_id, batch_transaction_id, symbol, instrument_symbol, type, status, public_id, event_seq, declared_count, accepted_count, closed_at, opened_by)
    select firm_id, gen_random_uuid(), symbol, instrument_symbol, type, 'IN_PROGRESS', gen_random_uuid(), 40, 0, 0, now(), 'x' from batches, generate_series(1, 20000) where id = (select max(id) from batches)`);
  await c.query(`insert into orders (firm_id, batch_id, client_order_id, symbol, side, time_in_force, quantity, status, cumulative_quantity, cumulative_cost, average_price, finished_at)
    select firm_id, id, 'o' || id, symbol, 'BUY', 'IOC', 1, 'FILLED', 0.5, 1, 100, now() from batches where event_seq = 40`);
  await c.query(`insert into outbox_events (firm_id, batch_id, seq, kind, status, event_type, message_id, body)
    select b.firm_id, b.id, n, case when n in (4,5) then 'order' else 'allocation' end, case n when 4 then 'NEW' when 5 then 'FILLED' else 'COMPLETE' end, case when n in (4,5) then 'order/1' else 'allocation/batch/1' end, gen_random_uuid(), (select body from src order by seq desc limit 1) from batches b, generate_series(1, 50) n where b.event_seq = 40`).catch(async (e) => { console.log(String(e)); throw e; });
  await c.query("analyze outbox_events; analyze orders; analyze batches; set local work_mem = '64MB'");
  console.log(JSON.stringify((await c.query("select count(*) , count(*) filter (where kind = 'order') as orders from outbox_events")).rows));
  for (const one of eventInvariants) {
    const t = performance.now();
    const { rows } = await c.query(`select count(*) from (${one.sql}) x`);
    console.log(one.name, Math.round(performance.now() - t), "ms", rows[0].count);
  }
  await c.query("rollback"); c.release();
  await desk.close();
  expect(newId()).not.toBe("");
}, 300_000);
