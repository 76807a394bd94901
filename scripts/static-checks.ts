import { checkBoundaries } from "./boundaries.ts";
import { buildAll } from "./build.ts";
import { runNode } from "./run-node.ts";
import { checkSchemaDrift } from "./schema-drift.ts";

export type Check = { name: string; failure?: string };

async function tool(name: string, args: string[]): Promise<Check> {
  const { code, output } = await runNode(args);
  return code === 0 ? { name } : { name, failure: output.trim() };
}

async function boundaries(): Promise<Check> {
  try {
    return { name: `layers hold over ${await checkBoundaries()} modules` };
  } catch (error) {
    return { name: "layers hold", failure: error instanceof Error ? error.message : String(error) };
  }
}

/** Everything that is checked without running the desk, cheapest first; none stops the next. */
export async function runStaticChecks(report: (check: Check) => void): Promise<Check[]> {
  await buildAll({ say: () => undefined, only: ["client"] });
  const checks: Check[] = [];
  const done = (check: Check): void => {
    checks.push(check);
    report(check);
  };
  done(
    await tool("format and lint", [
      "node_modules/@biomejs/biome/bin/biome",
      "check",
      "--error-on-warnings",
      ".",
    ]),
  );
  done(await tool("types", ["node_modules/typescript/bin/tsc", "--noEmit"]));
  done(await boundaries());
  done(await tool("no unused code or packages", ["node_modules/knip/bin/knip.js"]));
  for (const check of await checkSchemaDrift()) done(check);
  return checks;
}
