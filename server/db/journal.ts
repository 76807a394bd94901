import { pgArray } from "./arrays";
import type { BatchRow } from "./batches";
import type { Tx } from "./transaction";

export type FirmLedger = { firmAllocation: string; feeRevenue: string; market: string };

/** The firm's own ledger accounts; the Firm Allocation Account is the one that the firm has named. */
export async function readFirmLedger(tx: Tx): Promise<FirmLedger> {
  const rows = await tx.query<{ kind: string; id: string }>(
    `select l.kind, l.id from ledger_accounts l where l.firm_id = $1 and (l.kind in ('FEE_REVENUE', 'MARKET')
       or l.id = (select f.ledger_account_id from firm_allocation_accounts f where f.firm_id = $1)) order by l.id`,
    [tx.firmId],
  );
  const id = (kind: string): string => {
    const row = rows.find((one) => one.kind === kind);
    if (row === undefined) throw new Error(`firm ${tx.firmId} has no ${kind} ledger account`);
    return row.id;
  };
  return { firmAllocation: id("FIRM_ALLOCATION"), feeRevenue: id("FEE_REVENUE"), market: id("MARKET") };
}

const firmLast = "(a.kind in ('FIRM_ALLOCATION', 'FEE_REVENUE', 'MARKET'))";

/**
 * Adds the legs to the balances, once per account and asset, locked in account order so that two batches cannot deadlock. Balances
 * that exist are updated and only missing ones inserted: PostgreSQL checks a row to insert before it looks for a conflict, so a
 * negative change of an investor's coins would be refused as if it were the balance. Each join goes through an index, because the
 * planner knows nothing of how many legs there are.
 */
const addToBalances = (legs: string): string => `
  , d as materialized (select ledger_account_id, asset, sum(amount) as amount from ${legs} group by 1, 2),
  locked as materialized (
    select b.ledger_account_id, b.asset, d.amount from d join balances b using (ledger_account_id, asset) join ledger_accounts a on a.id = b.ledger_account_id
     order by ${firmLast}, b.ledger_account_id, b.asset for no key update of b),
  changed as (
    update balances b set amount = b.amount + l.amount from locked l where b.ledger_account_id = l.ledger_account_id and b.asset = l.asset returning 1)
  insert into balances (ledger_account_id, asset, firm_id, amount, overdraft)
  select d.ledger_account_id, d.asset, $1, d.amount, a.kind <> 'INVESTOR' from d join ledger_accounts a on a.id = d.ledger_account_id
    left join balances b on b.ledger_account_id = d.ledger_account_id and b.asset = d.asset
   where b.ledger_account_id is null order by ${firmLast}, d.ledger_account_id, d.asset
  on conflict (ledger_account_id, asset) do update set amount = balances.amount + excluded.amount`;

/** One posting of a small entry, amount as plain decimal text. */
export type Leg = { ledgerAccountId: string; asset: string; amount: string };

/** Posts the balanced entry of one fill and its balances; the database refuses legs that do not sum to nothing. */
export async function postFill(
  tx: Tx,
  at: Date,
  fill: { batchId: string; fillId: string; legs: readonly Leg[] },
): Promise<void> {
  await tx.execute(
    `with e as (insert into journal_entries (firm_id, kind, batch_id, fill_id, posted_at) values ($1, 'FILL', $2, $3, $4) returning id),
     p as (insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount)
       select e.id, u.line, $1, u.account, u.asset, u.amount from e,
         unnest($5::bigint[], $6::text[], $7::numeric[]) with ordinality as u (account, asset, amount, line)
       returning ledger_account_id, asset, amount)
     ${addToBalances("p")}`,
    [
      tx.firmId,
      fill.batchId,
      fill.fillId,
      at,
      pgArray(fill.legs, (leg) => leg.ledgerAccountId),
      pgArray(fill.legs, (leg) => leg.asset),
      pgArray(fill.legs, (leg) => leg.amount),
    ],
  );
}

/**
 * Posts one balanced entry for each of the allocations, which are COMPLETE in this transaction, with its postings and balances,
 * as one statement. The legs are allocationPostings of domain/journal/entry.ts said in SQL; a test compares the two. Assumes the
 * batch is held; locks balances in account order, the firm's own last.
 */
export async function postAllocations(
  tx: Tx,
  batch: BatchRow,
  at: Date,
  asset: string,
  ledger: FirmLedger,
  allocationIds: string,
): Promise<void> {
  await tx.execute(
    `with e as (insert into journal_entries (firm_id, kind, batch_id, allocation_id, posted_at)
       select $1, 'ALLOCATION', $2, u.id, $3 from unnest($4::bigint[]) as u (id) returning id, allocation_id),
     p as (insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount)
       select e.id, leg.line, $1, leg.account, leg.asset, leg.amount * case a.side when 'BUY' then 1 else -1 end * leg.sign_of_fee
         from e join allocations a on a.id = e.allocation_id join investor_accounts i on i.id = a.investor_account_id
         cross join lateral (values
           (1, i.ledger_account_id, $5::text, a.quantity, 1),
           (2, $6::bigint, $5::text, -a.quantity, 1),
           (3, i.unsettled_ledger_account_id, 'USD', -a.net_money, 1),
           (4, $6::bigint, 'USD', a.gross, 1),
           (5, $7::bigint, 'USD', a.fee, case a.side when 'BUY' then 1 else -1 end)) as leg (line, account, asset, amount, sign_of_fee)
        where leg.amount <> 0
       returning ledger_account_id, asset, amount)
     ${addToBalances("p")}`,
    [tx.firmId, batch.id, at, allocationIds, asset, ledger.firmAllocation, ledger.feeRevenue],
  );
}
