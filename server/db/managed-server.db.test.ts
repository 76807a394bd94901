import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedSandbox } from "../../prisma/seed.ts";
import { ensureLoginRole } from "../../scripts/login-role.ts";
import { migrateDatabase } from "../../scripts/migrate.ts";
import { ensurePostgres } from "../../scripts/postgres.ts";
import { makeThrowawayHome, removeThrowawayHome } from "../../scripts/throwaway.ts";
import { createPool, withFirmTx } from "./transaction";
import { runInvariants } from "./verify";

/** A managed server gives no superuser: its owner may create roles and databases, and row-level security holds for it too. */

let home: string;
let ownerUrl: string;
beforeAll(async () => {
  home = makeThrowawayHome();
  const server = await ensurePostgres({ home, durable: false, database: "postgres" });
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  await client.query("create role managed login createrole createdb nosuperuser password 'managed'");
  await client.query("create database desk owner managed");
  await client.end();
  ownerUrl = `postgresql://managed:managed@127.0.0.1:${server.port}/desk`;
});
afterAll(() => removeThrowawayHome(home));

test("the desk is installed, seeded, used and verified there", async () => {
  await migrateDatabase(ownerUrl, "PRODUCTION");
  await seedSandbox(ownerUrl);
  const pool = createPool(await ensureLoginRole({ ownerUrl, home }), 2, "prorata-test");
  const seen = await withFirmTx(pool, "1", (tx) =>
    tx.query("select count(*)::int as n from investor_accounts"),
  );
  expect(seen).toEqual([{ n: 5001 }]);
  await pool.end();
  expect(await runInvariants(ownerUrl)).toEqual([]);
  await plantAFault();
  expect((await runInvariants(ownerUrl)).map((one) => one.name)).toEqual([
    "a balance is the sum of its postings",
  ]);
});

/** The verifier must see what the owner himself sees only firm by firm. */
async function plantAFault(): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query("begin; set local prorata.firm_id = '1'");
  await client.query(
    "update balances set amount = amount + 1 where asset = 'BTC' and ledger_account_id in (select id from ledger_accounts where kind = 'CUSTODY')",
  );
  await client.query("commit");
  await client.end();
}
