import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { cancelBatch, expireBatches } from "@/server/services/batches/cancel-batch";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import {
  allocationsOf,
  batchIdOf,
  batchOf,
  eventsOf,
  type OpenedBatch,
  openWith,
  walk,
} from "@/server/testing/batches";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { gate, someoneWaits } from "@/server/testing/meeting";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness({ pool: 24 });
});
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const start = (count = 1) =>
  openWith(desk, {
    type: "NOTIONAL",
    lines: Array.from({ length: count }, (_, n) => ({ account: `AT0000${n + 1}`, amount: "10" })),
  });
const request = (batch: OpenedBatch): AllocationRequest => ({
  account: "AT00009",
  amount: "10",
  batchTransactionId: batch.batchTransactionId,
  clientTransactionId: newId(),
  side: "BUY",
  symbol: "BTCUSD",
});
const close = (batch: OpenedBatch, allocations: number) =>
  closeBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId, allocations });
const add = async (batch: OpenedBatch, one = request(batch)) =>
  (await addAllocations(desk.ctx, desk.trader, batch.batchTransactionId, [one]))[0];
const cancel = (batch: OpenedBatch) =>
  cancelBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId });
const linesOf = async (batch: OpenedBatch): Promise<number> =>
  (
    await desk.owner.query("select line_count as lines from allocation_statements where batch_id = $1", [
      batch.batchId,
    ])
  ).rows[0]?.lines;

/** Holds whoever reaches the point first there, starts the second once it is, and lets go when the second waits or has ended. */
async function meet<A, B>(
  point: Parameters<Harness["hold"]>[0],
  first: () => Promise<A>,
  second: () => Promise<B>,
) {
  const reached = gate();
  const letGo = gate();
  desk.hold(point, async () => {
    desk.hold(point, null);
    reached.open();
    await letGo.opened;
  });
  const firstDone = first();
  await reached.opened;
  const secondDone = second();
  const ended = secondDone.then(
    () => "ended" as const,
    () => "ended" as const,
  );
  const waited = someoneWaits(desk.owner).then((waits): "waited" | "passed" => (waits ? "waited" : "passed"));
  const how = await Promise.race([ended, waited]);
  letGo.open();
  const results = await Promise.allSettled([firstDone, secondDone]);
  return { how, results };
}

describe("a late allocation and a close", () => {
  test("an allocation that comes while the batch is being closed waits, and is then refused", async () => {
    const batch = await start();
    const { how, results } = await meet(
      "close.counted",
      () => close(batch, 1),
      () => add(batch),
    );
    expect(how).toBe("waited");
    expect(results).toMatchObject([
      { status: "fulfilled", value: { status: "CLOSED", allocations: 1 } },
      { status: "fulfilled", value: { status: "REJECTED", code: "BATCH_NOT_OPEN" } },
    ]);
    expect(await linesOf(batch)).toBe(1);
    await walk(desk, batch);
    expect((await allocationsOf(desk, batch)).map((one) => one.status).sort()).toEqual([
      "COMPLETE",
      "REJECTED",
    ]);
  });

  test("a close that comes while an allocation is being stored waits, and then counts it", async () => {
    const batch = await start();
    const { how, results } = await meet(
      "allocate.checked",
      () => add(batch),
      () => close(batch, 2),
    );
    expect(how).toBe("waited");
    expect(results).toMatchObject([
      { status: "fulfilled", value: { status: "PENDING" } },
      { status: "fulfilled", value: { status: "CLOSED", allocations: 2 } },
    ]);
    expect(await linesOf(batch)).toBe(2);
  });

  test("a close with the count before such an allocation is refused with the count after it", async () => {
    const batch = await start();
    const { results } = await meet(
      "allocate.checked",
      () => add(batch),
      () => close(batch, 1),
    );
    expect(results[1]).toMatchObject({
      status: "rejected",
      reason: { message: "Allocation count mismatch: expected 1, accepted 2, rejected 0" },
    });
    expect((await batchOf(desk, batch)).status).toBe("OPEN");
  });

  test("allocations do not wait for each other, unless one is refused and needs the next number", async () => {
    const batch = await start();
    const both = await meet(
      "allocate.checked",
      () => add(batch),
      () => add(batch),
    );
    expect(both.how).toBe("ended");
    const bad = await meet(
      "allocate.checked",
      () => add(batch),
      () => add(batch, { ...request(batch), account: "nobody" }),
    );
    expect(bad.how).toBe("waited");
    expect(bad.results).toMatchObject([
      { value: { status: "PENDING" } },
      { value: { code: "ACCOUNT_NOT_FOUND" } },
    ]);
  });
});

describe("two that want to end the open batch", () => {
  test("closes with different counts: the right one wins, the other names the state", async () => {
    const batch = await start();
    const { how, results } = await meet(
      "close.counted",
      () => close(batch, 1),
      () => close(batch, 2),
    );
    expect(how).toBe("waited");
    expect(results).toMatchObject([
      { status: "fulfilled", value: { status: "CLOSED" } },
      { status: "rejected", reason: { code: "BATCH_NOT_OPEN" } },
    ]);
    expect((await eventsOf(desk, batch)).map((event) => event.status)).toEqual(["OPEN", "CLOSED"]);
  });

  test("a cancel that comes during a close is too late", async () => {
    const batch = await start();
    const { how, results } = await meet(
      "close.counted",
      () => close(batch, 1),
      () => cancel(batch),
    );
    expect(how).toBe("waited");
    expect(results).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { code: "BATCH_NOT_OPEN" } },
    ]);
    await walk(desk, batch);
    expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
  });

  test("a close and a cancel at the same moment have one winner, fifty times", async () => {
    const winners = new Set<string>();
    for (let round = 0; round < 50; round++) {
      const batch = await start();
      const both = round % 2 === 0 ? [close(batch, 1), cancel(batch)] : [cancel(batch), close(batch, 1)];
      const results = await Promise.allSettled(both);
      expect(results.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
      const { status } = await batchOf(desk, batch);
      winners.add(status);
      const allocation = (await allocationsOf(desk, batch))[0]?.status;
      expect(allocation).toBe(status === "REJECTED" ? "CANCELLED" : "PENDING");
    }
    expect([...winners].sort()).toEqual(["CLOSED", "REJECTED"]);
  });

  test("an expiry during a close leaves the batch to the close", async () => {
    await desk.owner.query("update firms set always_open = false where code = 'demo-advisors'");
    desk.setClock(new Date("2026-11-24T22:29:00Z"));
    const batch = await start();
    const { how, results } = await meet(
      "close.counted",
      () => close(batch, 1),
      () => {
        desk.setClock(new Date("2026-11-24T22:31:00Z"));
        return expireBatches(desk.ctx, { ...desk.trader, name: "system", role: "SYSTEM" });
      },
    );
    desk.setClock(null);
    await desk.owner.query("update firms set always_open = true where code = 'demo-advisors'");
    expect(how).toBe("waited");
    expect(results[0]).toMatchObject({ status: "fulfilled", value: { status: "CLOSED" } });
    expect((await batchOf(desk, batch)).status).toBe("CLOSED");
  });
});

describe("a hundred at once", () => {
  const hundred = <T>(make: (n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 100 }, (_, n) => make(n)));

  test("identical opens make one batch with one event", async () => {
    const body = { batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" as const };
    const answers = await hundred(() => openBatch(desk.ctx, desk.trader, body));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { rows } = await desk.owner.query("select event_seq from batches where id = $1", [
      await batchIdOf(desk, body.batchTransactionId),
    ]);
    expect(rows).toEqual([{ event_seq: 1 }]);
  });

  test("opens with two bodies have one winner, and the others are told so", async () => {
    const id = newId();
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) =>
        openBatch(desk.ctx, desk.trader, {
          batchTransactionId: id,
          symbol: n % 2 === 0 ? "BTCUSD" : "ETHUSD",
          type: "NOTIONAL",
        }),
      ),
    );
    const won = answers.filter((answer) => answer.status === "fulfilled");
    expect(won).toHaveLength(50);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason.code).toBe("BATCH_MISMATCH");
  });

  test("identical allocations store one row; the others are repeats", async () => {
    const batch = await start(0);
    const one = request(batch);
    const verdicts = await hundred(() => add(batch, one));
    expect(verdicts.filter((verdict) => verdict?.status === "PENDING")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict?.duplicate)).toHaveLength(99);
    expect(await allocationsOf(desk, batch)).toHaveLength(1);
  });

  test("allocations under one id with two bodies store the first to come", async () => {
    const batch = await start(0);
    const one = request(batch);
    const verdicts = await hundred((n) => add(batch, { ...one, amount: n % 2 === 0 ? "10" : "20" }));
    expect(verdicts.filter((verdict) => verdict?.status === "PENDING")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict?.duplicate)).toHaveLength(49);
    expect(await allocationsOf(desk, batch)).toHaveLength(1);
  });

  test("good and bad allocations side by side are all stored, and the refused have gap-free events", async () => {
    const batch = await start(0);
    await hundred((n) => add(batch, { ...request(batch), account: n % 3 === 0 ? "nobody" : "AT00010" }));
    const stored = await allocationsOf(desk, batch);
    expect(stored.filter((one) => one.status === "REJECTED")).toHaveLength(34);
    expect(await close(batch, 66)).toMatchObject({ status: "CLOSED" });
    expect((await eventsOf(desk, batch)).map((event) => event.seq)).toEqual(
      Array.from({ length: 36 }, (_, n) => n + 1),
    );
  });

  test("identical closes freeze one statement, queue one job and write one audit entry", async () => {
    const batch = await start(3);
    const answers = await hundred(() => close(batch, 3));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { rows } = await desk.owner.query(
      `select (select count(*)::int from allocation_statements where batch_id = $1) as statements,
         (select count(*)::int from pgboss.job where data->>'batchId' = $1::text) as jobs,
         (select count(*)::int from audit_entries where object = $2 and action = 'batch.close') as audits`,
      [batch.batchId, batch.batchTransactionId],
    );
    expect(rows).toEqual([{ statements: 1, jobs: 1, audits: 1 }]);
  });
});
