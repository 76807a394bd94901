import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloneTestDatabase, type TestDatabase } from "./database.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await cloneTestDatabase();
});
afterAll(() => db.drop());

async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

describe("a cloned test database", () => {
  it("is migrated and has the job queue", async () => {
    const migrations = await query(
      db.ownerUrl,
      "select 1 from _prisma_migrations where finished_at is not null",
    );
    expect(migrations.rowCount).toBeGreaterThan(0);
    const queues = await query(
      db.ownerUrl,
      "select name, policy, heartbeat_seconds from pgboss.queue where name = 'batch'",
    );
    expect(queues.rows).toEqual([{ name: "batch", policy: "stately", heartbeat_seconds: 10 }]);
  });

  it("gives the application a login that owns nothing and may not create anything", async () => {
    const { rows } = await query(
      db.appUrl,
      `select r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
              (select count(*)::int from pg_class c where c.relowner = r.oid) as owned,
              (select array_agg(g.rolname::text) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as groups
         from pg_roles r where r.rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        owned: 0,
        groups: ["prorata_app"],
      },
    ]);
    await expect(query(db.appUrl, "create table loot (id int)")).rejects.toThrow(/permission denied/);
    await expect(query(db.appUrl, "create table pgboss.loot (id int)")).rejects.toThrow(/permission denied/);
  });
});
