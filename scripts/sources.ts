import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

const isTest = (name: string) => /\.(test|e2e)\.tsx?$/.test(name);

function listFiles(relative: string, skip: readonly string[]): string[] {
  const absolute = path.join(root, relative);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (!found || skip.includes(relative)) return [];
  if (found.isFile()) return [relative];
  return readdirSync(absolute)
    .sort()
    .filter((name) => !isTest(name))
    .flatMap((name) => listFiles(`${relative}/${name}`, skip));
}

/** One hash over the names and contents of files and folders of the project; absent ones count as empty, tests not at all. */
export function hashSources(entries: readonly string[], skip: readonly string[] = []): string {
  const hash = createHash("sha256");
  for (const file of entries.flatMap((entry) => listFiles(entry, skip))) {
    const bytes = readFileSync(path.join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}
