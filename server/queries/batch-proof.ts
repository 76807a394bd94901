import type pg from "pg";
import { findOrderOfBatch, listFills } from "@/server/db/orders";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { readFirmTerms } from "@/server/db/validation";
import type { Side } from "@/server/domain/allocation/status";
import type { Instrument } from "@/server/domain/asset";
import {
  exactPrice,
  type Proof,
  type ProofAllocation,
  type ProofHead,
  requestRejectCodes,
} from "@/server/domain/batch/proof";
import { plainDecimal } from "@/server/domain/decimal";
import { AppError, assert } from "@/server/domain/errors";
import { averagePrice } from "@/server/domain/fill/average-price";
import { getBatchOf } from "./batch-views";

export type OpenedProof = { batchId: string; head: ProofHead };

/**
 * The proof of a batch without its allocations, which are read page by page. What can still change in a batch in progress is read
 * here first, so that allocations read later are never behind it. Throws BATCH_NOT_FOUND, and NOT_FOUND before the batch is closed.
 */
export function openProof(pool: pg.Pool, firmId: string, batchTransactionId: string): Promise<OpenedProof> {
  const read = async (tx: Tx): Promise<OpenedProof> => {
    const batch = await getBatchOf(tx, batchTransactionId);
    const statement = await findStatement(tx, batch.id);
    if (statement === null) {
      const message = `batch ${batchTransactionId} has no allocation statement, because it was not closed`;
      throw new AppError("NOT_FOUND", message, { status: batch.status });
    }
    const instrument = await getInstrument(tx, batch.symbol);
    const order = await findOrderOfBatch(tx, batch.id, false);
    const fills = order === null ? [] : await listFills(tx, order.id);
    const { bpsCommission, fixedCommission } = await readFirmTerms(tx);
    const head: ProofHead = {
      format: "prorata/proof/1",
      batch: {
        batchTransactionId,
        id: batch.publicId,
        symbol: batch.symbol,
        type: batch.type,
        partialFill: batch.partialFill,
        mixedSides: batch.mixedSides,
        status: batch.status,
        rejectReason: batch.rejectReason,
        createdAt: batch.createdAt.toISOString(),
      },
      instrument,
      feeSchedule: { bpsCommission, fixedCommission },
      referencePrice: batch.referencePrice === null ? null : plainDecimal(batch.referencePrice),
      statement,
      order: order === null ? null : orderOf(order),
      fills: fills.map((fill) => ({
        id: fill.executionId,
        quantity: fill.quantity,
        price: fill.price,
        executedAt: fill.executedAt.toISOString(),
      })),
      averagePrice: priceOf(fills, instrument),
      totals: await sumSides(tx, batch.id),
      firmAllocationAccountUsd: await leftWithFirm(tx, batch.id),
    };
    return { batchId: batch.id, head };
  };
  return withFirmTx(pool, firmId, read, { statementTimeoutMs: 60_000 });
}

const orderOf = (order: NonNullable<Awaited<ReturnType<typeof findOrderOfBatch>>>): Proof["order"] => ({
  clientOrderId: order.clientOrderId,
  side: order.side,
  type: "MARKET",
  quantity: order.quantity,
  notional: order.notional,
  maximumQuantity: order.maximumQuantity,
  cumulativeQuantity: order.cumulativeQuantity,
  status: order.status,
});

function priceOf(
  fills: readonly { quantity: string; price: string }[],
  instrument: Instrument,
): Proof["averagePrice"] {
  if (fills.length === 0) return null;
  const price = averagePrice(fills, instrument);
  const { numerator, denominator } = exactPrice(price, instrument.quantityDecimals);
  return { numerator: String(numerator), denominator: String(denominator), published: price.published };
}

async function findStatement(tx: Tx, batchId: string): Promise<Proof["statement"] | null> {
  const rows = await tx.query<Omit<Proof["statement"], "frozenAt"> & { frozenAt: Date }>(
    `select encode(sha256, 'hex') as sha256, line_count as lines, trim_scale(buy_amount)::text as "buyAmount",
       trim_scale(sell_amount)::text as "sellAmount", frozen_at as "frozenAt" from allocation_statements where batch_id = $1`,
    [batchId],
  );
  const row = rows[0];
  return row === undefined ? null : { ...row, frozenAt: row.frozenAt.toISOString() };
}

/** The instrument of a batch, whether or not it may still be traded. */
async function getInstrument(tx: Tx, symbol: string): Promise<Instrument> {
  const rows = await tx.query<Instrument>(
    `select symbol, base_asset as "baseAsset", quantity_decimals as "quantityDecimals", price_decimals as "priceDecimals",
       trim_scale(minimum_order_quantity)::text as "minimumOrderQuantity", trim_scale(minimum_order_notional)::text as "minimumOrderNotional"
     from instruments where symbol = $1`,
    [symbol],
  );
  const row = rows[0];
  assert(row !== undefined, `a closed batch has no instrument ${symbol}`);
  return row;
}

type SideTotals = Proof["totals"]["BUY"];

async function sumSides(tx: Tx, batchId: string): Promise<Proof["totals"]> {
  const rows = await tx.query<SideTotals & { side: Side }>(
    `select side, count(*)::int as allocations, trim_scale(sum(quantity))::text as quantity, trim_scale(sum(gross))::text as gross,
       trim_scale(sum(fee))::text as fee, trim_scale(sum(net_money))::text as "netMoney"
     from allocations where batch_id = $1 and status = 'COMPLETE' group by side`,
    [batchId],
  );
  const of = (side: Side): SideTotals => {
    const { side: _, ...totals } = rows.find((row) => row.side === side) ?? nothing;
    return totals;
  };
  return { BUY: of("BUY"), SELL: of("SELL") };
}
const nothing = { side: null, allocations: 0, quantity: "0", gross: "0", fee: "0", netMoney: "0" };

async function leftWithFirm(tx: Tx, batchId: string): Promise<string> {
  const [row] = await tx.query<{ amount: string }>(
    `select trim_scale(coalesce(sum(p.amount), 0))::text as amount
       from journal_entries e join postings p on p.entry_id = e.id
       join firm_allocation_accounts f on f.firm_id = $1 and f.ledger_account_id = p.ledger_account_id
      where e.batch_id = $2 and p.asset = 'USD'`,
    [tx.firmId, batchId],
  );
  return row?.amount ?? "0";
}

/** The next allocations of the frozen statement in the order they arrived; `after` is the last id of the page before. */
export function readProofPage(
  pool: pg.Pool,
  firmId: string,
  at: { batchId: string; after: string; limit: number },
): Promise<(ProofAllocation & { rowId: string })[]> {
  return withFirmTx(pool, firmId, (tx) =>
    tx.query<ProofAllocation & { rowId: string }>(
      `select id::text as "rowId", client_transaction_id as "clientTransactionId", account, side, amount::text as amount,
         bps_commission as "bpsCommission", fixed_commission::text as "fixedCommission", status, reject_code as "rejectCode",
         reject_reason as "rejectReason", trim_scale(quantity)::text as quantity, trim_scale(gross)::text as gross,
         trim_scale(fee)::text as fee, trim_scale(net_money)::text as "netMoney"
       from allocations where batch_id = $1 and id > $2 and not (status = 'REJECTED' and reject_code = any($3::text[]))
       order by id limit $4`,
      [at.batchId, at.after, requestRejectCodes, at.limit],
    ),
  );
}
