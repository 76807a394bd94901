import type { CumulativeRow } from "@/server/domain/allocation/cumulative";
import type { Instrument } from "@/server/domain/asset";
import type { BatchRow } from "./batches";
import type { Tx } from "./transaction";

/** One firm validates one batch at a time, so that two batches cannot both count on the same coins or the same cash. */
export async function lockFirmValidation(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('prorata.validate', $1::bigint))", [
    tx.firmId,
  ]);
}

export type OverdrawnRow = CumulativeRow & {
  id: string;
  investorAccountId: string;
  /** Tradable coins less what other batches in progress need, plain text, possibly negative. */
  tradable: string;
  /** Settled USD less what is due and what other batches in progress need, plain text, possibly negative. */
  buyingPower: string;
};

/**
 * What each PENDING allocation of batches needs, as SQL: the pair of neededUnits and neededCents in domain/allocation/cumulative.ts
 * (P10); a test compares the two. Needs aliases a (allocation), b (batch), i (instrument), f (firm) and the joins of grossAndFee. Only exact
 * operations: a quotient of numerics is rounded to some 16 digits before it could be rounded up here.
 */
export const needs = `
  case when a.side = 'SELL' then case b.type when 'QUANTITY' then a.amount else (div(need.n, need.d) + sign(mod(need.n, need.d))) * need.unit end else 0 end as coin,
  case when a.side = 'BUY' then gross.usd + round(gross.usd * fee.bps * 0.0001, 2) + fee.fixed else 0 end as usd`;
/** The joins that `needs` reads, at a price given as SQL. */
export const grossAndFee = (price: string): string => `
  cross join lateral (select a.amount * 11 * ('1e' || i.quantity_decimals)::numeric as n, ${price} * 10 as d, ('1e-' || i.quantity_decimals)::numeric as unit) need
  cross join lateral (select case b.type when 'NOTIONAL' then a.amount else round(a.amount * ${price} * 1.1, 2) end as usd) gross
  cross join lateral (select case when a.bps_commission is null and a.fixed_commission is null then f.default_bps_commission else coalesce(a.bps_commission, 0) end as bps,
    case when a.bps_commission is null and a.fixed_commission is null then f.default_fixed_commission else coalesce(a.fixed_commission, 0) end as fixed) fee`;

/**
 * All allocations of the accounts that together need more than their account has: candidates for refusal, nobody else is. Counts
 * what the firm's other batches in progress still need. One statement, one view of the books; assumes lockFirmValidation.
 */
export async function findOverdrawn(
  tx: Tx,
  batch: BatchRow,
  instrument: Instrument,
  terms: { referencePrice: string; checkBuyingPower: boolean },
): Promise<OverdrawnRow[]> {
  return tx.query<OverdrawnRow>(
    `with needed as materialized (
       select a.id, a.investor_account_id, ${needs}
         from batches b join instruments i on i.symbol = b.symbol join firms f on f.id = b.firm_id
         join allocations a on a.batch_id = b.id and a.status = 'PENDING' ${grossAndFee("$3::numeric")}
        where b.id = $2),
     mine as materialized (select investor_account_id, sum(coin) as coin, sum(usd) as usd from needed group by 1),
     others as materialized (
       select investor_account_id, sum(coin) filter (where base_asset = $4) as coin, sum(usd) as usd from (
         select a.investor_account_id, i.base_asset, ${needs}
           from batches b join instruments i on i.symbol = b.symbol join firms f on f.id = b.firm_id
           join allocations a on a.batch_id = b.id and a.status = 'PENDING' ${grossAndFee("b.reference_price")}
          where b.firm_id = $1 and b.status = 'IN_PROGRESS' and b.id <> $2 and b.reference_price is not null) x group by 1),
     has as materialized (
       select m.investor_account_id, coalesce(coin.amount, 0) - coalesce(o.coin, 0) as tradable,
         coalesce(usd.amount, 0) + least(coalesce(due.amount, 0), 0) - coalesce(o.usd, 0) as buying_power, m.coin, m.usd
         from mine m join investor_accounts ia on ia.id = m.investor_account_id
         left join balances coin on coin.ledger_account_id = ia.ledger_account_id and coin.asset = $4
         left join balances usd on usd.ledger_account_id = ia.ledger_account_id and usd.asset = 'USD'
         left join balances due on due.ledger_account_id = ia.unsettled_ledger_account_id and due.asset = 'USD'
         left join others o on o.investor_account_id = m.investor_account_id)
     select a.id, a.investor_account_id as "investorAccountId", a.client_transaction_id as "clientTransactionId", a.side, a.amount::text as amount,
       a.bps_commission as "bpsCommission", a.fixed_commission::text as "fixedCommission",
       trim_scale(h.tradable)::text as tradable, trim_scale(h.buying_power)::text as "buyingPower"
       from has h join needed n using (investor_account_id) join allocations a on a.id = n.id
      where h.coin > h.tradable or ($5 and h.usd > h.buying_power)`,
    [tx.firmId, batch.id, terms.referencePrice, instrument.baseAsset, terms.checkBuyingPower],
  );
}

export type FirmTerms = { checkBuyingPower: boolean; bpsCommission: number; fixedCommission: string };

/** The firm's switches that a batch is validated and charged by. */
export async function readFirmTerms(tx: Tx): Promise<FirmTerms> {
  const rows = await tx.query<FirmTerms>(
    `select check_buying_power as "checkBuyingPower", default_bps_commission as "bpsCommission",
       trim_scale(default_fixed_commission)::text as "fixedCommission" from firms where id = $1`,
    [tx.firmId],
  );
  const terms = rows[0];
  if (terms === undefined) throw new Error(`firm ${tx.firmId} does not exist`);
  return terms;
}
