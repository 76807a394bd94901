import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cancelBatch } from "@/server/services/batches/cancel-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { withFirmTx } from "./transaction";

let desk: Harness;
let open: string;
let cancelled: string;
beforeAll(async () => {
  desk = await startHarness();
  open = await newBatch();
  cancelled = await newBatch();
  const { rows } = await desk.owner.query("select batch_transaction_id as id from batches where id = $1", [
    cancelled,
  ]);
  await cancelBatch(desk.ctx, desk.trader, { batchTransactionId: rows[0].id });
});
afterAll(() => desk.close());

async function newBatch(): Promise<string> {
  const batchTransactionId = newId();
  await openBatch(desk.ctx, desk.trader, { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" });
  const { rows } = await desk.owner.query("select id from batches where batch_transaction_id = $1", [
    batchTransactionId,
  ]);
  return rows[0].id;
}

const accountOf = async (account: string): Promise<string> =>
  (await desk.owner.query("select id from investor_accounts where account = $1", [account])).rows[0].id;

const insert = (row: { batch: string; account: string; symbol?: string }) =>
  withFirmTx(desk.ctx.pool, desk.trader.firmId, (tx) =>
    tx.execute(
      `insert into allocations (firm_id, batch_id, client_transaction_id, account, investor_account_id, side, symbol, amount)
       values ($1, $2, $3, 'x', $4, 'BUY', $5, 1)`,
      [tx.firmId, row.batch, newId(), row.account, row.symbol ?? "BTCUSD"],
    ),
  );

describe("the database itself refuses an allocation", () => {
  test("of a batch that is not open", async () => {
    const account = await accountOf("AT00001");
    await expect(insert({ batch: cancelled, account })).rejects.toThrow("no open batch");
    await expect(insert({ batch: open, account })).resolves.toBe(1);
  });

  test("of another symbol, of no batch, and of another firm's account", async () => {
    const account = await accountOf("AT00001");
    await expect(insert({ batch: open, account, symbol: "ETHUSD" })).rejects.toThrow("no open batch");
    await expect(insert({ batch: "999999", account })).rejects.toThrow("no open batch");
    await expect(insert({ batch: open, account: await accountOf("OT00001") })).rejects.toThrow(
      "another firm",
    );
  });
});

describe("the database itself refuses an entry", () => {
  const post = (legs: { account: string; amount: string; asset?: string }[]) =>
    withFirmTx(desk.ctx.pool, desk.trader.firmId, async (tx) => {
      const [entry] = await tx.query<{ id: string }>(
        "insert into journal_entries (firm_id, kind) values ($1, 'DEPOSIT') returning id",
        [tx.firmId],
      );
      return tx.execute(
        `insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount)
         select $1, u.line, $2, u.account, u.asset, u.amount
         from unnest($3::bigint[], $4::text[], $5::numeric[]) with ordinality as u (account, asset, amount, line)`,
        [
          entry?.id,
          tx.firmId,
          legs.map((leg) => leg.account),
          legs.map((leg) => leg.asset ?? "USD"),
          legs.map((leg) => leg.amount),
        ],
      );
    });
  const ledgerOf = async (code: string, kind: string): Promise<string> =>
    (
      await desk.owner.query(
        "select l.id from ledger_accounts l join firms f on f.id = l.firm_id where f.code = $1 and l.kind = $2 limit 1",
        [code, kind],
      )
    ).rows[0].id;

  test("that does not balance in each asset, or stands on one leg", async () => {
    const [market, custody] = await Promise.all([
      ledgerOf("demo-advisors", "MARKET"),
      ledgerOf("demo-advisors", "CUSTODY"),
    ]);
    const plus = { account: market, amount: "1" };
    await expect(post([plus, { account: custody, amount: "-1.000000000000000001" }])).rejects.toThrow(
      "balance",
    );
    await expect(post([plus, { account: custody, amount: "-1", asset: "BTC" }])).rejects.toThrow("balance");
    await expect(post([plus])).rejects.toThrow("balance");
    await expect(post([plus, { account: custody, amount: "-1" }])).resolves.toBe(2);
  });

  test("on another firm's ledger account", async () => {
    const [ours, theirs] = await Promise.all([
      ledgerOf("demo-advisors", "MARKET"),
      ledgerOf("other-advisors", "MARKET"),
    ]);
    await expect(
      post([
        { account: ours, amount: "1" },
        { account: theirs, amount: "-1" },
      ]),
    ).rejects.toThrow("not of this firm");
  });
});
