import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { bundleProcess } from "../../../scripts/build-parts.ts";
import { root } from "../../../scripts/sources.ts";

const entries = {
  worker: "server/workers/batch-worker.ts",
  relay: "server/workers/relay-worker.ts",
  venue: "server/venue/main.ts",
  sink: "server/sink/main.ts",
  caller: "server/testing/kill/caller.ts",
};
export type ProgramName = keyof typeof entries;

export type Programs = { fileOf(name: ProgramName): string; remove(): void };

/** Bundles the programs into a folder of this run, inside the project so that they find its packages. */
export async function bundlePrograms(): Promise<Programs> {
  const folder = path.join("dist", `kill-${process.pid}`);
  mkdirSync(path.join(root, folder), { recursive: true });
  const fileOf = (name: ProgramName): string => path.join(folder, `${name}.js`);
  await Promise.all(
    Object.entries(entries).map(([name, entry]) => bundleProcess(entry, fileOf(name as ProgramName))),
  );
  return { fileOf, remove: () => rmSync(path.join(root, folder), { recursive: true, force: true }) };
}

/** A process of the desk that a test has started, with its own log file. */
export type Program = {
  pid: number;
  child: ChildProcess;
  /** How it ended; resolves when it has. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; at: number }>;
  isRunning(): boolean;
  kill(signal: NodeJS.Signals): void;
  log(): string;
};

export function startProgram(file: string, env: Record<string, string>, logFile: string): Program {
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, ["--enable-source-maps", file], {
    cwd: root,
    // Nothing of the test's own surroundings reaches it.
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let running = true;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null; at: number }>((resolve) => {
    child.once("exit", (code, signal) => {
      running = false;
      resolve({ code, signal, at: Date.now() });
    });
  });
  return {
    pid: child.pid ?? 0,
    child,
    ended,
    isRunning: () => running,
    kill: (signal) => {
      if (running) child.kill(signal);
    },
    log: () => readFileSync(logFile, "utf8"),
  };
}

/** Asks again and again until the answer is there; throws with `what` when the time is over. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
