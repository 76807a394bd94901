import { type Config, readConfig } from "./config";
import { type Context, type PausePoint, pausePoints, relayPausePoints } from "./context";
import { type BatchQueue, openBatchQueue } from "./db/batch-queue";
import { createReader } from "./db/client";
import { type Listener, listen } from "./db/listen";
import { followSandboxClock } from "./db/sandbox-clock";
import { createPool } from "./db/transaction";
import { type CrashPoint, readCrashPoint } from "./env";
import type { TestSink, Vault } from "./integrations/ports";
import { eventSinks } from "./integrations/sinks/sinks";
import { testSink } from "./integrations/sinks/test-sink";
import { vault } from "./integrations/vault";
import { simulatedVenue, type VenueControl, venueControl } from "./integrations/venue/simulated";
import { createLogger } from "./observability/logger";
import { type BatchChanges, listenForBatchChanges } from "./queries/batch-changes";

export type Process = { ctx: Context; config: Config; queue: BatchQueue };
/** `sandbox` are the doors by which a caller disturbs the sandbox; null in production. */
export type WebProcess = Process & {
  changes: BatchChanges;
  sandbox: { venue: VenueControl; sink: TestSink | null } | null;
};

/** Builds what a process of the desk needs, from its environment. Throws when a setting is missing or the database is out of reach. */
export async function startProcess(name: "web" | "worker" | "relay"): Promise<Process> {
  const config = readConfig({ sessions: name === "web", secrets: name !== "worker" });
  const logger = createLogger(name, config.logLevel);
  const queue = await openBatchQueue(config.databaseUrl, {
    supervise: name === "worker",
    onError: (error) => logger.warn({ text: error.message }, "the job queue reports a fault"),
  });
  const pool = createPool(config.databaseUrl, config.databasePool, `prorata-${name}`);
  const ctx: Context = {
    pool,
    reader: createReader(config.databaseUrl, 4),
    clock: config.mode === "sandbox" ? await followSandboxClock(pool) : { now: () => new Date() },
    venue: simulatedVenue({ baseUrl: config.venueUrl, timeoutMs: 5_000 }),
    sinks: eventSinks({ allowedHosts: config.allowedHosts }),
    vault: config.encryptionKey === null ? noVault : vault(config.encryptionKey),
    logger,
    enqueueBatch: (tx, ref) => queue.enqueue(tx, ref),
    reach: crashAt(readCrashPoint()),
  };
  logger.info(
    {
      mode: config.mode,
      venueUrl: config.venueUrl,
      databasePool: config.databasePool,
      database: "configured",
      encryptionKey: config.encryptionKey === null ? "not needed" : "configured",
      allowedHosts: config.allowedHosts,
    },
    "started",
  );
  return { ctx, config, queue };
}

/** The process that places and sends events; `onEvents` is called when events may have been committed. */
export async function startRelayProcess(onEvents: () => void): Promise<Process & { listener: Listener }> {
  const started = await startProcess("relay");
  const heard = { onNotification: onEvents, onConnect: onEvents };
  return { ...started, listener: listen(started.config.databaseUrl, "prorata_event", heard) };
}

/** The process behind the web server: it listens for batches that move as well. */
export async function startWebProcess(): Promise<WebProcess> {
  const started = await startProcess("web");
  const { mode, venueUrl, databaseUrl, sinkUrl } = started.config;
  return {
    ...started,
    changes: listenForBatchChanges(databaseUrl),
    sandbox:
      mode === "sandbox"
        ? { venue: venueControl(venueUrl), sink: sinkUrl === null ? null : testSink(sinkUrl) }
        : null,
  };
}

const unopened = (): never => {
  throw new Error("this process has no key to secrets");
};
/** For a process that has nothing to do with secrets. */
const noVault: Vault = { seal: unopened, open: unopened };

/** Kills or stops this process the n-th time the armed point is reached; armed by kill tests only. */
function crashAt(armed: CrashPoint | null): (point: PausePoint) => Promise<void> {
  if (armed === null) return async () => undefined;
  if (![...pausePoints, ...relayPausePoints].some((point) => point === armed.point))
    throw new Error(`CRASH_AT names no pause point: ${armed.point}`);
  let hits = 0;
  return async (point) => {
    if (point !== armed.point) return;
    hits += 1;
    if (hits === armed.hit) process.kill(process.pid, armed.signal);
  };
}
