import { buildAll } from "./build.ts";
import { loadBundle } from "./bundles.ts";
import { resolveDatabase } from "./resolve-database.ts";
import { runCommand, Sentence } from "./sentence.ts";

type Violation = { name: string; rows: Record<string, unknown>[] };

const shownRows = 20;

/** Runs every invariant on the live database; prints nothing when all hold, else each violated one with its first rows. */
await runCommand(async () => {
  await buildAll({ say: () => undefined, only: ["client", "processes"] });
  const runInvariants = (await loadBundle("dist/verify.js"))?.runInvariants;
  if (typeof runInvariants !== "function")
    throw new Sentence("The invariants are not built: server/db/verify.ts is missing.");
  const database = await resolveDatabase();
  try {
    const violations = (await runInvariants(database.ownerUrl)) as Violation[];
    for (const { name, rows } of violations) {
      console.error(`${name}: ${rows.length} row${rows.length === 1 ? "" : "s"}`);
      for (const row of rows.slice(0, shownRows)) console.error(`  ${JSON.stringify(row)}`);
    }
    if (violations.length > 0) process.exitCode = 1;
  } finally {
    await database.release();
  }
});
