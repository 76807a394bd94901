import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { removeCluster } from "./postgres.ts";
import { isAlive } from "./process-table.ts";

const prefix = "prorata-throwaway-";
const holderFile = "holder.pid";

/** Makes a home for one run in the folder for temporary files and marks it as held by this process. */
export function makeThrowawayHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), prefix));
  // The account that runs the database server must be able to pass through.
  chmodSync(home, 0o711);
  writeFileSync(path.join(home, holderFile), `${process.pid}\n`);
  return home;
}

export async function removeThrowawayHome(home: string): Promise<void> {
  await removeCluster(home);
  rmSync(home, { recursive: true, force: true });
}

/** Stops and deletes what runs that were killed have left behind. Homes whose holder lives are not touched. */
export async function sweepThrowawayHomes(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const home = path.join(tmpdir(), name);
    try {
      if (statSync(home).uid !== process.getuid?.()) continue;
      if (isAlive(Number(readFileSync(path.join(home, holderFile), "utf8")))) continue;
    } catch {
      // Being made or being removed by another run at this moment.
      continue;
    }
    await removeThrowawayHome(home);
  }
}
