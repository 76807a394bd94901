import { spawn } from "node:child_process";
import { appendFileSync, copyFileSync } from "node:fs";
import path from "node:path";
import { withDatabase } from "./database.ts";
import { migrateDatabase } from "./migrate.ts";
import { ensurePostgres } from "./postgres.ts";
import { makeThrowawayHome, removeThrowawayHome } from "./throwaway.ts";

export type CheckResult = { name: string; failure?: string };

const schemaFile = "prisma/schema.prisma";

type Outcome = { code: number | null; output: string };

function prisma(args: string[], databaseUrl: string): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/prisma/build/index.js", ...args], {
      env: { ...process.env, DATABASE_URL: databaseUrl, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

const diff = (schema: string, url: string) =>
  prisma(
    ["migrate", "diff", "--from-migrations", "prisma/migrations", "--to-schema", schema, "--exit-code"],
    url,
  );

/**
 * Compares the migrations with schema.prisma, proves that the comparison can see a difference, and proves that
 * Prisma's runner and ours read one history. All on a cluster of its own, which is deleted afterwards.
 */
export async function checkSchemaDrift(): Promise<CheckResult[]> {
  const home = makeThrowawayHome();
  try {
    const ours = (await ensurePostgres({ home, durable: false, database: "by_ours" })).url;
    const theirs = (await ensurePostgres({ home, durable: false, database: "by_prisma" })).url;
    const results: CheckResult[] = [];
    const check = (name: string, ok: boolean, failure: string) =>
      results.push(ok ? { name } : { name, failure });

    const same = await diff(schemaFile, ours);
    check(
      "the migrations and schema.prisma describe one schema",
      // The text is asked for as well, because a crashed engine makes the command line exit with 0.
      same.code === 0 && same.output.includes("No difference detected"),
      same.output,
    );

    const planted = path.join(home, "planted.prisma");
    copyFileSync(schemaFile, planted);
    appendFileSync(planted, "\nmodel PlantedDrift {\n  id BigInt @id\n}\n");
    const different = await diff(planted, ours);
    check(
      "a planted difference is seen",
      different.code === 2 && different.output.includes("PlantedDrift"),
      `exit code ${different.code}\n${different.output}`,
    );

    await migrateDatabase(ours, "SANDBOX");
    const nothingLeft = await prisma(["migrate", "deploy"], ours);
    check(
      "prisma migrate deploy finds nothing left to do after our runner",
      nothingLeft.code === 0 && nothingLeft.output.includes("No pending migrations"),
      nothingLeft.output,
    );

    const deployed = await prisma(["migrate", "deploy"], theirs);
    const applied =
      deployed.code === 0 ? await migrateDatabase(theirs, "SANDBOX") : ["(prisma migrate deploy failed)"];
    const tables = await withDatabase(theirs, (client) =>
      client.query("select 1 from pg_tables where schemaname = 'public'"),
    );
    check(
      "our runner finds nothing left to do after prisma migrate deploy",
      applied.length === 0 && (tables.rowCount ?? 0) > 1,
      `${deployed.output}\nOurs then applied: ${applied.join(", ")}`,
    );
    return results;
  } finally {
    await removeThrowawayHome(home);
  }
}
