import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Sentence } from "./sentence.ts";

export type Migration = { name: string; sql: string; checksum: string };

export const migrationsFolder = fileURLToPath(new URL("../prisma/migrations", import.meta.url));

// The columns, the checksum and the lock number are Prisma's, so that `prisma migrate deploy` agrees with this runner.
const migrationsTable = `
  create table if not exists _prisma_migrations (
    id varchar(36) primary key not null,
    checksum varchar(64) not null,
    finished_at timestamptz,
    migration_name varchar(255) not null,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz not null default now(),
    applied_steps_count integer not null default 0
  )`;
const prismaLock = 72_707_369;

/** Reads the migrations of a folder in the order in which they apply. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(path.join(folder, name, "migration.sql"));
      return {
        name,
        sql: bytes.toString("utf8"),
        checksum: createHash("sha256").update(bytes).digest("hex"),
      };
    });
}

/** Holds the lock that Prisma's own runner takes, so that two starters, ours or Prisma's, change a schema one after the other. */
export async function withMigrationLock<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("set lock_timeout = '120s'");
  try {
    await client.query("select pg_advisory_lock($1)", [prismaLock]);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "55P03") {
      throw new Sentence(
        "Another process has been migrating this database for two minutes. Try again when it is done.",
      );
    }
    throw error;
  }
  try {
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock($1)", [prismaLock]);
    await client.query("reset lock_timeout");
  }
}

type AppliedRow = { migration_name: string; checksum: string; finished_at: Date | null };

/** Refuses a history that this folder cannot continue, and returns the migrations still to apply. */
function pendingMigrations(migrations: Migration[], applied: AppliedRow[]): Migration[] {
  const byName = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    if (row.finished_at === null) {
      throw new Sentence(
        `Migration ${row.migration_name} failed half-way in this database. Repair it, then run prisma migrate resolve.`,
      );
    }
    const migration = byName.get(row.migration_name);
    if (!migration) {
      throw new Sentence(
        `This database has migration ${row.migration_name}, which this version of Prorata does not know.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new Sentence(
        `Migration ${row.migration_name} was changed after it had been applied to this database. Restore the file, or start from an empty database.`,
      );
    }
  }
  const done = new Set(applied.map((row) => row.migration_name));
  return migrations.filter((migration) => !done.has(migration.name));
}

/**
 * Applies what is missing, each migration in its own transaction together with its row of history, and returns the
 * names applied. The statement given as `atFirst` runs in the transaction of the very first migration of a database, so
 * that what it records is there from the beginning or not at all. The caller holds the migration lock.
 */
export async function applyMigrations(
  client: pg.Client,
  migrations: Migration[],
  atFirst?: string,
): Promise<string[]> {
  await client.query("set client_min_messages = warning");
  await client.query(migrationsTable);
  const { rows } = await client.query<AppliedRow>(
    `select migration_name, checksum, finished_at from _prisma_migrations
      where rolled_back_at is null order by started_at`,
  );
  const pending = pendingMigrations(migrations, rows);
  for (const migration of pending) {
    await client.query("begin");
    try {
      await client.query(migration.sql);
      if (atFirst && migration === migrations[0]) await client.query(atFirst);
      await client.query(
        `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
         values ($1, $2, $3, now(), clock_timestamp(), 1)`,
        [randomUUID(), migration.checksum, migration.name],
      );
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw new Sentence(explainFailure(migration, error));
    }
  }
  await client.query("reset client_min_messages");
  return pending.map((migration) => migration.name);
}

function explainFailure(migration: Migration, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  const line = Number.isInteger(position)
    ? ` at line ${migration.sql.slice(0, position).split("\n").length}`
    : "";
  const where = error instanceof pg.DatabaseError && error.where ? ` (${error.where})` : "";
  return `Migration ${migration.name} failed${line} and was rolled back: ${message}${where}`;
}
