import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Part, parts } from "./build-parts.ts";
import { withLock } from "./locks.ts";
import { runCommand } from "./sentence.ts";
import { root } from "./sources.ts";

const folder = path.join(root, "dist");
const stampFile = path.join(folder, "built.json");

function readStamps(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(stampFile, "utf8")) as Record<string, string>;
  } catch {
    return {};
  }
}

export type BuildOptions = {
  /** Names of the parts wanted; all of them when absent. */
  only?: readonly string[];
  say(text: string): void;
};

/**
 * Builds each part whose sources changed since it was built, and nothing else. Of two builders at once the second
 * waits and then finds the work done. Throws a Sentence with the tool's output when a part does not build.
 */
export async function buildAll({ only, say }: BuildOptions): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const wanted = (part: Part) => only === undefined || only.includes(part.name);
  const onWait = (pid: number) => say(`Another build (process ${pid}) is running; waiting for it.`);
  await withLock(path.join(folder, "build.lock"), onWait, async () => {
    for (const part of parts.filter(wanted)) {
      const hash = part.hash();
      const stamps = readStamps();
      if (stamps[part.name] === hash && part.isThere()) continue;
      const startedAt = Date.now();
      say(`Building the ${part.title}.`);
      await part.make();
      // Only the hash taken before the work: a file saved meanwhile must cause another build.
      writeFileSync(stampFile, JSON.stringify({ ...readStamps(), [part.name]: hash }));
      say(`Built the ${part.title} in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
    }
  });
}

if (import.meta.main) await runCommand(() => buildAll({ say: (text) => console.log(text) }));
