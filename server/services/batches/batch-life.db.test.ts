import { afterAll, beforeAll, expect, test } from "vitest";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { closeBatch } from "./close-batch";
import { openBatch } from "./open-batch";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

const buy = (batchTransactionId: string, account: string, amount: string): AllocationRequest => ({
  account,
  amount,
  batchTransactionId,
  clientTransactionId: newId(),
  side: "BUY",
  symbol: "BTCUSD",
});

const eventsOf = async (batchTransactionId: string) => {
  const { rows } = await desk.owner.query(
    `select e.body from outbox_events e join batches b on b.id = e.batch_id where b.batch_transaction_id = $1 order by e.seq`,
    [batchTransactionId],
  );
  // How often a working order is told of in between hangs on the venue's pace.
  return rows.map((row) => JSON.parse(row.body)).filter((one) => one.payload.status !== "PARTIALLY_FILLED");
};

test("the seed's example goes from open to complete with its events in order", async () => {
  const batchTransactionId = newId();
  await openBatch(desk.ctx, desk.trader, { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" });
  const [verdict] = await addAllocations(desk.ctx, desk.trader, batchTransactionId, [
    buy(batchTransactionId, "AT00001", "200"),
  ]);
  expect(verdict).toMatchObject({ status: "PENDING", duplicate: false });
  await closeBatch(desk.ctx, desk.trader, { batchTransactionId, allocations: 1 });
  await desk.processAll();

  const events = await eventsOf(batchTransactionId);
  expect(events.map((event) => event.payload.status)).toEqual([
    "OPEN",
    "CLOSED",
    "IN_PROGRESS",
    "NEW",
    "FILLED",
    "COMPLETE",
    "COMPLETE",
  ]);
  const allocation = events[5].payload;
  expect(Object.keys(allocation)).toEqual([
    "createdAt",
    "id",
    "netMoney",
    "price",
    "quantity",
    "request",
    "status",
  ]);
  expect(allocation.netMoney).toBe("200");
});
