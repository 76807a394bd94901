import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { emptyTestDatabase, type TestDatabase } from "../server/testing/database.ts";
import { connectDatabase, withDatabase } from "./database.ts";
import { refuseForeignDatabase } from "./installation.ts";
import { migrateDatabase } from "./migrate.ts";
import { applyMigrations, type Migration, readMigrations, withMigrationLock } from "./migrations.ts";

let db: TestDatabase;
beforeEach(async () => {
  db = await emptyTestDatabase();
});
afterEach(() => db.drop());

const migration = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
});
const first = migration("20260101000000_first", "create table one (id int); create table two (id int);");
const second = migration("20260102000000_second", "alter table one add column name text;");

const apply = (migrations: Migration[], atFirst?: string) =>
  withDatabase(db.ownerUrl, (client) =>
    withMigrationLock(client, () => applyMigrations(client, migrations, atFirst)),
  );
const rows = (text: string) => withDatabase(db.ownerUrl, async (client) => (await client.query(text)).rows);

describe("applying migrations", () => {
  it("applies what is missing in order and then nothing", async () => {
    expect(await apply([first])).toEqual([first.name]);
    expect(await apply([first, second])).toEqual([second.name]);
    expect(await apply([first, second])).toEqual([]);
    const history = await rows(
      "select migration_name, checksum, applied_steps_count, finished_at >= started_at as finished from _prisma_migrations order by started_at",
    );
    expect(history).toEqual([
      { migration_name: first.name, checksum: first.checksum, applied_steps_count: 1, finished: true },
      { migration_name: second.name, checksum: second.checksum, applied_steps_count: 1, finished: true },
    ]);
  });

  it("lets two starters at once apply each migration once", async () => {
    const applied = await Promise.all([
      apply([first, second]),
      apply([first, second]),
      apply([first, second]),
    ]);
    expect(applied.flat().sort()).toEqual([first.name, second.name]);
  });

  it("leaves nothing of a migration that fails, names its line, and applies it when it is mended", async () => {
    const broken = migration(
      "20260103000000_broken",
      "create table three (id int);\n\nselect nothing_like_it();",
    );
    await expect(apply([first, broken])).rejects.toThrow(
      /20260103000000_broken failed at line 3 and was rolled back/,
    );
    expect(await rows("select to_regclass('three') as three")).toEqual([{ three: null }]);
    expect(await rows("select migration_name from _prisma_migrations")).toEqual([
      { migration_name: first.name },
    ]);
    const mended = migration(broken.name, "create table three (id int);");
    expect(await apply([first, mended])).toEqual([broken.name]);
  });

  it("refuses a migration that was changed after it had been applied", async () => {
    await apply([first]);
    const changed = migration(first.name, `${first.sql} create table sneaked_in (id int);`);
    await expect(apply([changed])).rejects.toThrow(/was changed after it had been applied/);
  });

  it("refuses a database that a newer version has migrated", async () => {
    await apply([first, second]);
    await expect(apply([first])).rejects.toThrow(/this version of Prorata does not know/);
  });

  it("refuses a history with a migration that failed half-way, until Prisma has marked it as rolled back", async () => {
    await apply([first]);
    await rows(
      `insert into _prisma_migrations (id, checksum, migration_name) values ('x', '${second.checksum}', '${second.name}')`,
    );
    await expect(apply([first, second])).rejects.toThrow(/failed half-way/);
    await rows("update _prisma_migrations set rolled_back_at = now() where id = 'x'");
    expect(await apply([first, second])).toEqual([second.name]);
  });

  it("writes the first record of a database together with its first migration or not at all", async () => {
    await expect(apply([first], "insert into one values ('not a number')")).rejects.toThrow(/rolled back/);
    expect(await rows("select to_regclass('one') as one")).toEqual([{ one: null }]);
  });
});

describe("the sandbox's choice of database", () => {
  it("accepts an empty database, and one whose first migration was interrupted", async () => {
    await expect(refuseForeignDatabase(db.ownerUrl)).resolves.toBeUndefined();
    await apply([]);
    await expect(refuseForeignDatabase(db.ownerUrl)).resolves.toBeUndefined();
  });

  it("accepts what it has made, and refuses a production installation", async () => {
    expect(await migrateDatabase(db.ownerUrl, "SANDBOX")).toHaveLength(readMigrations().length);
    await expect(refuseForeignDatabase(db.ownerUrl)).resolves.toBeUndefined();
    await rows("update installation set kind = 'PRODUCTION'");
    await expect(refuseForeignDatabase(db.ownerUrl)).rejects.toThrow(/production installation/);
  });

  it("refuses a database with somebody else's table, or with a history but no installation", async () => {
    await apply([first]);
    await expect(refuseForeignDatabase(db.ownerUrl)).rejects.toThrow(/it holds public.one/);
    await rows("drop table one, two");
    await expect(refuseForeignDatabase(db.ownerUrl)).rejects.toThrow(/it holds a history of migrations/);
  });

  it("names an unreachable server, a missing database and a wrong password without showing the password", async () => {
    const other = (change: (url: URL) => void) => {
      const url = new URL(db.ownerUrl);
      change(url);
      return connectDatabase(url.href);
    };
    await expect(other((url) => (url.port = "1"))).rejects.toThrow(
      /Nothing answers at .*:\*\*\*@127.0.0.1:1/,
    );
    await expect(other((url) => (url.pathname = "/absent"))).rejects.toThrow(/does not exist/);
    await expect(other((url) => (url.password = "wrong-password"))).rejects.toThrow(
      /refuses this name and password/,
    );
    await expect(connectDatabase("mysql://somewhere")).rejects.toThrow(/must look like postgresql:/);
    await expect(connectDatabase(db.ownerUrl, 990_000)).rejects.toThrow(
      /is PostgreSQL 18.*needs 99 or newer/,
    );
  });
});
