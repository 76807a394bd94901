import type { Actor, Context } from "@/server/context";
import { pgArray } from "@/server/db/arrays";
import { type BatchRow, getBatch, getInstrument } from "@/server/db/batches";
import { type FirmLedger, postAllocations, readFirmLedger } from "@/server/db/journal";
import { findOrderOfBatch, listFills, type OrderRow } from "@/server/db/orders";
import { appendEvents, notifyBatch } from "@/server/db/outbox";
import { rejectAllocations } from "@/server/db/refusals";
import {
  type CompletedRequest,
  completeAllocations,
  readSplitColumns,
  type Share,
  type SplitColumns,
} from "@/server/db/shares";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { readFirmTerms } from "@/server/db/validation";
import { neededUnits } from "@/server/domain/allocation/cumulative";
import { type Split, splitFills } from "@/server/domain/allocation/split";
import { amountDecimals, type Instrument, USD_DECIMALS } from "@/server/domain/asset";
import { batchCan } from "@/server/domain/batch/status";
import { fromUnits, toUnits } from "@/server/domain/decimal";
import { assert } from "@/server/domain/errors";
import { completePayload, echoAllocation } from "@/server/domain/events";
import { type FeeSchedule, feeCents, feeTerms, netMoneyCents } from "@/server/domain/fees/commission";
import { rejectReason } from "@/server/domain/reject-reasons";

/** Allocations that commit together: their shares, entries, balances and events. */
const CHUNK = 5_000;

type Plan = {
  batch: BatchRow;
  order: OrderRow;
  instrument: Instrument;
  ledger: FirmLedger;
  schedule: FeeSchedule;
  columns: Omit<SplitColumns, "amounts">;
  split: Split;
};

/**
 * Allocates the order's fills to the batch's allocations at the average price (P2–P7). The split is a pure function of the frozen
 * statement and the fills: computed once over all of them, then applied in chunks that each commit allocations, journal entries,
 * balances and events together. Called again after a crash it computes the same split and applies what is missing. An allocation
 * whose share is less than one unit is REJECTED "No liquidity". Holds the batch in each chunk; no transaction spans the batch.
 */
export async function allocateFills(ctx: Context, actor: Actor, batchId: string): Promise<void> {
  const plan = await withFirmTx(ctx.pool, actor.firmId, (tx) => makePlan(tx, batchId), {
    statementTimeoutMs: 120_000,
  });
  if (plan === null) return;
  for (const chunk of chunksOfPending(plan.columns)) {
    // Every batch of a firm books on the same firm accounts: a chunk of another one is waited for, not worth doing this one again.
    await withFirmTx(ctx.pool, actor.firmId, (tx) => applyChunk(ctx, tx, plan, chunk), {
      statementTimeoutMs: 60_000,
      lockTimeoutMs: 30_000,
    });
    await ctx.reach("chunk.committed");
  }
}

async function makePlan(tx: Tx, batchId: string): Promise<Plan | null> {
  const batch = await getBatch(tx, batchId, "none");
  const order = await findOrderOfBatch(tx, batchId, false);
  const instrument = await getInstrument(tx, batch.symbol);
  if (!batchCan("allocateFills", batch)) return null;
  assert(order !== null && order.averagePrice !== null, `batch ${batchId} has nothing to allocate`);
  const terms = await readFirmTerms(tx);
  const columns = await readSplitColumns(tx, batchId);
  const fills = await listFills(tx, order.id);
  const split = splitFills({
    type: batch.type,
    instrument,
    orderSide: order.side,
    fills,
    rows: splitRows(batch, instrument, columns),
  });
  assert(
    split.publishedPrice === order.averagePrice,
    `batch ${batchId}: the split's price is not the order's`,
  );
  // The amounts are needed for the split only; a chunk reads its own again.
  columns.amounts.length = 0;
  return { batch, order, instrument, ledger: await readFirmLedger(tx), schedule: terms, columns, split };
}

function splitRows(batch: BatchRow, instrument: Instrument, columns: SplitColumns) {
  const decimals = amountDecimals(batch.type, instrument);
  const amountUnits = columns.amounts.map((amount) => toUnits(amount, decimals));
  if (batch.type === "QUANTITY") return { sides: columns.sides, amountUnits };
  // What was reserved at validation is the most an investor gives, however far the price moved (P10).
  const terms = { type: batch.type, instrument, referencePrice: batch.referencePrice ?? "" };
  const maximumUnits = columns.sides.map((side, index) =>
    side === "BUY"
      ? null
      : neededUnits({ clientTransactionId: "", side, amount: columns.amounts[index] ?? "" }, terms),
  );
  return { sides: columns.sides, amountUnits, maximumUnits };
}

/** Row numbers of the allocations still PENDING, in the order they were stored, so that a chunk touches neighbouring pages. */
function chunksOfPending(columns: Plan["columns"]): number[][] {
  const pending = columns.ids.flatMap((id, index) =>
    columns.pending[index] ? [{ id: BigInt(id), index }] : [],
  );
  pending.sort((a, b) => (a.id < b.id ? -1 : 1));
  const chunks: number[][] = [];
  for (let from = 0; from < pending.length; from += CHUNK)
    chunks.push(pending.slice(from, from + CHUNK).map((row) => row.index));
  return chunks;
}

async function applyChunk(ctx: Context, tx: Tx, plan: Plan, chunk: readonly number[]): Promise<void> {
  const now = ctx.clock.now();
  const batch = await getBatch(tx, plan.batch.id, "update");
  if (!batchCan("allocateFills", batch)) return;
  const served = chunk.filter((index) => (plan.split.quantityUnits[index] ?? 0n) > 0n);
  const unserved = chunk.filter((index) => plan.split.quantityUnits[index] === 0n);
  const shares = served.map((index) => shareOf(plan, index));
  const moved = await completeAllocations(tx, batch.id, now, shares);
  // Another worker has applied some of it: this one's plan is stale, and the next walk starts from what is stored.
  if (moved.size !== shares.length) throw new StalePlan(batch.id);
  await postAllocations(
    tx,
    batch,
    now,
    plan.instrument.baseAsset,
    plan.ledger,
    pgArray(shares, (share) => share.id),
  );
  await ctx.reach("chunk.written");
  await tx.execute("update batches set completed_count = completed_count + $2 where id = $1", [
    batch.id,
    moved.size,
  ]);
  await appendEvents(
    tx,
    batch.id,
    now,
    served.map((index, at) => completeEvent(plan, index, shares[at], moved)),
  );
  const rejection = { code: "NO_LIQUIDITY" as const, reason: rejectReason.noLiquidity() };
  const refused = await rejectAllocations(
    tx,
    batch,
    now,
    unserved.map((index) => ({ id: plan.columns.ids[index] ?? "", rejection })),
  );
  if (refused !== unserved.length) throw new StalePlan(batch.id);
  await notifyBatch(tx, batch.id);
}

/** Two workers met on one batch; the one that throws this changed nothing. */
export class StalePlan extends Error {
  override readonly name = "StalePlan";
  readonly retry = true;
}

function shareOf(plan: Plan, index: number): Share {
  const { columns, split, instrument } = plan;
  const side = columns.sides[index];
  const grossCents = split.grossCents[index];
  const quantityUnits = split.quantityUnits[index];
  assert(
    side !== undefined && grossCents !== undefined && quantityUnits !== undefined,
    `row ${index} has no share`,
  );
  const own = {
    bpsCommission: columns.bpsCommissions[index] ?? null,
    fixedCommission: columns.fixedCommissions[index] ?? null,
  };
  const fee = feeCents({ side, grossCents, ...feeTerms(own, plan.schedule) });
  return {
    id: columns.ids[index] ?? "",
    quantity: fromUnits(quantityUnits, instrument.quantityDecimals),
    gross: fromUnits(grossCents, USD_DECIMALS),
    fee: fromUnits(fee, USD_DECIMALS),
    netMoney: fromUnits(netMoneyCents(side, grossCents, fee), USD_DECIMALS),
  };
}

function completeEvent(
  plan: Plan,
  index: number,
  share: Share | undefined,
  requests: ReadonlyMap<string, CompletedRequest>,
) {
  const { columns } = plan;
  const row = share === undefined ? undefined : requests.get(share.id);
  assert(share !== undefined && row !== undefined, `row ${index} has no share`);
  const request = echoAllocation({
    account: row.account,
    amount: row.amount,
    batchTransactionId: plan.batch.batchTransactionId,
    clientTransactionId: row.clientTransactionId,
    side: columns.sides[index] ?? "BUY",
    symbol: plan.batch.symbol,
    bpsCommission: columns.bpsCommissions[index] ?? null,
    fixedCommission: columns.fixedCommissions[index] ?? null,
  });
  const payload = completePayload({
    createdAt: row.createdAt,
    id: row.publicId,
    request,
    netMoney: share.netMoney,
    price: plan.split.publishedPrice,
    quantity: share.quantity,
    fee: share.fee,
  });
  return { kind: "allocation" as const, status: "COMPLETE", allocationId: share.id, payload };
}
