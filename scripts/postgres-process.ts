import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, programName } from "./process-table.ts";

export type PidFile = { pid: number; port: number };

/** What the lock file of a data folder says about the server that holds it. */
export function readPidFile(dataFolder: string): PidFile | undefined {
  try {
    const [pid, , , port] = readFileSync(path.join(dataFolder, "postmaster.pid"), "utf8").split("\n");
    return pid && port ? { pid: Number(pid), port: Number(port) } : undefined;
  } catch {
    return undefined;
  }
}

/** A process number can be reused after a restart of the machine, so a lock file alone proves nothing. */
export function isPostgres(pid: number): boolean {
  return isAlive(pid) && programName(pid).includes("postgres");
}

/** Asks for a fast shutdown (sessions are ended, nothing is lost) and insists after half a minute. */
export async function stopServer(pid: number): Promise<void> {
  const signals = [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
    ["SIGKILL", 5_000],
  ] as const;
  for (const [signal, patienceMs] of signals) {
    if (!isPostgres(pid)) return;
    process.kill(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (isAlive(pid) && Date.now() < deadline) await sleep(50);
  }
}
