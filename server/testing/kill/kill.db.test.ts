import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PausePoint, pausePoints, relayPausePoints } from "@/server/context";
import { runInvariants } from "@/server/db/verify";
import { batchOf, openWith, orderOf, venueLogOf } from "../batches";
import {
  add,
  close,
  closeMany,
  expectAsUndisturbed,
  expectKilled,
  expectStopped,
  fingerprintOf,
  finish,
  manyLines,
  takeover,
} from "./expectations";
import { type Cluster, type KillDesk, startCluster, startKillDesk } from "./kill-desk";
import { bundlePrograms, type Programs, until } from "./programs";

/**
 * Real processes, real signals, a PostgreSQL with fsync on. A worker is killed at every pause point of the source and another one goes
 * on; the venue, PostgreSQL itself and a worker that comes back from the dead are disturbed as well. PRORATA_KILL_ROUNDS=n repeats all.
 */

const rounds = Number(process.env.PRORATA_KILL_ROUNDS ?? "1");
const timeout = 300_000 * rounds;
const side = 4;

let cluster: Cluster;
let programs: Programs;
const takeovers: { point: string; seconds: number }[] = [];
let names = 0;

beforeAll(async () => {
  [cluster, programs] = await Promise.all([startCluster(), bundlePrograms()]);
}, 180_000);
afterAll(async () => {
  programs?.remove();
  await cluster?.stop();
  if (takeovers.length === 0) return;
  const seconds = takeovers.map((one) => one.seconds);
  const shown = takeovers.map((one) => `${one.point} ${one.seconds.toFixed(1)}`).join(", ");
  console.log(`Takeovers: ${seconds.length}, longest ${Math.max(...seconds).toFixed(1)} s (${shown})`);
});

let free = side;
const queue: (() => void)[] = [];
/** Runs a scenario on a desk of its own, a few at a time: there are two cores, and a takeover is mostly waiting. */
async function onADesk(scenario: (desk: KillDesk) => Promise<void>, on = cluster): Promise<void> {
  if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
  else free -= 1;
  try {
    for (let round = 0; round < rounds; round++) {
      const desk = await startKillDesk(on, programs, `desk-${++names}`);
      try {
        await scenario(desk);
      } finally {
        await desk.close();
      }
    }
  } finally {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  }
}

const noteTakeover = (point: string, seconds: number): void => {
  takeovers.push({ point, seconds });
  expect(seconds).toBeLessThanOrEqual(60);
};

type Walk = { size: number; hit?: number; control?: object; status?: "COMPLETE" | "REJECTED" };
/** Two chunks of an allocation. */
const large = 10_500;

/** Points that a worker reaches while it walks a batch. */
const walks = {
  "validate.decided": { size: 60 },
  "validate.committed": { size: 60 },
  "send.intended": { size: 60 },
  "send.answered": { size: 60 },
  "fills.recorded": { size: 60, control: { latencyMs: 150 } },
  "order.finished": { size: 60 },
  "chunk.written": { size: large, hit: 2, control: { fillRatio: "0.618033988" } },
  "chunk.committed": { size: large, hit: 1, control: { fillRatio: "0.618033988" } },
  "complete.before-commit": { size: 60 },
  "refuse.chunk-committed": { size: 10_050, control: { fillRatio: "0" }, status: "REJECTED" },
} satisfies Partial<Record<PausePoint, Walk>>;

/** Points that a caller reaches while it changes an open batch. */
const calls = ["close.counted", "allocate.checked"] as const satisfies PausePoint[];

test("every pause point of the source has a scenario here, and every one is reached by the source", () => {
  expect([...Object.keys(walks), ...calls].sort()).toEqual([...pausePoints].sort());
  const services = readdirSync("server/services", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(`server/services/${file}`, "utf8"))
    .join("\n");
  const reached = [...services.matchAll(/\.reach\("([a-z.-]+)"\)/g)].map(([, point]) => point);
  // Those of a relay have theirs in deliveries.db.test.ts.
  expect([...new Set(reached)].sort()).toEqual([...pausePoints, ...relayPausePoints].sort());
});

test.concurrent.each(Object.entries(walks) as [PausePoint, Walk][])(
  "a worker killed at %s is taken over, and the batch ends as if nothing had been",
  (point, { size, hit = 1, control = {}, status = "COMPLETE" }) =>
    onADesk(async (desk) => {
      await desk.control.setControl({ latencyMs: 2, ...control });
      const batch = await closeMany(desk, size);
      await expectKilled(desk.startWorker(`${point}:${hit}`));
      expect((await batchOf(desk, batch)).status).not.toBe(status);
      expect(await runInvariants(desk.ownerUrl)).toEqual([]);
      desk.startWorker();
      noteTakeover(point, await takeover(desk, batch));
      await finish(desk, batch, status);
      await expectAsUndisturbed(desk, batch, status);
    }),
  timeout,
);

test.concurrent(
  "a caller killed at close.counted has closed nothing, and may close again",
  () =>
    onADesk(async (desk) => {
      const batch = await openWith(desk, { type: "QUANTITY", lines: manyLines(50) });
      const { batchTransactionId } = batch;
      const call = { kind: "close", firmId: desk.trader.firmId, batchTransactionId, allocations: 50 };
      await expectKilled(desk.startCaller(call, "close.counted:1"));
      expect(await batchOf(desk, batch)).toMatchObject({ status: "OPEN", eventSeq: 1 });
      expect(await close(desk, batch, 50)).toMatchObject({ status: "CLOSED" });
      desk.startWorker();
      await finish(desk, batch);
      await expectAsUndisturbed(desk, batch);
    }),
  timeout,
);

test.concurrent(
  "a caller killed at allocate.checked has stored whole chunks, and sending all again stores the rest",
  () =>
    onADesk(async (desk) => {
      const all = await openWith(desk, { type: "QUANTITY", lines: [] });
      const batch = { ...all, requests: requestsFor(all.batchTransactionId, 7_000), accepted: 7_000 };
      const { batchTransactionId, requests } = batch;
      const call = { kind: "allocate", firmId: desk.trader.firmId, batchTransactionId, requests };
      await expectKilled(desk.startCaller(call, "allocate.checked:2"));
      const verdicts = await add(desk, batch, requests);
      expect(verdicts.filter((one) => one.duplicate)).toHaveLength(5_000);
      expect(verdicts.filter((one) => one.status === "PENDING")).toHaveLength(2_000);
      await close(desk, batch, 7_000);
      desk.startWorker();
      await finish(desk, batch);
      await expectAsUndisturbed(desk, batch);
    }),
  timeout,
);

const requestsFor = (batchTransactionId: string, count: number) =>
  manyLines(count).map((line, n) => ({
    symbol: "BTCUSD",
    side: "BUY" as const,
    ...line,
    batchTransactionId,
    clientTransactionId: `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
  }));

test.concurrent.each([
  ["send.intended", 60, 1],
  ["send.answered", 60, 1],
  ["chunk.written", large, 2],
  ["chunk.committed", large, 1],
] as [PausePoint, number, number][])(
  "a worker stopped at %s that wakes up after another has finished changes nothing",
  (point, size, hit) =>
    onADesk(async (desk) => {
      await desk.control.setControl({ latencyMs: 2, fillRatio: "0.618033988" });
      const batch = await closeMany(desk, size);
      const zombie = desk.startWorker(`${point}:${hit}:stop`);
      await expectStopped(zombie);
      desk.startWorker();
      noteTakeover(`${point} (stopped)`, await takeover(desk, batch));
      await finish(desk, batch);
      const before = await fingerprintOf(desk, batch);
      zombie.kill("SIGCONT");
      zombie.kill("SIGTERM");
      await until("the zombie has ended", 60_000, () => (zombie.isRunning() ? null : zombie.ended));
      expect(await fingerprintOf(desk, batch)).toBe(before);
      await expectAsUndisturbed(desk, batch);
    }),
  timeout,
);

test.concurrent(
  "a venue killed in the middle of an order goes on with it, and has one order",
  () =>
    onADesk(async (desk) => {
      await desk.control.setControl({ latencyMs: 700 });
      const batch = await closeMany(desk, 60);
      const worker = desk.startWorker();
      const id = await until("the venue has the order", 60_000, async () => {
        const order = await orderOf(desk, batch);
        if (order === undefined) return null;
        return (await venueLogOf(desk, order.clientOrderId)).orders === 1 ? order.clientOrderId : null;
      });
      desk.venue.kill("SIGKILL");
      await desk.venue.ended;
      expect((await batchOf(desk, batch)).status).toBe("IN_PROGRESS");
      await desk.startVenue();
      await finish(desk, batch);
      expect(worker.isRunning()).toBe(true);
      expect((await venueLogOf(desk, id)).outcomes[0]).toBe("ACCEPTED");
      await expectAsUndisturbed(desk, batch);
    }),
  timeout,
);

test.concurrent(
  "PostgreSQL killed in the middle of an allocation loses nothing, and the worker goes on by itself",
  async () => {
    const own = await startCluster();
    try {
      await onADesk(async (desk) => {
        await desk.control.setControl({ latencyMs: 2 });
        const batch = await closeMany(desk, 30_000);
        const worker = desk.startWorker();
        await until("the first chunk is committed", 60_000, async () => {
          const { rows } = await desk.owner.query(
            "select completed_count > 0 as some from batches where id = $1",
            [batch.batchId],
          );
          return rows[0].some;
        });
        own.kill();
        await own.restart();
        const back = Date.now();
        const left = await desk.owner.query(
          "select status, completed_count as done from batches where id = $1",
          [batch.batchId],
        );
        expect(left.rows[0].status).toBe("IN_PROGRESS");
        expect(left.rows[0].done % 5_000).toBe(0);
        await until("the worker goes on", 60_000, async () => {
          const { rows } = await desk.owner.query(
            "select completed_count > $2 as more from batches where id = $1",
            [batch.batchId, left.rows[0].done],
          );
          return rows[0].more;
        });
        console.log(
          `PostgreSQL back: ${left.rows[0].done} were done, next chunk after ${((Date.now() - back) / 1000).toFixed(1)} s`,
        );
        await finish(desk, batch);
        expect(worker.isRunning(), worker.log()).toBe(true);
        await expectAsUndisturbed(desk, batch);
      }, own);
    } finally {
      await own.stop();
    }
  },
  timeout,
);

/** Whole numbers below a bound, the same for the same seed. */
function dice(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

test.concurrent(
  "workers killed at random moments, over and over, leave every batch complete",
  () =>
    onADesk(async (desk) => {
      const seed = Number(process.env.PRORATA_KILL_SEED ?? Date.now() % 1_000_000);
      const roll = dice(seed);
      let killed = 0;
      await desk.control.setControl({ latencyMs: 150, fillRatio: "0.9", duplicate: true, outOfOrder: true });
      const batches = [];
      for (let n = 0; n < 8; n++) batches.push(await closeMany(desk, 400));
      const workers = [desk.startWorker(), desk.startWorker()];
      for (let kill = 0; kill < 6; kill++) {
        // A kill of a process that has nothing in hand would prove nothing.
        const left = await until("a batch is in hand, or none is left", 60_000, async () => {
          const { rows } = await desk.owner.query<{ state: string }>("select state::text from pgboss.job");
          if (rows.some((row) => row.state === "active")) return "some";
          return rows.every((row) => row.state === "completed") ? "none" : null;
        });
        if (left === "none") break;
        await new Promise((resolve) => setTimeout(resolve, roll(700)));
        const index = roll(2);
        workers[index]?.kill("SIGKILL");
        await workers[index]?.ended;
        killed += 1;
        workers[index] = desk.startWorker();
        expect(await runInvariants(desk.ownerUrl), `seed ${seed}`).toEqual([]);
      }
      for (const batch of batches) {
        await finish(desk, batch);
        await expectAsUndisturbed(desk, batch);
      }
      expect(killed).toBeGreaterThan(0);
      console.log(`Storm of seed ${seed}: ${killed} kills while batches were in hand`);
    }),
  timeout,
);
