import { describe, expect, test } from "vitest";
import type { Chunk } from "../session/submission";
import { type Fault, type SubmitPorts, type SubmitProgress, SubmitQueue } from "./submit-queue";

type Behaviour = (chunk: Chunk, attempt: number, signal: AbortSignal) => Promise<void> | void;

/** A server that keeps rows by id, as the real one does, with a way to misbehave. */
function setUp(
  rows: number,
  behave: Behaviour = () => undefined,
  explain: (fault: unknown) => Fault = () => ({ retry: true, why: "no answer" }),
) {
  const stored = new Set<string>();
  const settled = new Set<number>();
  const seen: SubmitProgress[] = [];
  const waits: number[] = [];
  let handedOut = 0;
  let attempts = 0;
  let under = 0;
  let mostUnder = 0;
  let clock = 0;
  const ports: SubmitPorts = {
    take: async (most) => {
      const ids = Array.from({ length: Math.min(most, rows - handedOut) }, (_, index) => handedOut + index);
      handedOut += ids.length;
      if (ids.length === 0) return undefined;
      return {
        rowIds: ids,
        rows: ids.map((id) => ({
          account: "AT1",
          side: "BUY",
          amount: "1",
          clientTransactionId: `id-${id}`,
          symbol: "BTCUSD",
        })),
      };
    },
    send: async (chunk, signal) => {
      attempts++;
      under++;
      mostUnder = Math.max(mostUnder, under);
      try {
        await behave(chunk, attempts, signal);
      } finally {
        under--;
      }
      const fresh = chunk.rows.filter((row) => !stored.has(row.clientTransactionId));
      for (const row of chunk.rows) stored.add(row.clientTransactionId);
      return {
        accepted: fresh.length,
        duplicates: chunk.rows.length - fresh.length,
        rejected: 0,
        results: chunk.rows.map((_, index) => ({ index, status: "PENDING" })),
      };
    },
    settle: async (rowIds) => {
      for (const row of rowIds) settled.add(row);
    },
    explain,
    wait: async (ms) => {
      waits.push(ms);
    },
    now: () => {
      clock += 10;
      return clock;
    },
    changed: (progress) => seen.push(progress),
  };
  const queue = new SubmitQueue(rows, ports);
  return { queue, stored, settled, seen, waits, attempts: () => attempts, mostUnder: () => mostUnder };
}

/** Lets everything that can go on go on. */
const settleDown = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("submitting in chunks", () => {
  test("all rows are sent once, three chunks at a time, and progress counts answers", async () => {
    const run = setUp(10_500, settleDown);
    const final = await run.queue.run();
    expect(final).toMatchObject({
      state: "done",
      acknowledged: 10_500,
      accepted: 10_500,
      duplicates: 0,
      all: 10_500,
    });
    expect(run.attempts()).toBe(11);
    expect(run.mostUnder()).toBe(3);
    expect(run.settled.size).toBe(10_500);
    const counts = run.seen.map((progress) => progress.acknowledged);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(final.rate).toBeGreaterThan(0);
  });

  test("a chunk whose answer was lost is sent again unchanged, and no row is doubled", async () => {
    const lost = new Set<string>();
    const run = setUp(3_000, async (chunk) => {
      const key = chunk.rows[0]?.clientTransactionId ?? "";
      if (lost.has(key)) return;
      lost.add(key);
      for (const row of chunk.rows) run.stored.add(row.clientTransactionId);
      throw new Error("connection closed");
    });
    const final = await run.queue.run();
    expect(final).toMatchObject({ state: "done", acknowledged: 3_000, accepted: 0, duplicates: 3_000 });
    expect(run.stored.size).toBe(3_000);
    expect(run.seen.some((progress) => progress.state === "waiting" && progress.why === "no answer")).toBe(
      true,
    );
  });

  test("waits grow to ten seconds and stop growing", async () => {
    const run = setUp(10, (_, attempt) => {
      if (attempt <= 8) throw new Error("down");
    });
    await run.queue.run();
    expect(run.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  test("a final refusal stops everything and says why; what was answered stays answered", async () => {
    const run = setUp(
      5_000,
      async (chunk) => {
        if (chunk.rowIds[0] === 2_000) throw new Error("closed");
        await settleDown();
      },
      () => ({ retry: false, why: "Batch is CLOSED, not OPEN" }),
    );
    const final = await run.queue.run();
    expect(final).toMatchObject({ state: "failed", why: "Batch is CLOSED, not OPEN" });
    expect(run.attempts()).toBe(3);
  });

  test("pausing sends nothing more, resuming goes on to the end", async () => {
    const run = setUp(9_000, async (_, attempt) => {
      if (attempt === 2) run.queue.pause();
      await settleDown();
    });
    const finished = run.queue.run();
    for (let turn = 0; turn < 50; turn++) await settleDown();
    expect(run.seen.at(-1)?.state).toBe("paused");
    const sentWhilePaused = run.attempts();
    expect(sentWhilePaused).toBeLessThanOrEqual(3);
    run.queue.resume();
    expect(await finished).toMatchObject({ state: "done", acknowledged: 9_000 });
    expect(run.attempts()).toBe(9);
  });

  test("cancelling aborts what is under way at once", async () => {
    const run = setUp(
      9_000,
      (_, __, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("aborted"))),
        ),
    );
    const finished = run.queue.run();
    await settleDown();
    run.queue.cancel();
    expect(await finished).toMatchObject({ state: "cancelled", acknowledged: 0 });
    expect(run.attempts()).toBe(3);
  });

  test("cancelling while paused ends too", async () => {
    const run = setUp(9_000, settleDown);
    const finished = run.queue.run();
    run.queue.pause();
    run.queue.cancel();
    expect((await finished).state).toBe("cancelled");
  });

  test("nothing to send is done at once", async () => {
    expect(await setUp(0).queue.run()).toMatchObject({ state: "done", acknowledged: 0 });
  });
});
