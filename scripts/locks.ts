import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startMark } from "./process-table.ts";

export type Lock = { release(): void };

type Holder = { pid: number; mark: string; since: string };

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** A process number alone proves nothing after a restart of the machine, so the moment the process began counts too. */
const holds = (holder: Holder): boolean => isAlive(holder.pid) && startMark(holder.pid) === holder.mark;

/**
 * Takes the lock file for this process, or answers who has it. What a dead process left is taken over. The file
 * appears whole (a link), so that of two takers at once exactly one succeeds.
 */
export function tryLock(file: string): Lock | { heldBy: Holder } {
  const mine: Holder = { pid: process.pid, mark: startMark(process.pid), since: new Date().toISOString() };
  const partial = `${file}.${process.pid}`;
  for (;;) {
    writeFileSync(partial, JSON.stringify(mine), { mode: 0o644 });
    try {
      linkSync(partial, file);
      rmSync(partial);
      return { release: () => releaseLock(file) };
    } catch (error) {
      rmSync(partial, { force: true });
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readHolder(file);
    if (holder && holds(holder)) return { heldBy: holder };
    const stale = `${file}.stale-${process.pid}`;
    try {
      renameSync(file, stale);
      // Between reading and renaming another taker may have replaced the stale file by its own lock.
      const moved = readHolder(stale);
      if (moved && holds(moved)) renameSync(stale, file);
      else rmSync(stale, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

function releaseLock(file: string): void {
  if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** Runs work while holding the lock, after waiting for whoever has it. */
export async function withLock<T>(
  file: string,
  onWait: (pid: number) => void,
  work: () => Promise<T>,
): Promise<T> {
  let told = false;
  for (;;) {
    const taken = tryLock(file);
    if ("release" in taken) {
      try {
        return await work();
      } finally {
        taken.release();
      }
    }
    if (!told) onWait(taken.heldBy.pid);
    told = true;
    await sleep(300);
  }
}
