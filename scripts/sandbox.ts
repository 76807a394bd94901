import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildAll } from "./build.ts";
import { seedDatabase } from "./bundles.ts";
import { EmbeddedServer } from "./embedded-server.ts";
import { refuseForeignDatabase } from "./installation.ts";
import { clearLeftovers, forgetProcesses, rememberProcesses } from "./leftovers.ts";
import { type Lock, tryLock } from "./locks.ts";
import { ensureLoginRole } from "./login-role.ts";
import { migrateDatabase } from "./migrate.ts";
import { isPortFree, rememberedPort } from "./ports.ts";
import { planProcesses, type Surroundings } from "./processes.ts";
import { keepSecret } from "./secrets.ts";
import { Sentence } from "./sentence.ts";
import { Supervised } from "./supervised.ts";

export type SandboxOptions = {
  home: string;
  port: number;
  /** A server of the person's own; the embedded one is used when absent. */
  databaseUrl?: string;
  dev?: boolean;
  /** Hosts, separated by commas, that webhooks may reach although they are not public. */
  webhookAllowedHosts?: string;
  /** False for a home that is thrown away afterwards. */
  durable?: boolean;
  say(text: string): void;
};

const readyDeadlineMs = 120_000;
const failuresBeforeGivingUp = 4;

/** A whole running desk: database, venue, sink, worker, relay and web, each started again when it dies. */
export class Sandbox {
  private readonly options: SandboxOptions;
  private lock: Lock | undefined;
  private server: EmbeddedServer | undefined;
  private processes: Supervised[] = [];
  private halted: Sentence | undefined;
  private stopping: Promise<void> | undefined;

  constructor(options: SandboxOptions) {
    this.options = options;
  }

  get url(): string {
    return `http://localhost:${this.options.port}`;
  }

  /** Brings everything up and returns when the web answers that it is ready. Throws a Sentence that says what is wrong. */
  async start(): Promise<void> {
    const { home, port, dev = false, say } = this.options;
    this.lock = takeHome(home);
    await clearLeftovers(home, say);
    if (!(await isPortFree(port))) {
      throw new Sentence(
        `Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`,
      );
    }
    const ownerUrl = await this.openDatabase();
    this.throwIfStopping();
    await buildAll({ say, ...(dev ? { only: ["client", "processes"] } : {}) });
    this.throwIfStopping();
    await seed(ownerUrl, say);
    const venuePort = await rememberedPort(path.join(home, "venue.port"), 2_000);
    const surroundings: Surroundings = {
      home,
      port,
      dev,
      venuePort,
      sinkPort: await rememberedPort(path.join(home, "sink.port"), 2_000, undefined, [venuePort]),
      databaseUrl: await ensureLoginRole({ ownerUrl, home }),
      sessionSecret: keepSecret(path.join(home, "session.secret")),
      encryptionKey: keepSecret(path.join(home, "encryption.key")),
      webhookAllowedHosts: this.options.webhookAllowedHosts ?? "",
    };
    this.throwIfStopping();
    this.startProcesses(surroundings);
    await this.waitUntilReady();
  }

  private async openDatabase(): Promise<string> {
    const { home, databaseUrl, durable = true, say } = this.options;
    if (databaseUrl === undefined) {
      this.server = await EmbeddedServer.start({ home, durable });
      say(this.server.adopted ? "Found the database server running." : "Started the database server.");
    }
    const ownerUrl = databaseUrl ?? this.server?.url ?? "";
    await refuseForeignDatabase(ownerUrl);
    const applied = await migrateDatabase(ownerUrl, "SANDBOX");
    say(
      applied.length > 0
        ? `Applied ${applied.length} migration${applied.length > 1 ? "s" : ""}.`
        : "The schema is up to date.",
    );
    return ownerUrl;
  }

  private startProcesses(surroundings: Surroundings): void {
    const { home, say } = this.options;
    const remember = () => rememberProcesses(home, this.processes);
    this.processes = planProcesses(surroundings).map(
      ({ name }) =>
        new Supervised({
          plan: () => planProcesses(surroundings).find((plan) => plan.name === name) ?? missing(name),
          say,
          onStart: remember,
        }),
    );
    for (const each of this.processes) each.start();
    say(`Starting ${this.processes.map(({ name }) => name).join(", ")}.`);
    this.server?.watch({
      say,
      onMoved: async (ownerUrl) => {
        surroundings.databaseUrl = await ensureLoginRole({ ownerUrl, home });
        say("The database moved to another port; starting the processes again.");
        await Promise.all(this.processes.map((each) => each.restart()));
      },
      onLost: (error) => {
        say(error instanceof Error ? error.message : String(error));
        this.halted = new Sentence("The database server could not be started again.");
      },
    });
  }

  private async waitUntilReady(): Promise<void> {
    const deadline = Date.now() + readyDeadlineMs;
    while (Date.now() < deadline) {
      this.throwIfStopping();
      if (await answersOk(`http://127.0.0.1:${this.options.port}/api/v2/status`)) return;
      const failing = this.processes.find(({ failures }) => failures >= failuresBeforeGivingUp);
      if (failing)
        throw new Sentence(
          `The ${failing.name} process does not start. The end of ${failing.logFile}:\n${failing.lastLines()}`,
        );
      await sleep(150);
    }
    const logs = this.processes.map(({ logFile }) => logFile).join(", ");
    throw new Sentence(`The desk was not ready after ${readyDeadlineMs / 1000} s. The logs are ${logs}.`);
  }

  /** Resolves with the reason when the desk cannot go on by itself. */
  async untilHalted(signal: AbortSignal): Promise<Sentence | undefined> {
    while (!signal.aborted && !this.halted) await sleep(500, undefined, { signal }).catch(() => undefined);
    return this.halted;
  }

  private throwIfStopping(): void {
    if (this.stopping) throw new Sentence("Stopped before it was ready.");
  }

  /** Stops web first, then what works in the background, the database last. Calling it again waits for the same stop. */
  stop(): Promise<void> {
    this.stopping ??= this.stopInOrder();
    return this.stopping;
  }

  private async stopInOrder(): Promise<void> {
    const named = (...names: string[]) => this.processes.filter(({ name }) => names.includes(name));
    for (const group of [named("web"), named("worker", "relay"), named("venue", "sink")]) {
      await Promise.all(group.map((each) => each.stop()));
    }
    await this.server?.stop();
    if (this.lock) forgetProcesses(this.options.home);
    this.lock?.release();
  }

  /** Ends everything at once. What was committed stays; the database recovers at the next start. */
  kill(): void {
    for (const each of this.processes) each.kill();
    this.server?.kill();
    this.lock?.release();
  }
}

const missing = (name: string): never => {
  throw new Error(`the program of ${name} has disappeared`);
};

/** Like mkdir -p; Node's own does not return where a folder is refused as if its parent were missing. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder, { mode: 0o711 });
}

function takeHome(home: string): Lock {
  try {
    makeFolder(path.join(home, "logs"));
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Sentence(
      `${home} cannot be written (${(error as NodeJS.ErrnoException).code}). Set PRORATA_HOME to a folder of yours.`,
    );
  }
  const taken = tryLock(path.join(home, "up.lock"));
  if ("release" in taken) return taken;
  const { pid, since } = taken.heldBy;
  throw new Sentence(
    `${home} is in use by another npm start (process ${pid}, since ${since}). Stop that one, or set PRORATA_HOME to another folder.`,
  );
}

async function seed(ownerUrl: string, say: (text: string) => void): Promise<void> {
  const startedAt = Date.now();
  await seedDatabase(ownerUrl);
  if (Date.now() - startedAt > 1_000) say("Filled the sandbox with its firms, people and accounts.");
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return answer.status === 200 && /\bok\b/i.test(await answer.text());
  } catch {
    return false;
  }
}
