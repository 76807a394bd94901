import { runNode } from "./run-node.ts";
import { runCommand, Sentence } from "./sentence.ts";

/** Fewer modules than this means that the checker went blind, not that the code is clean. */
const fewestModules = 150;

/** Checks the layer rule of docs/architecture.md; throws a Sentence with the violations. Answers how many modules it read. */
export async function checkBoundaries(): Promise<number> {
  const { code, output } = await runNode([
    "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
    "--config",
    ".dependency-cruiser.cjs",
    "server",
    "app",
    "components",
    "prisma/seed.ts",
  ]);
  const modules = Number(/\((\d+) modules/.exec(output)?.[1] ?? "0");
  if (code !== 0) throw new Sentence(output.trim());
  if (modules < fewestModules)
    throw new Sentence(`Only ${modules} modules were checked; at least ${fewestModules} exist.\n${output}`);
  return modules;
}

if (import.meta.main) {
  await runCommand(async () => console.log(`The layers hold over ${await checkBoundaries()} modules.`));
}
