import type { Actor, Context } from "@/server/context";
import { type BatchRow, getBatch, getInstrument } from "@/server/db/batches";
import { type FirmLedger, type Leg, postFill, readFirmLedger } from "@/server/db/journal";
import {
  type FillRow,
  findOrderOfBatch,
  insertFills,
  listFills,
  type OrderRow,
  orderEvent,
  updateOrder,
} from "@/server/db/orders";
import { appendEvents, notifyBatch } from "@/server/db/outbox";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import type { Instrument } from "@/server/domain/asset";
import { batchCan } from "@/server/domain/batch/status";
import { Decimal, fromUnits, toUnits } from "@/server/domain/decimal";
import { assert } from "@/server/domain/errors";
import { averagePrice } from "@/server/domain/fill/average-price";
import { fillPostings } from "@/server/domain/journal/entry";
import { type OrderStatus, orderIsFinal } from "@/server/domain/order/status";
import { type Rejection, rejectReason } from "@/server/domain/reject-reasons";
import type { VenueOrder } from "@/server/integrations/ports";

/**
 * Records what the venue says of the batch's order: each execution once by its id, in any order of arrival, with its journal entry,
 * and the order's new sums. The order is finished when the venue is done and the fills recorded here add up to what it filled; an
 * order with nothing filled puts the batch on its way to REJECTED. The order's event goes with it: PARTIALLY_FILLED for executions of
 * a working order, the final one once. Holds batch, then order. Answers the order's status. Throws
 * InvariantError, and records nothing, when the report contradicts what is recorded or fills more than was ordered.
 */
export async function recordFills(
  ctx: Context,
  actor: Actor,
  batchId: string,
  venueOrder: VenueOrder,
): Promise<OrderStatus> {
  const status = await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const batch = await getBatch(tx, batchId, "update");
    const order = await findOrderOfBatch(tx, batchId, true);
    assert(
      order !== null && order.clientOrderId === venueOrder.clientOrderId,
      `batch ${batchId} has no order ${venueOrder.clientOrderId}`,
    );
    if (!batchCan("recordFill", batch) || orderIsFinal(order.status)) return order.status;
    const instrument = await getInstrument(tx, order.symbol);
    const now = ctx.clock.now();
    const fresh = await insertFills(tx, order.id, distinct(venueOrder));
    const ledger = await readFirmLedger(tx);
    for (const fill of fresh)
      await postFill(tx, now, { batchId, fillId: fill.id, legs: legsOf(order, fill, instrument, ledger) });
    const fills = await listFills(tx, order.id);
    assertBelievable(order, venueOrder, fills, instrument);
    const next = nextStatus(order, venueOrder, fills, instrument);
    const changed = await writeReport(tx, order, venueOrder, { fills, instrument, status: next, now });
    const refusal = refusalOf(changed);
    if (refusal !== null) await refuseBatch(tx, batch, refusal);
    await tell(tx, batch, changed, { fills, fresh, now });
    if (fresh.length > 0 || next !== order.status) await notifyBatch(tx, batchId);
    return next;
  });
  await ctx.reach("fills.recorded");
  if (orderIsFinal(status)) await ctx.reach("order.finished");
  return status;
}

/** A venue may report one execution twice; two different executions under one id is a fault of its. */
function distinct(venueOrder: VenueOrder): VenueOrder["executions"] {
  const byId = new Map<string, VenueOrder["executions"][number]>();
  for (const execution of venueOrder.executions) {
    const first = byId.get(execution.id);
    assert(
      first === undefined || (first.quantity === execution.quantity && first.price === execution.price),
      `execution ${execution.id} was reported with two contents`,
    );
    byId.set(execution.id, execution);
  }
  return [...byId.values()];
}

/** Nobody may be allocated anything on a report that contradicts an earlier one, or that fills more than was ordered. */
function assertBelievable(
  order: OrderRow,
  venueOrder: VenueOrder,
  fills: readonly FillRow[],
  instrument: Instrument,
): void {
  const recorded = new Map(fills.map((fill) => [fill.executionId, fill]));
  for (const { id, quantity, price } of venueOrder.executions) {
    const fill = recorded.get(id);
    assert(fill !== undefined, `execution ${id} of order ${order.clientOrderId} is booked on another order`);
    const same = new Decimal(fill.quantity).eq(quantity) && new Decimal(fill.price).eq(price);
    assert(same, `execution ${id} was reported with two contents`);
  }
  const quantity = fills.reduce((sum, fill) => sum.plus(fill.quantity), new Decimal(0));
  const most = order.quantity ?? order.maximumQuantity;
  assert(most === null || quantity.lte(most), `order ${order.clientOrderId}: ${quantity} filled of ${most}`);
  if (order.notional === null) return;
  // A SELL stops with the unit that reaches its notional, a BUY before the unit it cannot pay for.
  const over = worthOf(fills).minus(order.notional);
  const limit = order.side === "BUY" ? new Decimal(0) : worthOfOneUnit(fills, instrument);
  assert(over.lte(limit), `order ${order.clientOrderId}: filled ${over} USD above ${order.notional}`);
}

const worthOf = (fills: readonly FillRow[]): Decimal =>
  fills.reduce((sum, fill) => sum.plus(new Decimal(fill.quantity).times(fill.price)), new Decimal(0));

/** USD of the smallest coin unit at the highest price of the fills. */
const worthOfOneUnit = (fills: readonly FillRow[], instrument: Instrument): Decimal =>
  fills
    .reduce((most, fill) => Decimal.max(most, fill.price), new Decimal(0))
    .times(new Decimal(10).pow(-instrument.quantityDecimals));

function legsOf(order: OrderRow, fill: FillRow, instrument: Instrument, ledger: FirmLedger): Leg[] {
  const exact = averagePrice([fill], instrument);
  const entry = fillPostings({
    side: order.side,
    quantityUnits: toUnits(fill.quantity, instrument.quantityDecimals),
    costNumerator: exact.costNumerator,
    costDecimals: exact.costDecimals,
  });
  return entry.map((leg) => ({
    ledgerAccountId: leg.role === "MARKET" ? ledger.market : ledger.firmAllocation,
    asset: leg.asset === "COIN" ? instrument.baseAsset : "USD",
    amount:
      leg.asset === "COIN"
        ? fromUnits(leg.units, instrument.quantityDecimals)
        : fromUnits(leg.units, exact.costDecimals),
  }));
}

function nextStatus(
  order: OrderRow,
  venueOrder: VenueOrder,
  fills: readonly FillRow[],
  instrument: Instrument,
): OrderStatus {
  const filled = fills.reduce((sum, fill) => sum + toUnits(fill.quantity, instrument.quantityDecimals), 0n);
  const reported = toUnits(venueOrder.cumulativeQuantity, instrument.quantityDecimals);
  if (venueOrder.status === "REJECTED") {
    assert(filled === 0n, `order ${order.clientOrderId} was refused after ${filled} units were filled`);
    return "REJECTED";
  }
  if (venueOrder.status === "WORKING") return "WORKING";
  // Done, but an execution is still to be reported: the fills here must add up before anyone is allocated anything.
  assert(filled <= reported, `order ${order.clientOrderId}: ${filled} units recorded, ${reported} reported`);
  if (filled < reported) return "WORKING";
  if (filled === 0n) return "CANCELLED";
  return isWhole(order, fills, instrument) ? "FILLED" : "PARTIALLY_FILLED";
}

/** A quantity is filled to the unit; a notional is filled when what is left cannot buy one more unit at the highest price. */
function isWhole(order: OrderRow, fills: readonly FillRow[], instrument: Instrument): boolean {
  if (order.quantity !== null) {
    return fills.reduce((sum, fill) => sum.plus(fill.quantity), new Decimal(0)).eq(order.quantity);
  }
  return new Decimal(order.notional ?? 0).minus(worthOf(fills)).lt(worthOfOneUnit(fills, instrument));
}

function writeReport(
  tx: Tx,
  order: OrderRow,
  venueOrder: VenueOrder,
  at: { fills: readonly FillRow[]; instrument: Instrument; status: OrderStatus; now: Date },
): Promise<OrderRow> {
  const price = at.fills.length === 0 ? null : averagePrice(at.fills, at.instrument);
  const reason = venueOrder.rejectReason ?? (at.status === "REJECTED" ? "no reason given" : null);
  return updateOrder(tx, order.id, {
    status: at.status,
    venueOrderId: venueOrder.venueOrderId,
    rejectReason: reason,
    cumulativeQuantity: price === null ? "0" : fromUnits(price.quantityUnits, at.instrument.quantityDecimals),
    cumulativeCost: price === null ? "0" : fromUnits(price.costNumerator, price.costDecimals),
    averagePrice: price?.published ?? null,
    finishedAt: orderIsFinal(at.status) ? at.now : null,
  });
}

function refusalOf(order: OrderRow): Rejection | null {
  if (order.status === "CANCELLED") return { code: "NO_LIQUIDITY", reason: rejectReason.noLiquidity() };
  if (order.status === "REJECTED")
    return { code: "VENUE_REJECTED", reason: rejectReason.venueRejected(order.rejectReason ?? "") };
  return null;
}

/** One event for a report that brought executions or ended the order: of both, the end alone is told, with those executions. */
async function tell(
  tx: Tx,
  batch: BatchRow,
  order: OrderRow,
  report: { fills: readonly FillRow[]; fresh: readonly FillRow[]; now: Date },
): Promise<void> {
  if (report.fresh.length === 0 && !orderIsFinal(order.status)) return;
  const ids = new Set(report.fresh.map((fill) => fill.id));
  const inOrder = report.fills.filter((fill) => ids.has(fill.id));
  await appendEvents(tx, batch.id, report.now, [orderEvent(order, batch.batchTransactionId, inOrder)]);
}

async function refuseBatch(tx: Tx, batch: BatchRow, refusal: Rejection): Promise<void> {
  await tx.execute("update batches set refusal_code = $2, refusal_reason = $3 where id = $1", [
    batch.id,
    refusal.code,
    refusal.reason,
  ]);
}
