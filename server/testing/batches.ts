import { randomBytes } from "node:crypto";
import type { Actor } from "@/server/context";
import type { Side } from "@/server/domain/allocation/status";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import type { BatchType, PartialFillPolicy } from "@/server/domain/batch/status";
import { type AllocationVerdict, addAllocations } from "@/server/services/allocations/add-allocations";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import { walkBatch } from "@/server/services/batches/walk-batch";
import { type Harness, newId } from "./harness";

/** What of a desk is needed to run batches on it. */
export type Desk = Pick<Harness, "ctx" | "owner" | "trader">;

export type Line = {
  account: string;
  amount: string;
  side?: Side;
  symbol?: string;
  bpsCommission?: number;
  fixedCommission?: string;
};

export type BatchInput = {
  type: BatchType;
  lines: readonly Line[];
  symbol?: string;
  partialFill?: PartialFillPolicy;
  actor?: Actor;
};

/** A batch that a test has opened. `batchId` is the internal id, `verdicts` are the answers to its allocations. */
export type OpenedBatch = {
  batchTransactionId: string;
  batchId: string;
  actor: Actor;
  requests: AllocationRequest[];
  verdicts: AllocationVerdict[];
  accepted: number;
};

/** Ids that ascend in the order of the lines, so that a tie between equal remainders falls to the earlier line (P3). */
export function idsInOrder(count: number): string[] {
  const prefix = randomBytes(4).toString("hex");
  return Array.from(
    { length: count },
    (_, n) => `${prefix}-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
  );
}

export async function batchIdOf(desk: Desk, batchTransactionId: string): Promise<string> {
  const { rows } = await desk.owner.query<{ id: string }>(
    "select id from batches where batch_transaction_id = $1",
    [batchTransactionId],
  );
  return rows[0]?.id ?? "";
}

/** Opens a batch and adds the lines in one call. */
export async function openWith(desk: Desk, input: BatchInput): Promise<OpenedBatch> {
  const { type, lines, symbol = "BTCUSD", partialFill, actor = desk.trader } = input;
  const batchTransactionId = newId();
  await openBatch(desk.ctx, actor, { batchTransactionId, symbol, type, partialFill });
  const ids = idsInOrder(lines.length);
  const requests = lines.map((line, index) => ({
    symbol,
    side: "BUY" as const,
    ...line,
    batchTransactionId,
    clientTransactionId: ids[index] ?? "",
  }));
  const verdicts = await addAllocations(desk.ctx, actor, batchTransactionId, requests);
  const accepted = verdicts.filter((verdict) => verdict.status === "PENDING").length;
  const batchId = await batchIdOf(desk, batchTransactionId);
  return { batchTransactionId, batchId, actor, requests, verdicts, accepted };
}

/** Opens a batch with the lines and closes it with the number that was accepted. */
export async function closeWith(desk: Desk, input: BatchInput): Promise<OpenedBatch> {
  const batch = await openWith(desk, input);
  const { batchTransactionId, accepted } = batch;
  await closeBatch(desk.ctx, batch.actor, { batchTransactionId, allocations: accepted });
  return batch;
}

/** Walks this one batch as far as it goes. */
export const walk = (desk: Desk, batch: OpenedBatch, ctx = desk.ctx): Promise<void> =>
  walkBatch(ctx, { firmId: batch.actor.firmId, batchId: batch.batchId }, AbortSignal.timeout(120_000));

/** Opens, fills, closes and walks a batch to its end. */
export async function runBatch(desk: Desk, input: BatchInput): Promise<OpenedBatch> {
  const batch = await closeWith(desk, input);
  await walk(desk, batch);
  return batch;
}

export type StoredAllocation = {
  account: string;
  side: Side;
  status: string;
  rejectCode: string | null;
  rejectReason: string | null;
  quantity: string | null;
  gross: string | null;
  fee: string | null;
  netMoney: string | null;
};

/** The allocations of a batch in ascending clientTransactionId, money and coins as plain text. */
export async function allocationsOf(desk: Desk, batch: OpenedBatch): Promise<StoredAllocation[]> {
  const { rows } = await desk.owner.query<StoredAllocation>(
    `select account, side, status, reject_code as "rejectCode", reject_reason as "rejectReason", trim_scale(quantity)::text as quantity,
       trim_scale(gross)::text as gross, trim_scale(fee)::text as fee, trim_scale(net_money)::text as "netMoney"
     from allocations where batch_id = $1 order by client_transaction_id`,
    [batch.batchId],
  );
  return rows;
}

export async function batchOf(desk: Desk, batch: OpenedBatch) {
  const { rows } = await desk.owner.query<{
    status: string;
    rejectCode: string | null;
    rejectReason: string | null;
    attention: string | null;
    referencePrice: string;
    eventSeq: number;
  }>(
    `select status, reject_code as "rejectCode", reject_reason as "rejectReason", attention, trim_scale(reference_price)::text as "referencePrice",
       event_seq as "eventSeq" from batches where id = $1`,
    [batch.batchId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`there is no batch ${batch.batchId}`);
  return row;
}

/** The order of a batch with its fills; undefined when there is none. */
export async function orderOf(desk: Desk, batch: OpenedBatch) {
  const { rows } = await desk.owner.query<{
    clientOrderId: string;
    side: Side;
    status: string;
    timeInForce: string;
    quantity: string | null;
    notional: string | null;
    maximumQuantity: string | null;
    cumulativeQuantity: string;
    averagePrice: string | null;
    fills: { quantity: string; price: string }[];
  }>(
    `select client_order_id as "clientOrderId", side, status, time_in_force as "timeInForce", trim_scale(quantity)::text as quantity,
       trim_scale(notional)::text as notional, trim_scale(maximum_quantity)::text as "maximumQuantity",
       trim_scale(cumulative_quantity)::text as "cumulativeQuantity", trim_scale(average_price)::text as "averagePrice",
       (select coalesce(json_agg(json_build_object('quantity', trim_scale(f.quantity)::text, 'price', trim_scale(f.price)::text) order by f.executed_at, f.execution_id), '[]')
          from fills f where f.order_id = o.id) as fills
     from orders o where batch_id = $1`,
    [batch.batchId],
  );
  return rows[0];
}

export type StoredEvent = { seq: number; kind: string; status: string; body: ReturnType<typeof JSON.parse> };

/** The events of a batch in their order. */
export async function eventsOf(desk: Desk, batch: OpenedBatch): Promise<StoredEvent[]> {
  const { rows } = await desk.owner.query<StoredEvent>(
    "select seq, kind, status, body::json as body from outbox_events where batch_id = $1 order by seq",
    [batch.batchId],
  );
  return rows;
}

/** What the events of a batch tell, in their order; how often a working order is told of is left out, for it hangs on the venue's pace. */
export async function toldOf(desk: Desk, batch: OpenedBatch): Promise<string[]> {
  const told = (await eventsOf(desk, batch)).map((event) => `${event.kind} ${event.status}`);
  return told.filter((one) => one !== "order PARTIALLY_FILLED");
}

/** What an account holds and what is due, by asset, plain text. */
export async function holdingsOf(desk: Desk, account: string): Promise<Record<string, string>> {
  const { rows } = await desk.owner.query<{ asset: string; amount: string }>(
    `select b.asset || case when b.ledger_account_id = i.ledger_account_id then '' else ' due' end as asset, trim_scale(b.amount)::text as amount
       from investor_accounts i join balances b on b.ledger_account_id in (i.ledger_account_id, i.unsettled_ledger_account_id) where i.account = $1`,
    [account],
  );
  return Object.fromEntries(rows.map((row) => [row.asset, row.amount]));
}

/** How many orders the venue itself has under the batch's clientOrderId, and what became of each submission. */
export async function venueLogOf(desk: { venueUrl: string }, clientOrderId: string) {
  const answer = await fetch(`${desk.venueUrl}/log?clientOrderId=${encodeURIComponent(clientOrderId)}`);
  const log = (await answer.json()) as { requests: { outcome: string }[]; orders: Record<string, number> };
  return {
    orders: log.orders[clientOrderId] ?? 0,
    outcomes: log.requests.map((request) => request.outcome),
  };
}
