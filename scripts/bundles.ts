import { existsSync } from "node:fs";
import path from "node:path";
import { root } from "./sources.ts";

/** Loads a program that the build has bundled, or answers undefined when it has not been built. */
export async function loadBundle(outfile: string): Promise<Record<string, unknown> | undefined> {
  const file = path.join(root, outfile);
  return existsSync(file) ? ((await import(file)) as Record<string, unknown>) : undefined;
}

/** Fills an empty sandbox with its firms, people, accounts and instruments; a filled one is left as it is. */
export async function seedDatabase(ownerUrl: string): Promise<void> {
  const seedSandbox = (await loadBundle("dist/seed.js"))?.seedSandbox;
  if (typeof seedSandbox === "function") await seedSandbox(ownerUrl);
}
