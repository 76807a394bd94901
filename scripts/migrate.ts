import { withDatabase } from "./database.ts";
import type { InstallationKind } from "./installation.ts";
import { installJobQueue } from "./job-queue.ts";
import { appGroupRole, ensureLogin } from "./login-role.ts";
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

/** In production the owner's URL comes in DATABASE_URL, and APP_DATABASE_URL names the login that the processes use. */
async function main(): Promise<void> {
  const appUrl = process.env.APP_DATABASE_URL;
  if (appUrl !== undefined && !URL.canParse(appUrl)) {
    throw new Sentence("APP_DATABASE_URL must look like postgresql://name:password@host:5432/database.");
  }
  const database = await resolveDatabase();
  try {
    const applied = await migrateDatabase(database.ownerUrl, database.isEmbedded ? "SANDBOX" : "PRODUCTION");
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
    if (appUrl !== undefined) {
      const { username, password } = new URL(appUrl);
      await ensureLogin(database.ownerUrl, {
        name: decodeURIComponent(username),
        password: decodeURIComponent(password),
      });
      console.log(`The login ${decodeURIComponent(username)} is ready.`);
    }
  } finally {
    await database.release();
  }
}

if (import.meta.main) await runCommand(main);
