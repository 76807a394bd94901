import type { Tx } from "./transaction";
import { grossAndFee, needs } from "./validation";

/** What an investor account holds of one asset, plain decimal text. */
export type PositionRow = { asset: string; current: string; settled: string; tradable: string };

/**
 * The positions of an account by asset, null when the firm has no such account. `current` counts what is still to settle; `tradable`
 * is what is settled, less what is due and what batches in progress hold back, and never below nothing (P10).
 */
export async function readPositions(tx: Tx, account: string): Promise<PositionRow[] | null> {
  const found = await tx.query<{ id: string }>(
    "select id from investor_accounts where firm_id = $1 and account = $2",
    [tx.firmId, account],
  );
  const id = found[0]?.id;
  if (id === undefined) return null;
  return tx.query<PositionRow>(
    `with held as (
       select b.asset, sum(b.amount) as current, sum(b.amount) filter (where b.ledger_account_id = ia.ledger_account_id) as settled,
         sum(least(b.amount, 0)) filter (where b.ledger_account_id = ia.unsettled_ledger_account_id) as due
         from investor_accounts ia join balances b on b.ledger_account_id in (ia.ledger_account_id, ia.unsettled_ledger_account_id)
        where ia.id = $2 group by b.asset),
     needed as (
       select i.base_asset, ${needs}
         from batches b join instruments i on i.symbol = b.symbol join firms f on f.id = b.firm_id
         join allocations a on a.batch_id = b.id and a.status = 'PENDING' and a.investor_account_id = $2 ${grossAndFee("b.reference_price")}
        where b.firm_id = $1 and b.status = 'IN_PROGRESS' and b.reference_price is not null),
     reserved as (
       select asset, sum(amount) as amount from (
         select base_asset as asset, coin as amount from needed union all select 'USD', usd from needed) n group by asset)
     select h.asset, trim_scale(h.current)::text as current, trim_scale(coalesce(h.settled, 0))::text as settled,
       trim_scale(greatest(coalesce(h.settled, 0) + coalesce(h.due, 0) - coalesce(r.amount, 0), 0))::text as tradable
     from held h left join reserved r on r.asset = h.asset order by h.asset`,
    [tx.firmId, id],
  );
}
