import type { Invariant } from "./invariant";

/** The journal and the balances: nothing appears, nothing vanishes, and every posting has its reason. */
export const bookInvariants: readonly Invariant[] = [
  {
    name: "every journal entry balances per asset",
    sql: "select entry_id, asset, sum(amount) as off from postings group by 1, 2 having sum(amount) <> 0",
  },
  {
    name: "the ledger of a firm sums to nothing per asset",
    sql: "select firm_id, asset, sum(amount) as off from postings group by 1, 2 having sum(amount) <> 0",
  },
  {
    name: "a journal entry stands on at least two legs, and no leg is nothing or not a number",
    sql: `select e.id, null::numeric as amount from journal_entries e
        left join (select entry_id, count(*) as legs from postings group by 1) p on p.entry_id = e.id where coalesce(p.legs, 0) < 2
      union all select p.entry_id, p.amount from postings p left join journal_entries e on e.id = p.entry_id
        where e.id is null or p.amount = 0 or p.amount = 'NaN'`,
  },
  {
    name: "a balance is the sum of its postings",
    sql: `select coalesce(b.ledger_account_id, s.ledger_account_id) as ledger_account_id, coalesce(b.asset, s.asset) as asset, b.amount, s.amount as posted
      from balances b full join (select ledger_account_id, asset, sum(amount) as amount from postings group by 1, 2) s using (ledger_account_id, asset)
      where coalesce(b.amount, 0) <> coalesce(s.amount, 0)`,
  },
  {
    name: "an investor holds no coins and no settled cash below nothing",
    sql: `select b.ledger_account_id, b.asset, b.amount, b.overdraft from balances b join ledger_accounts l on l.id = b.ledger_account_id
      where (l.kind = 'INVESTOR' and b.amount < 0) or b.overdraft <> (l.kind <> 'INVESTOR')`,
  },
  {
    name: "a fill has one entry, with exactly its legs",
    sql: `select f.id from fills f join orders o on o.id = f.order_id join instruments n on n.symbol = o.symbol
        left join journal_entries e on e.fill_id = f.id left join postings p on p.entry_id = e.id left join ledger_accounts l on l.id = p.ledger_account_id
      group by f.id, o.id, n.symbol, e.id having e.id is null or e.batch_id <> o.batch_id or count(*) <> 4
        or coalesce(sum(p.amount) filter (where l.kind = 'MARKET' and p.asset = n.base_asset), 0) <> case o.side when 'BUY' then -f.quantity else f.quantity end
        or coalesce(sum(p.amount) filter (where l.kind = 'MARKET' and p.asset = 'USD'), 0) <> case o.side when 'BUY' then f.quantity * f.price else -f.quantity * f.price end
        or count(*) filter (where l.kind = 'FIRM_ALLOCATION') <> 2`,
  },
  {
    name: "a complete allocation has one entry, with exactly its legs",
    sql: `select a.id from allocations a join batches b on b.id = a.batch_id join instruments n on n.symbol = b.symbol join investor_accounts i on i.id = a.investor_account_id
        left join journal_entries e on e.allocation_id = a.id left join postings p on p.entry_id = e.id left join ledger_accounts l on l.id = p.ledger_account_id
      where a.status = 'COMPLETE' group by a.id, b.id, n.symbol, i.id, e.id having e.id is null or e.batch_id <> a.batch_id
        or count(*) <> 2 + (a.net_money <> 0)::int + (a.gross <> 0)::int + (a.fee <> 0)::int
        or coalesce(sum(p.amount) filter (where l.id = i.ledger_account_id and p.asset = n.base_asset), 0) <> case a.side when 'BUY' then a.quantity else -a.quantity end
        or coalesce(sum(p.amount) filter (where l.id = i.unsettled_ledger_account_id and p.asset = 'USD'), 0) <> case a.side when 'BUY' then -a.net_money else a.net_money end
        or coalesce(sum(p.amount) filter (where l.kind = 'FIRM_ALLOCATION' and p.asset = n.base_asset), 0) <> case a.side when 'BUY' then -a.quantity else a.quantity end
        or coalesce(sum(p.amount) filter (where l.kind = 'FIRM_ALLOCATION' and p.asset = 'USD'), 0) <> case a.side when 'BUY' then a.gross else -a.gross end
        or coalesce(sum(p.amount) filter (where l.kind = 'FEE_REVENUE' and p.asset = 'USD'), 0) <> a.fee`,
  },
  {
    name: "an allocation that is not complete moves nothing, and a rejected one says why",
    sql: `select a.id, a.status from allocations a left join journal_entries e on e.allocation_id = a.id
      where a.status <> 'COMPLETE' and (e.id is not null or a.quantity is not null or a.net_money is not null
        or (a.status = 'REJECTED') <> (a.reject_code is not null and a.reject_reason is not null))`,
  },
  {
    name: "the firm keeps no coins of a finished batch, and at most half a cent a side in dust",
    sql: `select e.batch_id, p.asset, sum(p.amount) as kept from journal_entries e join batches b on b.id = e.batch_id and b.status in ('COMPLETE', 'REJECTED')
      join postings p on p.entry_id = e.id join ledger_accounts l on l.id = p.ledger_account_id and l.kind = 'FIRM_ALLOCATION'
      group by 1, 2 having case p.asset when 'USD' then abs(sum(p.amount)) > 0.005 *
        (select count(distinct a.side) from allocations a where a.batch_id = e.batch_id and a.status = 'COMPLETE') else sum(p.amount) <> 0 end`,
  },
];
