import { seedDatabase } from "./bundles.ts";
import { withDatabase } from "./database.ts";
import { type InstallationKind, refuseForeignDatabase } from "./installation.ts";
import { installJobQueue } from "./job-queue.ts";
import { appGroupRole, ensureLogin, loginOf } from "./login-role.ts";
import { applyMigrations, readMigrations, withMigrationLock } from "./migrations.ts";
import { resolveDatabase } from "./resolve-database.ts";
import { runCommand, Sentence } from "./sentence.ts";

/**
 * Brings a database up to this version: the migrations, then the job queue. Returns the names of the migrations
 * applied; doing it again changes nothing. Two callers at once wait for each other. The kind is written down when the
 * database is made and never changed.
 */
export function migrateDatabase(ownerUrl: string, kind: InstallationKind): Promise<string[]> {
  const migrations = readMigrations();
  const atFirst = `insert into installation (id, kind) values (gen_random_uuid(), '${kind}')`;
  return withDatabase(ownerUrl, (client) =>
    withMigrationLock(client, async () => {
      const applied = await applyMigrations(client, migrations, atFirst);
      await installJobQueue(ownerUrl, client, appGroupRole);
      return applied;
    }),
  );
}

async function giveLogin(ownerUrl: string, appUrl: string): Promise<void> {
  const login = loginOf(appUrl);
  await ensureLogin(ownerUrl, login);
  console.log(`The login ${login.name} is ready.`);
}

/**
 * In production the owner's URL comes in DATABASE_URL, and APP_DATABASE_URL names the login that the processes use. With
 * PRORATA_MODE=sandbox the database becomes a sandbox and is filled as one.
 */
async function main(): Promise<void> {
  const appUrl = process.env.APP_DATABASE_URL;
  if (appUrl && !URL.canParse(appUrl)) {
    throw new Sentence("APP_DATABASE_URL must look like postgresql://name:password@host:5432/database.");
  }
  const database = await resolveDatabase();
  const { ownerUrl } = database;
  try {
    const isSandbox = database.isEmbedded || process.env.PRORATA_MODE === "sandbox";
    if (isSandbox) await refuseForeignDatabase(ownerUrl);
    const applied = await migrateDatabase(ownerUrl, isSandbox ? "SANDBOX" : "PRODUCTION");
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
    if (appUrl) await giveLogin(ownerUrl, appUrl);
    if (isSandbox) await seedDatabase(ownerUrl);
  } finally {
    await database.release();
  }
}

if (import.meta.main) await runCommand(main);
