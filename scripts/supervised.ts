import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./sources.ts";

export type ProcessPlan = {
  name: "web" | "worker" | "relay" | "venue" | "sink";
  /** Arguments for Node. */
  args: readonly string[];
  env: Record<string, string>;
  logFile: string;
  /** How long it may take to finish its work after SIGTERM. */
  drainMs: number;
};

const parentWatch = new URL("./parent-watch.mjs", import.meta.url).href;
const firstDelayMs = 250;
const longestDelayMs = 10_000;
const steadyMs = 30_000;
const largestLogBytes = 20 * 1024 * 1024;

/** A process that is started again when it ends without having been asked to, a little later each time it does so. */
export class Supervised {
  private readonly plan: () => ProcessPlan;
  private readonly say: (text: string) => void;
  private readonly onStart: () => void;
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private stopping = false;
  private delayMs = firstDelayMs;
  private wake = new AbortController();
  /** How often it has ended by itself. */
  failures = 0;

  /** The plan is asked for at every start, so that a changed database URL reaches the next process. */
  constructor(from: { plan: () => ProcessPlan; say: (text: string) => void; onStart: () => void }) {
    this.plan = from.plan;
    this.say = from.say;
    this.onStart = from.onStart;
  }

  get name(): string {
    return this.plan().name;
  }

  get logFile(): string {
    return this.plan().logFile;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  start(): void {
    const { name, args, env, logFile } = this.plan();
    setAsideLargeLog(logFile);
    const log = openSync(logFile, "a");
    const startedAt = Date.now();
    // A session of its own, so that Ctrl-C in the terminal reaches it through us and in our order.
    const child = spawn(process.execPath, ["--import", parentWatch, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.child = child;
    this.ended = new Promise((resolve) => {
      const onEnd = (code: number | null, signal: NodeJS.Signals | null) => {
        this.child = undefined;
        resolve();
        if (!this.stopping)
          void this.startAgain(name, child.pid, Date.now() - startedAt, signal ?? `exit code ${code}`);
      };
      child.once("error", () => onEnd(null, null));
      child.once("exit", onEnd);
    });
    this.onStart();
  }

  private async startAgain(
    name: string,
    pid: number | undefined,
    livedMs: number,
    how: string,
  ): Promise<void> {
    this.failures += 1;
    this.delayMs = livedMs > steadyMs ? firstDelayMs : Math.min(this.delayMs * 2, longestDelayMs);
    const delay = livedMs > steadyMs ? firstDelayMs : this.delayMs / 2;
    this.say(
      `The ${name} process (${pid ?? "not started"}) ended unexpectedly (${how}). It starts again in ${delay / 1000} s. Its log: ${this.logFile}`,
    );
    await sleep(delay, undefined, { signal: this.wake.signal }).catch(() => undefined);
    if (!this.stopping) this.start();
  }

  /** Asks it to finish (SIGTERM), insists when its time is over, and returns when it is gone. It stays stopped. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake.abort();
    const { child } = this;
    if (!child) return;
    child.kill("SIGTERM");
    const insist = setTimeout(() => child.kill("SIGKILL"), this.plan().drainMs);
    await this.ended;
    clearTimeout(insist);
  }

  async restart(): Promise<void> {
    await this.stop();
    this.stopping = false;
    this.wake = new AbortController();
    this.start();
  }

  kill(): void {
    this.stopping = true;
    this.wake.abort();
    this.child?.kill("SIGKILL");
  }

  /** The end of its log, for the message that says why nothing works. */
  lastLines(count = 15): string {
    try {
      return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-count).join("\n");
    } catch {
      return "";
    }
  }
}

/** One older log is kept beside the current one. */
function setAsideLargeLog(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largestLogBytes) renameSync(file, `${file}.1`);
}
