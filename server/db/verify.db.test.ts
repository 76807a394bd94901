import { afterAll, beforeAll, expect, test } from "vitest";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { invariants } from "./invariants";
import { checkInvariants, runInvariants } from "./verify";

let desk: Harness;

type Row = {
  account: string;
  side: "BUY" | "SELL";
  amount: string;
  bpsCommission?: number;
  fixedCommission?: string;
  symbol?: string;
};

async function runBatch(type: "NOTIONAL" | "QUANTITY", rows: Row[], accepted = rows.length): Promise<void> {
  const batchTransactionId = newId();
  await openBatch(desk.ctx, desk.trader, { batchTransactionId, symbol: "BTCUSD", type });
  const requests = rows.map((row) => ({
    symbol: "BTCUSD",
    ...row,
    batchTransactionId,
    clientTransactionId: newId(),
  }));
  await addAllocations(desk.ctx, desk.trader, batchTransactionId, requests);
  await closeBatch(desk.ctx, desk.trader, { batchTransactionId, allocations: accepted });
  await desk.processAll();
}

beforeAll(async () => {
  desk = await startHarness();
  await runBatch("NOTIONAL", [
    { account: "AT00001", side: "BUY", amount: "200", bpsCommission: 25, fixedCommission: "1.50" },
    { account: "AT00002", side: "BUY", amount: "350.50" },
    { account: "AT00003", side: "BUY", amount: "1000" },
  ]);
  await runBatch("QUANTITY", [
    { account: "AT00004", side: "SELL", amount: "0.5" },
    { account: "AT00005", side: "SELL", amount: "0.25", bpsCommission: 10 },
    { account: "AT00000", side: "SELL", amount: "0.1" },
  ]);
  await runBatch("QUANTITY", [
    { account: "AT00006", side: "BUY", amount: "1" },
    { account: "AT00007", side: "SELL", amount: "0.4" },
  ]);
  await runBatch(
    "NOTIONAL",
    [
      { account: "AT00008", side: "BUY", amount: "20", symbol: "ETHUSD" },
      { account: "AT00009", side: "SELL", amount: "75" },
    ],
    1,
  );
  await desk.control.setControl({ fillRatio: "0.37" });
  await runBatch("NOTIONAL", [
    { account: "AT00010", side: "BUY", amount: "777.77" },
    { account: "AT00011", side: "BUY", amount: "1.01" },
  ]);
  await desk.control.setControl({ reset: true });
});
afterAll(() => desk.close());

test("the books of a working desk violate no invariant", async () => {
  const { rows } = await desk.owner.query("select status, count(*)::int as n from batches group by 1");
  expect(rows).toEqual([{ status: "COMPLETE", n: 5 }]);
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
});

test.each(invariants)("planted bad data is found: $name", async ({ name, poison }) => {
  const client = await desk.owner.connect();
  try {
    await client.query("begin");
    // Triggers and foreign keys would refuse the planted data; the invariant is what is tested here.
    await client.query("set local session_replication_role = replica");
    await client.query(poison);
    const found = await checkInvariants(client);
    expect(found.map((violation) => violation.name)).toContain(name);
  } finally {
    await client.query("rollback");
    client.release();
  }
});
