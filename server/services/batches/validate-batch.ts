import type { Actor, Context } from "@/server/context";
import { type BatchRow, batchView, findInstrument, getBatch, sumPending } from "@/server/db/batches";
import { insertOrder, orderEvent } from "@/server/db/orders";
import { appendEvents, notifyBatch } from "@/server/db/outbox";
import { rejectAllocations } from "@/server/db/refusals";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import {
  type FirmTerms,
  findOverdrawn,
  lockFirmValidation,
  type OverdrawnRow,
  readFirmTerms,
} from "@/server/db/validation";
import { type CumulativeTerms, checkCumulative, neededUnits } from "@/server/domain/allocation/cumulative";
import { amountDecimals, type Instrument, USD_DECIMALS } from "@/server/domain/asset";
import { batchCan } from "@/server/domain/batch/status";
import { Decimal, fromUnits, toUnits } from "@/server/domain/decimal";
import { assert } from "@/server/domain/errors";
import { aggregate } from "@/server/domain/order/aggregate";
import { type Rejection, rejectReason } from "@/server/domain/reject-reasons";

/**
 * Validates a CLOSED batch over all its allocations together (P10), refuses those that do not fit, and commits with that either
 * the one order it will send or the reason why the batch is on its way to REJECTED. One transaction; a batch past CLOSED is left
 * alone. Holds the firm's validation lock and the batch. Throws VenueFault when there is no reference quote.
 */
export async function validateBatch(ctx: Context, actor: Actor, batchId: string): Promise<void> {
  const symbol = await withFirmTx(
    ctx.pool,
    actor.firmId,
    async (tx) => (await getBatch(tx, batchId, "none")).symbol,
  );
  // Asked before the transaction, because nothing slow may happen inside one.
  const quote = await ctx.venue.getQuote(symbol);
  const validate = async (tx: Tx): Promise<void> => {
    const batch = await getBatch(tx, batchId, "update");
    if (!batchCan("validate", batch)) return;
    await lockFirmValidation(tx);
    const instrument = await findInstrument(tx, batch.symbol);
    assert(instrument !== null, `batch ${batch.batchTransactionId} has no instrument ${batch.symbol}`);
    const firm = await readFirmTerms(tx);
    const referencePrice = midPrice(quote, instrument);
    const terms = cumulativeTerms(batch, instrument, firm, referencePrice);
    const overdrawn = await findOverdrawn(tx, batch, instrument, {
      referencePrice,
      checkBuyingPower: firm.checkBuyingPower,
    });
    const now = ctx.clock.now();
    await markInProgress(tx, batch, referencePrice, now);
    await rejectAllocations(tx, batch, now, refuseOverdrawn(overdrawn, terms, firm.checkBuyingPower));
    await decide(tx, batch, terms, now);
    await ctx.reach("validate.decided");
    await notifyBatch(tx, batch.id);
  };
  await withFirmTx(ctx.pool, actor.firmId, validate, { statementTimeoutMs: 120_000, lockTimeoutMs: 30_000 });
  await ctx.reach("validate.committed");
}

/** The middle of bid and ask at the instrument's price increment, half-up. */
const midPrice = (quote: { bid: string; ask: string }, instrument: Instrument): string =>
  new Decimal(quote.bid).plus(quote.ask).div(2).toDecimalPlaces(instrument.priceDecimals).toFixed();

const cumulativeTerms = (
  batch: BatchRow,
  instrument: Instrument,
  firm: FirmTerms,
  referencePrice: string,
): CumulativeTerms => ({
  type: batch.type,
  instrument,
  referencePrice,
  feeSchedule: { bpsCommission: firm.bpsCommission, fixedCommission: firm.fixedCommission },
});

async function markInProgress(tx: Tx, batch: BatchRow, referencePrice: string, now: Date): Promise<void> {
  await tx.execute(
    "update batches set status = 'IN_PROGRESS', reference_price = $2, validated_at = $3 where id = $1",
    [batch.id, referencePrice, now],
  );
  const view = batchView({ ...batch, status: "IN_PROGRESS" }, batch.declaredCount ?? 0);
  await appendEvents(tx, batch.id, now, [
    { kind: "batch", status: "IN_PROGRESS", allocationId: null, payload: view },
  ]);
}

/** The rows of overdrawn accounts that do not fit, account by account, by the domain's rule. */
function refuseOverdrawn(
  rows: readonly OverdrawnRow[],
  terms: CumulativeTerms,
  checkBuyingPower: boolean,
): { id: string; rejection: Rejection }[] {
  const byAccount = Map.groupBy(rows, (row) => row.investorAccountId);
  return [...byAccount.values()].flatMap((accountRows) => {
    const [first] = accountRows;
    assert(first !== undefined, "an account without rows");
    const means = {
      tradableUnits: toUnits(first.tradable, terms.instrument.quantityDecimals),
      buyingPowerCents: checkBuyingPower ? toUnits(first.buyingPower, USD_DECIMALS) : null,
    };
    const verdicts = checkCumulative(accountRows, means, terms);
    return accountRows.flatMap((row, index) => {
      const rejection = verdicts[index] ?? null;
      return rejection === null ? [] : [{ id: row.id, rejection }];
    });
  });
}

/** Commits what follows from the allocations that are left: the order with its event, or why there is none. */
async function decide(tx: Tx, batch: BatchRow, terms: CumulativeTerms, now: Date): Promise<void> {
  const sums = await sumPending(tx, batch.id);
  const decimals = amountDecimals(batch.type, terms.instrument);
  const sellUnits = toUnits(sums.SELL.amount, decimals);
  const decision = aggregate({
    buyUnits: toUnits(sums.BUY.amount, decimals),
    sellUnits,
    buyCount: sums.BUY.count,
    sellCount: sums.SELL.count,
    mixedSides: batch.mixedSides,
  });
  if (decision.kind === "reject") return refuse(tx, batch, decision);
  const size = fromUnits(decision.units, decimals);
  const notionalSell = batch.type === "NOTIONAL" && decision.side === "SELL";
  const maximumQuantity = notionalSell
    ? await reservedQuantity(tx, batch, terms, decision.units, sellUnits)
    : null;
  // The difference of the sides is worth less than a coin unit: no order can be made of it.
  if (maximumQuantity === "0") return refuse(tx, batch, netZero());
  const order = await insertOrder(tx, {
    batchId: batch.id,
    clientOrderId: `batch-${batch.publicId}`,
    symbol: batch.symbol,
    side: decision.side,
    timeInForce: batch.partialFill === "ALL_OR_NONE" ? "FOK" : "IOC",
    quantity: batch.type === "QUANTITY" ? size : null,
    notional: batch.type === "NOTIONAL" ? size : null,
    maximumQuantity,
    createdAt: now,
  });
  await appendEvents(tx, batch.id, now, [orderEvent(order, batch.batchTransactionId, [])]);
}

const netZero = (): Rejection => ({ code: "NET_ZERO", reason: rejectReason.netZero() });

async function refuse(tx: Tx, batch: BatchRow, { code, reason }: Rejection): Promise<void> {
  await tx.execute("update batches set refusal_code = $2, refusal_reason = $3 where id = $1", [
    batch.id,
    code,
    reason,
  ]);
}

/**
 * The most coins the order of a notional SELL may sell: the share of the investors' reserved coins that goes to the market, so
 * that nobody can be asked for more than was reserved (P10).
 */
async function reservedQuantity(
  tx: Tx,
  batch: BatchRow,
  terms: CumulativeTerms,
  orderUnits: bigint,
  sellUnits: bigint,
): Promise<string> {
  const rows = await tx.query<{ amount: string; count: number }>(
    "select trim_scale(amount)::text as amount, count(*)::int as count from allocations where batch_id = $1 and status = 'PENDING' and side = 'SELL' group by 1",
    [batch.id],
  );
  const reserved = rows.reduce(
    (sum, row) =>
      sum +
      neededUnits({ clientTransactionId: "", side: "SELL", amount: row.amount }, terms) * BigInt(row.count),
    0n,
  );
  return fromUnits((reserved * orderUnits) / sellUnits, terms.instrument.quantityDecimals);
}
