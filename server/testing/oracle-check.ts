import { expect } from "vitest";
import {
  allocationsOf,
  batchOf,
  type Desk,
  type OpenedBatch,
  orderOf,
  type StoredAllocation,
} from "./batches";
import { add, divide, halfUp, multiply, oracleSplit, parse, type Rational, whole } from "./rational-oracle";

const units = (text: string, decimals: number): bigint =>
  halfUp(multiply(parse(text), whole(10n ** BigInt(decimals))));

export function plain(value: bigint, decimals: number): string {
  const digits = value.toString().padStart(decimals + 1, "0");
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, "");
}

const ceiling = ({ n, d }: Rational): bigint => (n + d - 1n) / d;

/** Coin units held back for a SELL in dollars: amount + 10 % at the reference price, rounded up (P10). */
export const heldBack = (amount: string, referencePrice: string, decimals = 8): bigint =>
  ceiling(
    multiply(
      divide(multiply(parse(amount), { n: 11n, d: 10n }), parse(referencePrice)),
      whole(10n ** BigInt(decimals)),
    ),
  );

/** The fee of policies P5, as cents: on top, half-up, and of a SELL at most its gross. */
function feeOf(
  side: "BUY" | "SELL",
  gross: bigint,
  terms: { bpsCommission?: number; fixedCommission?: string },
): bigint {
  const bps = halfUp(multiply(whole(gross), { n: BigInt(terms.bpsCommission ?? 0), d: 10_000n }));
  const fee = bps + units(terms.fixedCommission ?? "0", 2);
  return side === "SELL" && fee > gross ? gross : fee;
}

/**
 * Compares a finished batch of a sandbox instrument, row by row, with the oracle's split of the same fills: quantities, gross, fee,
 * netMoney, the published price and the dust left with the firm. `schedule` is the firm's fee. Answers the stored allocations.
 */
export async function expectAsOracle(
  desk: Desk,
  batch: OpenedBatch,
  schedule: { bpsCommission?: number; fixedCommission?: string } = {},
): Promise<StoredAllocation[]> {
  const stored = await allocationsOf(desk, batch);
  const order = await orderOf(desk, batch);
  const { referencePrice, status } = await batchOf(desk, batch);
  expect(status).toBe("COMPLETE");
  if (order === undefined) throw new Error("the batch has no order");
  const took = (one: StoredAllocation): boolean =>
    one.status === "COMPLETE" || one.rejectCode === "NO_LIQUIDITY";
  const rows = batch.requests
    .toSorted((a, b) => (a.clientTransactionId < b.clientTransactionId ? -1 : 1))
    .flatMap((request, index) => {
      const one = stored[index];
      return one !== undefined && took(one) ? [{ request, one }] : [];
    });
  const type = order.quantity === null ? ("NOTIONAL" as const) : ("QUANTITY" as const);
  const answer = oracleSplit({
    type,
    quantityDecimals: 8,
    priceDecimals: 2,
    orderSide: order.side,
    fills: order.fills,
    rows: rows.map(({ request }) => ({
      side: request.side,
      amount: units(request.amount, type === "NOTIONAL" ? 2 : 8),
      maximum:
        type === "NOTIONAL" && request.side === "SELL" ? heldBack(request.amount, referencePrice) : null,
    })),
  });
  const expected = rows.map(({ request }, index) => {
    const quantity = answer.quantityUnits[index] ?? 0n;
    const gross = answer.grossCents[index] ?? 0n;
    if (quantity === 0n)
      return { status: "REJECTED", quantity: null, gross: null, fee: null, netMoney: null };
    const own = request.bpsCommission != null || request.fixedCommission != null;
    const terms = own
      ? { bpsCommission: request.bpsCommission ?? 0, fixedCommission: request.fixedCommission ?? "0" }
      : schedule;
    const fee = feeOf(request.side, gross, terms);
    const net = request.side === "BUY" ? gross + fee : gross - fee;
    return {
      status: "COMPLETE",
      quantity: plain(quantity, 8),
      gross: plain(gross, 2),
      fee: plain(fee, 2),
      netMoney: plain(net, 2),
    };
  });
  expect(rows.map(({ one }) => one)).toMatchObject(expected);
  expect(order.averagePrice).toBe(plain(answer.publishedPriceUnits, 2));
  const { rows: dust } = await desk.owner.query(
    `select coalesce(sum(p.amount), 0)::text as kept from journal_entries e join postings p on p.entry_id = e.id
       join ledger_accounts l on l.id = p.ledger_account_id and l.kind = 'FIRM_ALLOCATION' where e.batch_id = $1 and p.asset = 'USD'`,
    [batch.batchId],
  );
  const kept = add(parse(dust[0].kept.replace("-", "")), whole(0n));
  const signed = dust[0].kept.startsWith("-") ? { n: -kept.n, d: kept.d } : kept;
  expect(signed.n * answer.dust.d).toBe(answer.dust.n * signed.d);
  return stored;
}
