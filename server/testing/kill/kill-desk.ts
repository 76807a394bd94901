import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import type { Actor, Context } from "@/server/context";
import { openBatchQueue } from "@/server/db/batch-queue";
import { createReader } from "@/server/db/client";
import { createPool } from "@/server/db/transaction";
import { eventSinks } from "@/server/integrations/sinks/sinks";
import { vault } from "@/server/integrations/vault";
import { simulatedVenue, venueControl } from "@/server/integrations/venue/simulated";
import { seedSandbox } from "../../../prisma/seed.ts";
import { withDatabase } from "../../../scripts/database.ts";
import { ensureLoginRole } from "../../../scripts/login-role.ts";
import { migrateDatabase } from "../../../scripts/migrate.ts";
import { freePort } from "../../../scripts/ports.ts";
import { ensurePostgres } from "../../../scripts/postgres.ts";
import { makeThrowawayHome, removeThrowawayHome } from "../../../scripts/throwaway.ts";
import { type Program, type ProgramName, type Programs, startProgram, until } from "./programs";

const template = "kill_template";

/** A PostgreSQL of its own with fsync on, and a migrated and seeded template in it. */
export async function startCluster() {
  const home = makeThrowawayHome();
  const start = () => ensurePostgres({ home, durable: true, database: template });
  try {
    let server = await start();
    await migrateDatabase(server.url, "SANDBOX");
    await seedSandbox(server.url);
    const appUrl = await ensureLoginRole({ ownerUrl: server.url, home });
    let copies = 0;
    return {
      home,
      adminUrl: server.adminUrl,
      /** Copies the template into a database of its own. */
      async copy() {
        const name = `kill_${++copies}`;
        await withDatabase(server.adminUrl, (client) =>
          client.query(`create database ${name} template ${template}`),
        );
        const to = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
        return { ownerUrl: to(server.url), appUrl: to(appUrl) };
      },
      /** Kills the postmaster; its children notice and end. */
      kill: () => process.kill(server.pid, "SIGKILL"),
      /** Starts the server again on its data and its port, and waits until it has recovered. */
      restart: async () => {
        server = await start();
      },
      stop: () => removeThrowawayHome(home),
    };
  } catch (error) {
    await removeThrowawayHome(home);
    throw error;
  }
}
export type Cluster = Awaited<ReturnType<typeof startCluster>>;

const encryptionKey = "a secret of the kill tests, long enough";

/** A desk whose worker and venue are real processes: a database, a venue with its store, and a context to call services with. */
export async function startKillDesk(cluster: Cluster, programs: Programs, name: string) {
  const { ownerUrl, appUrl } = await cluster.copy();
  const folder = path.join(cluster.home, name);
  mkdirSync(folder, { recursive: true });
  const venuePort = await freePort();
  const venueUrl = `http://127.0.0.1:${venuePort}`;
  const started: Program[] = [];
  const start = (program: ProgramName, env: Record<string, string>): Program => {
    const one = startProgram(
      programs.fileOf(program),
      env,
      path.join(folder, `${program}-${started.length}.log`),
    );
    started.push(one);
    return one;
  };
  const deskEnv = {
    DATABASE_URL: appUrl,
    VENUE_URL: venueUrl,
    PRORATA_MODE: "sandbox",
    PRORATA_ENCRYPTION_KEY: encryptionKey,
    WEBHOOK_ALLOWED_HOSTS: "127.0.0.1",
    CRASH_POINTS: "1",
    DATABASE_POOL: "4",
    LOG_LEVEL: "warn",
  };
  const startVenue = async (): Promise<Program> => {
    const venue = start("venue", { VENUE_PORT: String(venuePort), VENUE_HOME: path.join(folder, "venue") });
    await until("the venue answers", 60_000, () =>
      fetch(`${venueUrl}/health`).then(
        (answer) => answer.ok,
        () => false,
      ),
    );
    return venue;
  };
  const venue = await startVenue();
  const queue = await openBatchQueue(appUrl, { supervise: false, onError: () => undefined });
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2 });
  owner.on("connect", (client) => client.on("error", () => undefined));
  owner.on("error", () => undefined);
  const ctx: Context = {
    pool: createPool(appUrl, 4, "prorata-test"),
    reader: createReader(appUrl, 1),
    clock: { now: () => new Date() },
    venue: simulatedVenue({ baseUrl: venueUrl, timeoutMs: 5_000 }),
    sinks: eventSinks({ allowedHosts: ["127.0.0.1"] }),
    vault: vault(encryptionKey),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    enqueueBatch: (tx, ref) => queue.enqueue(tx, ref),
    reach: async () => undefined,
  };
  const { rows } = await owner.query<{ id: string }>("select id from firms where code = 'demo-advisors'");
  const trader: Actor = { firmId: rows[0]?.id ?? "", name: "trader@demo.test", role: "TRADER" };
  return {
    ctx,
    owner,
    ownerUrl,
    trader,
    venueUrl,
    venue,
    control: venueControl(venueUrl),
    startVenue,
    /** A relay that lives until it is stopped or killed. */
    startRelay: (crashAt = "") => start("relay", { ...deskEnv, CRASH_AT: crashAt }),
    /** The receiver of webhooks on a port of its own; what it got is in `home`. */
    startSink: (home: string, port: number) =>
      start("sink", { SINK_PORT: String(port), SINK_HOME: home, SINK_LOG_MB: "4000" }),
    folder,
    /** A worker that lives until it is stopped, or dies or stops where it is armed. */
    startWorker: (crashAt = "") => start("worker", { ...deskEnv, CRASH_AT: crashAt }),
    startCaller: (call: object, crashAt = "") => {
      const file = path.join(folder, "call.json");
      writeFileSync(file, JSON.stringify(call));
      return start("caller", { ...deskEnv, CRASH_AT: crashAt, CALL_FILE: file });
    },
    close: async () => {
      for (const one of started) one.kill("SIGKILL");
      await Promise.all(started.map((one) => one.ended));
      await queue.stop(1_000).catch(() => undefined);
      await ctx.pool.end();
      await ctx.reader.$disconnect();
      await owner.end();
    },
  };
}
export type KillDesk = Awaited<ReturnType<typeof startKillDesk>>;
