import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { withDatabase } from "../../scripts/database.ts";

export type TestDatabase = {
  /** Connects as the owner, for which row-level security does not hold. */
  ownerUrl: string;
  /** Connects as web, worker and relay do. */
  appUrl: string;
  /** Ends every session on the database and deletes it. */
  drop(): Promise<void>;
};

/**
 * Copies the migrated template into a database of its own, once per test file:
 * `beforeAll(async () => { db = await cloneTestDatabase(); })` and `afterAll(() => db.drop())`.
 */
export const cloneTestDatabase = (): Promise<TestDatabase> =>
  create("template desk_template strategy file_copy");

/** A database with nothing in it, for what makes databases. */
export const emptyTestDatabase = (): Promise<TestDatabase> => create("");

async function create(how: string): Promise<TestDatabase> {
  const { adminUrl, appUrl } = inject("testCluster");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await withDatabase(adminUrl, (client) => client.query(`create database ${name} ${how}`));
  return {
    ownerUrl: withDatabaseName(adminUrl, name),
    appUrl: withDatabaseName(appUrl, name),
    drop: () =>
      withDatabase(adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

function withDatabaseName(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
