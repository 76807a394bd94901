import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { relayPausePoints } from "@/server/context";
import { runInvariants } from "@/server/db/verify";
import { createEndpoint } from "@/server/services/endpoints/create-endpoint";
import { freePort } from "../../../scripts/ports.ts";
import { closeWith, walk } from "../batches";
import { type Cluster, type KillDesk, startCluster, startKillDesk } from "./kill-desk";
import { bundlePrograms, type Program, type Programs, until } from "./programs";
import { readSinkLog } from "./sink-log";

/**
 * Real relays, real receivers, real signals: events go to two endpoints that fail, hang and die at random while the relays are killed
 * one after the other, and the receivers' own logs are held against the outbox. PRORATA_DELIVERY_EVENTS=100000 is the large run.
 */

const wanted = Number(process.env.PRORATA_DELIVERY_EVENTS ?? "1500");
/** Allocations of a batch; its own and its order's events come on top. */
const size = wanted >= 50_000 ? 500 : 50;
const killEveryMs = wanted >= 50_000 ? 12_000 : 3_000;
const timeout = 120_000 + wanted * 20;
/** What one killed relay may send twice: two endpoints, 24 batches each, three events not recorded yet. */
const twiceAtMost = 144;

let cluster: Cluster;
let programs: Programs;
beforeAll(async () => {
  [cluster, programs] = await Promise.all([startCluster(), bundlePrograms()]);
}, 180_000);
afterAll(async () => {
  programs?.remove();
  await cluster?.stop();
});

test.each(relayPausePoints)(
  "a relay killed at %s is followed by another, which sends everything and little twice",
  async (point) => {
    const desk = await startKillDesk(cluster, programs, `relay-${point.replaceAll(".", "-")}`);
    try {
      const home = path.join(desk.folder, "sink");
      const port = await freePort();
      desk.startSink(home, port);
      await until("the sink answers", 30_000, () => answers(port));
      const input = {
        url: `http://127.0.0.1:${port}/bins/bin`,
        description: "",
        subscribedEvents: null,
        sqs: null,
      };
      const { signingSecret } = await createEndpoint(desk.ctx, desk.trader, input);
      const lines = Array.from({ length: 20 }, (_, n) => ({ account: `AT000${n + 10}`, amount: "20" }));
      const victim = desk.startRelay(`${point}:2`);
      for (let n = 0; n < 4; n++) await walk(desk, await closeWith(desk, { type: "NOTIONAL", lines }));
      expect((await victim.ended).signal).toBe("SIGKILL");
      desk.startRelay();
      await until("nothing is left to send", 60_000, () => nothingLeft(desk));
      const found = await readSinkLog(desk, path.join(home, "bin.ndjson"), signingSecret ?? "");
      expect(found).toMatchObject({ missing: 0, disorders: 0, altered: 0, unsigned: 0 });
      expect(found.duplicates).toBeLessThanOrEqual(twiceAtMost / 2);
      expect(await runInvariants(desk.ownerUrl)).toEqual([]);
    } finally {
      await desk.close();
    }
  },
  120_000,
);

/** True when everything is placed and sent. */
async function nothingLeft(desk: KillDesk): Promise<boolean> {
  const { rows } = await desk.owner.query<{ left: number }>(
    `select (select count(*)::int from delivery_streams where due_at is not null)
       + (select count(*)::int from batches where event_seq > positioned_seq) as left`,
  );
  return rows[0]?.left === 0;
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    (answer) => answer.ok,
    () => false,
  );

test(
  "every event reaches both endpoints in order, whoever fails and whoever is killed",
  async () => {
    const desk = await startKillDesk(cluster, programs, "deliveries");
    const relays = new Set<Program>();
    const ended = new AbortController();
    try {
      const sinks = await Promise.all(
        ["one", "two"].map(async (name) => {
          const home = path.join(desk.folder, name);
          const port = await freePort();
          const url = `http://127.0.0.1:${port}/bins/${name}`;
          const program = { running: desk.startSink(home, port) };
          await until("the sink answers", 30_000, () => answers(port));
          const behaviour = { failRatio: 0.01, dropRatio: 0.003, hangRatio: 0.0004, seed: port };
          await fetch(`${url}/behaviour`, { method: "PUT", body: JSON.stringify(behaviour) });
          const input = { url, description: name, subscribedEvents: null, sqs: null };
          const { signingSecret } = await createEndpoint(desk.ctx, desk.trader, input);
          return { home, port, program, secret: signingSecret ?? "", log: path.join(home, `${name}.ndjson`) };
        }),
      );
      for (let n = 0; n < 2; n++) relays.add(desk.startRelay());

      let kills = 0;
      let deaths = 0;
      const disturb = async (): Promise<void> => {
        while (!ended.signal.aborted) {
          await new Promise((resolve) => setTimeout(resolve, killEveryMs));
          if (ended.signal.aborted) return;
          const [victim] = relays;
          if (victim !== undefined) {
            victim.kill("SIGKILL");
            await victim.ended;
            relays.delete(victim);
            kills += 1;
          }
          relays.add(desk.startRelay());
          const sink = sinks[kills % 2];
          if (sink !== undefined && kills % 3 === 0) {
            sink.program.running.kill("SIGKILL");
            await sink.program.running.ended;
            deaths += 1;
            sink.program.running = desk.startSink(sink.home, sink.port);
          }
        }
      };
      const disturbing = disturb();

      for (let events = 0; events < wanted; events += size + 6) {
        const lines = Array.from({ length: size }, (_, n) => ({
          account: `AT${String(((events + n) % 5_000) + 1).padStart(5, "0")}`,
          amount: "20",
        }));
        const batch = await closeWith(desk, { type: "NOTIONAL", lines });
        await walk(desk, batch);
      }
      const startedAt = Date.now();
      await until("nothing is left to send", timeout - 60_000, async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        return nothingLeft(desk);
      });
      ended.abort();
      await disturbing;

      const findings = await Promise.all(sinks.map(({ log, secret }) => readSinkLog(desk, log, secret)));
      for (const found of findings) {
        expect(found).toMatchObject({ missing: 0, disorders: 0, altered: 0, unsigned: 0 });
        expect(found.committed).toBeGreaterThanOrEqual(wanted);
        expect(found.faults).toBeGreaterThan(0);
      }
      const sum = (pick: (found: (typeof findings)[number]) => number) =>
        findings.reduce((total, found) => total + pick(found), 0);
      const share = sum((found) => found.duplicates) / sum((found) => found.accepted);
      console.log(
        `${findings[0]?.committed} events to 2 endpoints: ${sum((found) => found.faults)} faults, ${kills} relays and ${deaths} receivers killed, ` +
          `${sum((found) => found.duplicates)} duplicates (${(share * 100).toFixed(3)} %), drained ${((Date.now() - startedAt) / 1000).toFixed(0)} s after the last batch`,
      );
      expect(kills).toBeGreaterThan(0);
      if (wanted >= 50_000) expect(share).toBeLessThanOrEqual(0.005);
      expect(sum((found) => found.duplicates)).toBeLessThanOrEqual((kills + deaths) * twiceAtMost);
      expect(await runInvariants(desk.ownerUrl)).toEqual([]);
    } finally {
      ended.abort();
      await desk.close();
    }
  },
  timeout,
);
