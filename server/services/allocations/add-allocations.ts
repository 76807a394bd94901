import { v4 as uuidv4 } from "uuid";
import type { Actor, Context } from "@/server/context";
import {
  findAccountIds,
  findRequests,
  type InsertedAllocation,
  insertAllocations,
  type NewAllocation,
  readTradable,
} from "@/server/db/allocations";
import { type BatchRow, findBatch, findInstrument } from "@/server/db/batches";
import { appendEvents, type EventDraft } from "@/server/db/outbox";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { type AllocationRequest, checkAllocation } from "@/server/domain/allocation/verdict";
import type { Instrument } from "@/server/domain/asset";
import { batchCan } from "@/server/domain/batch/status";
import { assert, type RejectCode } from "@/server/domain/errors";
import { echoAllocation, rejectedPayload } from "@/server/domain/events";
import { type Rejection, rejectReason } from "@/server/domain/reject-reasons";

/** What became of one request. A `duplicate` is the same request sent again unchanged; `stored` says that a row exists for it now. */
export type AllocationVerdict = {
  clientTransactionId: string;
  status: "PENDING" | "REJECTED";
  duplicate: boolean;
  code?: RejectCode;
  rejectReason?: string;
  id: string;
  createdAt: Date;
};

/** Rows of one transaction: large enough to be set-based, small enough to hold locks, and the event loop, shortly. */
const CHUNK = 5_000;

/**
 * Adds allocations to a batch, each with its own verdict in the order given. A refused one is stored REJECTED with its event,
 * except when its clientTransactionId was used before or the batch does not exist: then nothing is stored (P11). Chunks of
 * 5,000 commit one by one; sending all again is safe.
 */
export async function addAllocations(
  ctx: Context,
  actor: Actor,
  batchTransactionId: string,
  requests: readonly AllocationRequest[],
): Promise<AllocationVerdict[]> {
  const verdicts: AllocationVerdict[] = [];
  for (let from = 0; from < requests.length; from += CHUNK) {
    for (const verdict of await addChunk(ctx, actor, batchTransactionId, requests.slice(from, from + CHUNK)))
      verdicts.push(verdict);
  }
  return verdicts;
}

/** The verdicts the same call would give now, without storing anything; in pieces, so that a large one holds nobody up. */
export async function previewAllocations(
  ctx: Context,
  actor: Actor,
  batchTransactionId: string,
  requests: readonly AllocationRequest[],
): Promise<AllocationVerdict[]> {
  const verdicts: AllocationVerdict[] = [];
  const earlier = new Map<string, AllocationRequest>();
  for (let from = 0; from < requests.length; from += CHUNK) {
    const chunk = requests.slice(from, from + CHUNK);
    for (const verdict of await previewChunk(ctx, actor, batchTransactionId, chunk, earlier))
      verdicts.push(verdict);
    for (const request of chunk) {
      if (!earlier.has(request.clientTransactionId)) earlier.set(request.clientTransactionId, request);
    }
  }
  return verdicts;
}

async function previewChunk(
  ctx: Context,
  actor: Actor,
  batchTransactionId: string,
  requests: readonly AllocationRequest[],
  earlier: ReadonlyMap<string, AllocationRequest>,
): Promise<AllocationVerdict[]> {
  const now = ctx.clock.now();
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const batch = await findBatch(tx, batchTransactionId, "none");
    if (batch === null) return requests.map((request) => refusal(request, batchNotFound(), now));
    const judged = await judge(tx, batch, requests);
    const used = await findRequests(
      tx,
      requests.map((request) => request.clientTransactionId),
    );
    const isUsed = (id: string): boolean => used.has(id) || earlier.has(id);
    const inserted = firstOfEach(judged)
      .filter((row) => !isUsed(row.request.clientTransactionId))
      .map((row) => ({
        id: "0",
        publicId: uuidv4(),
        clientTransactionId: row.request.clientTransactionId,
        createdAt: now,
      }));
    return answer(tx, requests, judged, inserted, now, earlier);
  });
}

async function addChunk(
  ctx: Context,
  actor: Actor,
  batchTransactionId: string,
  requests: readonly AllocationRequest[],
): Promise<AllocationVerdict[]> {
  // Allocations of one batch arrive side by side under a shared lock; a refusal needs the batch lock for its event's number.
  // Upgrading a shared lock could deadlock, so the transaction starts over with the stronger one instead.
  return (
    (await tryChunk(ctx, actor, batchTransactionId, requests, "share")) ??
    (await tryChunk(ctx, actor, batchTransactionId, requests, "update")) ??
    []
  );
}

async function tryChunk(
  ctx: Context,
  actor: Actor,
  batchTransactionId: string,
  requests: readonly AllocationRequest[],
  lock: "share" | "update",
): Promise<AllocationVerdict[] | null> {
  const now = ctx.clock.now();
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const batch = await findBatch(tx, batchTransactionId, lock);
    if (batch === null) return requests.map((request) => refusal(request, batchNotFound(), now));
    const judged = await judge(tx, batch, requests);
    const rows = firstOfEach(judged);
    if (lock === "share" && rows.some((row) => row.rejection !== null)) return null;
    await ctx.reach("allocate.checked");
    const inserted = await insertAllocations(tx, batch.id, now, rows);
    await appendEvents(tx, batch.id, now, rejectionEvents(rows, inserted));
    return answer(tx, requests, judged, inserted, now);
  });
}

const batchNotFound = (): Rejection => ({ code: "BATCH_NOT_FOUND", reason: rejectReason.batchNotFound() });

/** One verdict a request, from the batch as it is held, its instrument and the accounts that exist. */
async function judge(
  tx: Tx,
  batch: BatchRow,
  requests: readonly AllocationRequest[],
): Promise<NewAllocation[]> {
  const accounts = [...new Set(requests.map((request) => request.account))];
  const accountIds = await findAccountIds(tx, accounts);
  const instrument = await findInstrument(tx, batch.symbol);
  const tradable =
    instrument === null ? new Map<string, string>() : await smallSells(tx, batch, instrument, requests);
  const open = batchCan("allocate", batch);
  const notOpen = (): Rejection => ({ code: "BATCH_NOT_OPEN", reason: rejectReason.batchNotOpen(batch) });
  return requests.map((request) => {
    const investorAccountId = accountIds.get(request.account) ?? null;
    if (!open || instrument === null) return { request, investorAccountId, rejection: notOpen() };
    const rejection = checkAllocation(request, {
      batch,
      instrument,
      accountExists: investorAccountId !== null,
      tradable: tradable.get(request.account),
    });
    return { request, investorAccountId, rejection };
  });
}

/** Positions are read only where a SELL below the minimum could be the whole of one (P9). */
async function smallSells(
  tx: Tx,
  batch: BatchRow,
  instrument: Instrument,
  requests: readonly AllocationRequest[],
): Promise<Map<string, string>> {
  if (batch.type !== "QUANTITY" || instrument.minimumOrderQuantity === smallestUnit(instrument))
    return new Map();
  const sellers = requests.filter((request) => request.side === "SELL").map((request) => request.account);
  return sellers.length === 0 ? new Map() : readTradable(tx, sellers, instrument.baseAsset);
}

const smallestUnit = (instrument: Instrument): string =>
  instrument.quantityDecimals === 0 ? "1" : `0.${"1".padStart(instrument.quantityDecimals, "0")}`;

/** The first request with each clientTransactionId; the later ones are repeats of it. */
function firstOfEach(rows: readonly NewAllocation[]): NewAllocation[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (seen.has(row.request.clientTransactionId)) return false;
    seen.add(row.request.clientTransactionId);
    return true;
  });
}

function rejectionEvents(
  rows: readonly NewAllocation[],
  inserted: readonly InsertedAllocation[],
): EventDraft[] {
  if (rows.every((row) => row.rejection === null)) return [];
  const byId = new Map(inserted.map((row) => [row.clientTransactionId, row]));
  return rows.flatMap(({ request, rejection }) => {
    const row = byId.get(request.clientTransactionId);
    if (rejection === null || row === undefined) return [];
    const payload = rejectedPayload({
      createdAt: row.createdAt.toISOString(),
      id: row.publicId,
      rejectReason: rejection.reason,
      request: echoAllocation(request),
    });
    return [{ kind: "allocation" as const, status: "REJECTED", allocationId: row.id, payload }];
  });
}

async function answer(
  tx: Tx,
  requests: readonly AllocationRequest[],
  judged: readonly NewAllocation[],
  inserted: readonly InsertedAllocation[],
  now: Date,
  earlier: ReadonlyMap<string, AllocationRequest> = new Map(),
): Promise<AllocationVerdict[]> {
  const fresh = new Map(inserted.map((row) => [row.clientTransactionId, row]));
  const repeats =
    inserted.length === requests.length ? [] : requests.map((request) => request.clientTransactionId);
  const stored =
    repeats.length === 0
      ? new Map()
      : await findRequests(
          tx,
          repeats.filter((id) => !fresh.has(id)),
        );
  const firsts = new Map(firstOfEach(judged).map((row) => [row.request.clientTransactionId, row.request]));
  return requests.map((request, index) => {
    const row = fresh.get(request.clientTransactionId);
    if (row !== undefined && judged[index]?.request === request && firstUse(fresh, request)) {
      const rejection = judged[index]?.rejection ?? null;
      return rejection === null
        ? accepted(request, row)
        : { ...refusal(request, rejection, row.createdAt), id: row.publicId };
    }
    const first =
      stored.get(request.clientTransactionId) ??
      earlier.get(request.clientTransactionId) ??
      firsts.get(request.clientTransactionId);
    assert(first !== undefined, `clientTransactionId ${request.clientTransactionId} vanished`);
    const rejection: Rejection = {
      code: "DUPLICATE_CLIENT_TRANSACTION_ID",
      reason: rejectReason.duplicateClientTransactionId(),
    };
    return { ...refusal(request, rejection, now), duplicate: sameRequest(first, request) };
  });
}

/** True for the first request that uses the row; it is taken out, so that the next one with this id is a repeat. */
const firstUse = (fresh: Map<string, InsertedAllocation>, request: AllocationRequest): boolean =>
  fresh.delete(request.clientTransactionId);

const accepted = (request: AllocationRequest, row: InsertedAllocation): AllocationVerdict => ({
  clientTransactionId: request.clientTransactionId,
  status: "PENDING",
  duplicate: false,
  id: row.publicId,
  createdAt: row.createdAt,
});

const refusal = (request: AllocationRequest, rejection: Rejection, at: Date): AllocationVerdict => ({
  clientTransactionId: request.clientTransactionId,
  status: "REJECTED",
  duplicate: false,
  code: rejection.code,
  rejectReason: rejection.reason,
  id: uuidv4(),
  createdAt: at,
});

const sameRequest = (first: AllocationRequest, second: AllocationRequest): boolean =>
  first.account === second.account &&
  first.amount === second.amount &&
  first.batchTransactionId === second.batchTransactionId &&
  first.side === second.side &&
  first.symbol === second.symbol &&
  (first.bpsCommission ?? null) === (second.bpsCommission ?? null) &&
  (first.fixedCommission ?? null) === (second.fixedCommission ?? null);
