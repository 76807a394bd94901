import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { runInvariants } from "@/server/db/verify";
import { type OrderStatus, orderEventStatuses } from "@/server/domain/order/status";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { closeBatch } from "@/server/services/batches/close-batch";
import { batchOf, type Line, type OpenedBatch, openWith, orderOf, toldOf, venueLogOf } from "../batches";
import { expectAsOracle } from "../oracle-check";
import type { KillDesk } from "./kill-desk";
import { type Program, until } from "./programs";

/** Rows of every kind, over all accounts: shares that do not divide, fees, a crossing side. */
export function manyLines(count: number): Line[] {
  return Array.from({ length: count }, (_, n) => ({
    account: `AT${String((n % 5000) + 1).padStart(5, "0")}`,
    side: n % 9 === 4 ? "SELL" : "BUY",
    amount: `0.00${(n % 97) + 10}`,
    ...(n % 5 === 0 ? { bpsCommission: n % 50 } : {}),
    ...(n % 11 === 0 ? { fixedCommission: "0.05" } : {}),
  }));
}

export async function closeMany(desk: KillDesk, count: number): Promise<OpenedBatch> {
  const batch = await openWith(desk, { type: "QUANTITY", lines: manyLines(count) });
  expect(batch.accepted).toBe(count);
  await close(desk, batch, count);
  return batch;
}

export const close = (desk: KillDesk, batch: OpenedBatch, allocations: number) =>
  closeBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId, allocations });
export const add = (desk: KillDesk, batch: OpenedBatch, requests: OpenedBatch["requests"]) =>
  addAllocations(desk.ctx, desk.trader, batch.batchTransactionId, requests);

/** Waits until the process has killed itself where it was armed; a kill that never came is a failure. */
export async function expectKilled(program: Program): Promise<void> {
  const { signal } = await until("the armed process dies", 120_000, () =>
    program.isRunning() ? null : program.ended,
  );
  expect(signal, program.log()).toBe("SIGKILL");
}

/** Waits until the process has stopped itself (SIGSTOP) where it was armed. */
export async function expectStopped(program: Program): Promise<void> {
  await until("the armed process stops", 120_000, () =>
    /^\d+ \(.*\) T /.test(readFileSync(`/proc/${program.pid}/stat`, "utf8")),
  );
}

/** Seconds from now on until a living worker has the batch in hand. */
export async function takeover(desk: KillDesk, batch: OpenedBatch): Promise<number> {
  const { rows } = await desk.owner.query<{ now: Date }>("select clock_timestamp() as now");
  const died = rows[0]?.now ?? new Date();
  const started = await until("another worker takes the batch over", 90_000, async () => {
    const jobs = await desk.owner.query<{ at: Date }>(
      "select max(started_on) as at from pgboss.job where data->>'batchId' = $1 and started_on > $2",
      [batch.batchId, died],
    );
    return jobs.rows[0]?.at ?? null;
  });
  return (started.getTime() - died.getTime()) / 1000;
}

export const finish = (desk: KillDesk, batch: OpenedBatch, status: "COMPLETE" | "REJECTED" = "COMPLETE") =>
  until(`the batch is ${status}`, 120_000, async () => {
    const now = await batchOf(desk, batch);
    expect(now.attention).toBeNull();
    return now.status === status;
  });

/** Whatever happened on the way, it is as if nothing had: books, shares, order and events of one undisturbed run. */
export async function expectAsUndisturbed(
  desk: KillDesk,
  batch: OpenedBatch,
  status: "COMPLETE" | "REJECTED" = "COMPLETE",
): Promise<void> {
  expect(await runInvariants(desk.ownerUrl)).toEqual([]);
  if (status === "COMPLETE") await expectAsOracle(desk, batch);
  const order = await orderOf(desk, batch);
  expect((await venueLogOf(desk, order?.clientOrderId ?? "")).orders).toBe(1);
  const all = await toldOf(desk, batch);
  const ended = orderEventStatuses[order?.status as OrderStatus];
  expect(all.filter((one) => one.startsWith("order "))).toEqual(["order NEW", `order ${ended}`]);
  const events = all.filter((one) => !one.startsWith("order "));
  const told = batch.accepted;
  expect(events.slice(0, 3)).toEqual(["batch OPEN", "batch CLOSED", "batch IN_PROGRESS"]);
  expect(events.slice(3, 3 + told).every((one) => one.startsWith("allocation "))).toBe(true);
  expect(events.slice(3 + told)).toEqual([`batch ${status}`]);
}

/** Everything of the batch and all balances as one hash, to see whether late writes change anything. */
export async function fingerprintOf(desk: KillDesk, batch: OpenedBatch): Promise<string> {
  const { rows } = await desk.owner.query<{ mark: string }>(
    `select md5(concat_ws('/', b::text,
       (select md5(string_agg(e::text, '|' order by e.id)) from outbox_events e where e.batch_id = b.id),
       (select md5(string_agg(a::text, '|' order by a.id)) from allocations a where a.batch_id = b.id),
       (select md5(string_agg(o::text, '|')) from orders o where o.batch_id = b.id),
       (select md5(string_agg(j::text, '|' order by j.id)) from journal_entries j where j.batch_id = b.id),
       (select md5(string_agg(x::text, '|' order by x.ledger_account_id, x.asset)) from balances x))) as mark from batches b where b.id = $1`,
    [batch.batchId],
  );
  return rows[0]?.mark ?? "";
}
