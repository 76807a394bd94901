import { randomUUID } from "node:crypto";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import { walkBatch } from "@/server/services/batches/walk-batch";
import type { Desk } from "./desk";

/** Investor accounts over which allocations are spread. */
export const accounts = 5_000;
export type OpenedBatch = { batchTransactionId: string; batchId: string };

export function makeRequests(count: number, batchTransactionId: string): AllocationRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    account: `AT${String((index % accounts) + 1).padStart(5, "0")}`,
    amount: `${20 + (index % 10)}.${String(index % 100).padStart(2, "0")}`,
    batchTransactionId,
    clientTransactionId: randomUUID(),
    side: "BUY",
    symbol: "BTCUSD",
    bpsCommission: 25,
  }));
}

export async function openNew(desk: Desk): Promise<OpenedBatch> {
  const batchTransactionId = randomUUID();
  await openBatch(desk.ctx, desk.trader, { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" });
  const { rows } = await desk.owner.query<{ id: string }>(
    "select id from batches where batch_transaction_id = $1",
    [batchTransactionId],
  );
  return { batchTransactionId, batchId: rows[0]?.id ?? "" };
}

/** Closes a batch with that many allocations and walks it to its end. */
export async function closeAndWalk(desk: Desk, batch: OpenedBatch, allocations: number): Promise<void> {
  const { batchTransactionId, batchId } = batch;
  await closeBatch(desk.ctx, desk.trader, { batchTransactionId, allocations });
  await walkBatch(desk.ctx, { firmId: desk.trader.firmId, batchId }, AbortSignal.timeout(600_000));
}

/** Opens a batch and takes it to COMPLETE with that many allocations. */
export async function finishNew(desk: Desk, allocations: number): Promise<void> {
  const batch = await openNew(desk);
  const requests = makeRequests(allocations, batch.batchTransactionId);
  await addAllocations(desk.ctx, desk.trader, batch.batchTransactionId, requests);
  await closeAndWalk(desk, batch, allocations);
}

/** Dirty pages of what came before must not be written during what is measured. */
export async function settle(desk: Desk): Promise<void> {
  await desk.owner.query("analyze");
  await desk.owner.query("checkpoint");
}
