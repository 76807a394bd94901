import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startMark } from "./process-table.ts";

type Remembered = { name: string; pid: number; mark: string };

const fileIn = (home: string) => path.join(home, "processes.json");

/** Writes down which processes run now, so that the next start can find what a killed starter has left. */
export function rememberProcesses(
  home: string,
  running: readonly { name: string; pid: number | undefined }[],
): void {
  const list = running.flatMap(({ name, pid }) =>
    pid === undefined ? [] : [{ name, pid, mark: startMark(pid) }],
  );
  writeFileSync(fileIn(home), JSON.stringify(list));
}

export const forgetProcesses = (home: string): void => rmSync(fileIn(home), { force: true });

/** Waits for the processes of a killed starter, which end by themselves within seconds, and ends what does not. */
export async function clearLeftovers(home: string, say: (text: string) => void): Promise<void> {
  let remembered: Remembered[];
  try {
    remembered = JSON.parse(readFileSync(fileIn(home), "utf8")) as Remembered[];
  } catch {
    return;
  }
  const left = () => remembered.filter(({ pid, mark }) => isAlive(pid) && startMark(pid) === mark);
  if (left().length > 0) say("The last start was cut off; waiting for its processes to end.");
  const deadline = Date.now() + 8_000;
  while (left().length > 0 && Date.now() < deadline) await sleep(100);
  for (const { name, pid } of left()) {
    say(`Ending the ${name} process (${pid}) of the last start.`);
    process.kill(pid, "SIGKILL");
  }
  forgetProcesses(home);
}
