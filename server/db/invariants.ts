/** A rule of the books as a query that must return no row, with bad data that makes it return one. */
export type Invariant = { name: string; sql: string; poison: string };

/** What always holds, whatever the desk is doing at the moment. Adapted to every table that exists; each is shown to fail on its poison. */
export const invariants: readonly Invariant[] = [
  {
    name: "every journal entry balances per asset",
    sql: "select entry_id, asset, sum(amount) as off from postings group by 1, 2 having sum(amount) <> 0",
    poison:
      "update postings set amount = amount + 0.000000000000000001 where (entry_id, line) = (select entry_id, line from postings order by 1, 2 limit 1)",
  },
  {
    name: "the ledger of a firm sums to nothing per asset",
    sql: "select firm_id, asset, sum(amount) as off from postings group by 1, 2 having sum(amount) <> 0",
    poison:
      "delete from postings where (entry_id, line) = (select entry_id, line from postings order by 1, 2 limit 1)",
  },
  {
    name: "a journal entry stands on at least two legs",
    sql: "select e.id from journal_entries e left join (select entry_id, count(*) as legs from postings group by 1) p on p.entry_id = e.id where coalesce(p.legs, 0) < 2",
    poison: "insert into journal_entries (firm_id, kind) select id, 'DEPOSIT' from firms limit 1",
  },
  {
    name: "a balance is the sum of its postings",
    sql: `select coalesce(b.ledger_account_id, s.ledger_account_id) as ledger_account_id, coalesce(b.asset, s.asset) as asset, b.amount, s.amount as posted
      from balances b full join (select ledger_account_id, asset, sum(amount) as amount from postings group by 1, 2) s using (ledger_account_id, asset)
      where coalesce(b.amount, 0) <> coalesce(s.amount, 0)`,
    poison:
      "update balances set amount = amount + 0.01 where (ledger_account_id, asset) = (select ledger_account_id, asset from balances order by 1, 2 limit 1)",
  },
  {
    name: "an investor holds no coins and no settled cash below nothing",
    sql: "select b.* from balances b join ledger_accounts a on a.id = b.ledger_account_id where a.kind = 'INVESTOR' and (b.amount < 0 or b.overdraft)",
    poison:
      "update balances b set overdraft = true from ledger_accounts a where a.id = b.ledger_account_id and a.kind = 'INVESTOR'",
  },
  {
    name: "a batch has one order once it is validated and not refused, and none before",
    sql: `select b.id, b.status, o.id as order_id from batches b left join orders o on o.batch_id = b.id
      where (b.status in ('OPEN', 'CLOSED') and o.id is not null) or (b.status = 'COMPLETE' and o.id is null)
         or (b.status = 'IN_PROGRESS' and b.refusal_code is null and o.id is null)`,
    poison: "update batches set status = 'CLOSED' where status = 'COMPLETE'",
  },
  {
    name: "an order is the net of the allocations that passed validation",
    sql: `select o.id, coalesce(o.quantity, o.notional) as size, sum(case a.side when o.side then a.amount else -a.amount end) as net
      from orders o join allocations a on a.batch_id = o.batch_id and (a.status in ('PENDING', 'COMPLETE') or a.reject_code in ('NO_LIQUIDITY', 'VENUE_REJECTED'))
      group by o.id having coalesce(o.quantity, o.notional) <> sum(case a.side when o.side then a.amount else -a.amount end)`,
    poison: "update orders set notional = notional + 0.01 where notional is not null",
  },
  {
    name: "an order's sums are those of its fills",
    sql: `select o.id from orders o left join fills f on f.order_id = o.id group by o.id
      having o.cumulative_quantity <> coalesce(sum(f.quantity), 0) or o.cumulative_cost <> coalesce(sum(f.quantity * f.price), 0)`,
    poison: "update orders set cumulative_cost = cumulative_cost + 1",
  },
  {
    name: "what was allocated is what was filled, to the last unit",
    sql: `select b.id, o.cumulative_quantity, sum(case a.side when o.side then a.quantity else -a.quantity end) as allocated
      from batches b join orders o on o.batch_id = b.id join allocations a on a.batch_id = b.id and a.status = 'COMPLETE'
      where b.status = 'COMPLETE' group by b.id, o.id having o.cumulative_quantity <> sum(case a.side when o.side then a.quantity else -a.quantity end)`,
    poison:
      "update allocations set quantity = quantity + 0.00000001 where id = (select min(id) from allocations where status = 'COMPLETE')",
  },
  {
    name: "the gross of a side is its quantity at the average price, to the cent",
    sql: `select b.id, a.side, sum(a.gross) as gross, round(o.cumulative_cost * sum(a.quantity) / o.cumulative_quantity, 2) as due
      from batches b join orders o on o.batch_id = b.id join allocations a on a.batch_id = b.id and a.status = 'COMPLETE'
      where b.status = 'COMPLETE' group by b.id, a.side, o.id
      having sum(a.gross) <> round(o.cumulative_cost * sum(a.quantity) / o.cumulative_quantity, 2)`,
    poison:
      "update allocations set gross = gross + 0.01, net_money = net_money + 0.01 where id = (select min(id) from allocations where status = 'COMPLETE')",
  },
  {
    name: "nobody is two cents off the average price",
    sql: `select a.id, a.gross, a.quantity from allocations a join orders o on o.batch_id = a.batch_id
      where a.status = 'COMPLETE' and abs(a.gross - a.quantity * o.cumulative_cost / o.cumulative_quantity) >= 0.02`,
    poison:
      "update allocations set gross = gross + 0.05, net_money = net_money + 0.05 where id = (select min(id) from allocations where status = 'COMPLETE')",
  },
  {
    name: "the published price is the order's exact average, half-up",
    sql: `select o.id from orders o join instruments i using (symbol) where o.cumulative_quantity > 0
      and o.average_price is distinct from round(o.cumulative_cost / o.cumulative_quantity, i.price_decimals)`,
    poison: "update orders set average_price = average_price + 0.01 where average_price is not null",
  },
  {
    name: "the firm keeps no coins of a finished batch, and less than a cent a side in dust",
    sql: `select e.batch_id, p.asset, sum(p.amount) as kept from journal_entries e join batches b on b.id = e.batch_id and b.status = 'COMPLETE'
      join postings p on p.entry_id = e.id join ledger_accounts a on a.id = p.ledger_account_id and a.kind = 'FIRM_ALLOCATION'
      group by 1, 2 having case p.asset when 'USD' then abs(sum(p.amount)) > 0.01 else sum(p.amount) <> 0 end`,
    poison: `update postings set amount = amount * 2 where (entry_id, line) = (select p.entry_id, p.line from postings p join journal_entries e on e.id = p.entry_id
      join ledger_accounts a on a.id = p.ledger_account_id where e.kind = 'ALLOCATION' and a.kind = 'FIRM_ALLOCATION' and p.asset <> 'USD' limit 1)`,
  },
  {
    name: "a closed batch holds as many accepted allocations as were declared",
    sql: `select b.id, b.declared_count, s.line_count, count(a.id) as stored from batches b left join allocation_statements s on s.batch_id = b.id
      left join allocations a on a.batch_id = b.id and (a.status <> 'REJECTED' or a.finished_at > b.closed_at) and a.created_at <= b.closed_at
      where b.closed_at is not null group by b.id, s.batch_id
      having b.declared_count is distinct from count(a.id) or s.line_count is distinct from b.declared_count or b.accepted_count is distinct from b.declared_count`,
    poison: "update allocation_statements set line_count = line_count + 1",
  },
  {
    name: "a frozen statement still hashes to what was sealed",
    sql: `select s.batch_id from allocation_statements s join batches b on b.id = s.batch_id cross join lateral (
        select sha256(convert_to(coalesce(string_agg(a.client_transaction_id || '|' || a.account || '|' || a.side || '|' || a.amount || '|'
          || coalesce(a.bps_commission::text, '') || '|' || coalesce(a.fixed_commission::text, '') || E'\\n', '' order by a.client_transaction_id), ''), 'UTF8')) as now
        from allocations a where a.batch_id = b.id and a.created_at <= b.closed_at and (a.status <> 'REJECTED' or a.finished_at > b.closed_at)) h
      where h.now <> s.sha256`,
    poison:
      "update allocations set account = account || 'x' where id = (select min(id) from allocations where status = 'COMPLETE')",
  },
  {
    name: "a rejected or cancelled allocation moves nothing",
    sql: "select a.id from allocations a join journal_entries e on e.allocation_id = a.id where a.status in ('REJECTED', 'CANCELLED', 'PENDING')",
    poison:
      "update allocations set status = 'CANCELLED', quantity = null, gross = null, fee = null, net_money = null where id = (select min(id) from allocations where status = 'COMPLETE')",
  },
  {
    name: "a complete allocation has one entry, with exactly its legs",
    sql: `select a.id from allocations a join investor_accounts i on i.id = a.investor_account_id left join journal_entries e on e.allocation_id = a.id
      left join postings p on p.entry_id = e.id left join ledger_accounts l on l.id = p.ledger_account_id
      where a.status = 'COMPLETE' group by a.id, i.id having count(distinct e.id) <> 1
        or coalesce(sum(p.amount) filter (where l.id = i.ledger_account_id), 0) <> case a.side when 'BUY' then a.quantity else -a.quantity end
        or coalesce(sum(p.amount) filter (where l.id = i.unsettled_ledger_account_id), 0) <> case a.side when 'BUY' then -a.net_money else a.net_money end
        or coalesce(sum(p.amount) filter (where l.kind = 'FEE_REVENUE'), 0) <> a.fee`,
    poison:
      "update allocations set fee = fee + 1, net_money = net_money + 1 where id = (select min(id) from allocations where status = 'COMPLETE' and side = 'BUY')",
  },
  {
    name: "a batch moves only along its transitions, each with its event, up to its status",
    sql: `select b.id, x.before, x.status from batches b join (select batch_id, seq, status, lag(status) over w as before, lead(seq) over w is null as last
        from outbox_events where kind = 'batch' window w as (partition by batch_id order by seq)) x on x.batch_id = b.id
      where (x.last and x.status <> b.status) or not ((x.before is null and x.status in ('OPEN', 'REJECTED')) or (x.before = 'OPEN' and x.status in ('CLOSED', 'REJECTED'))
        or (x.before = 'CLOSED' and x.status in ('IN_PROGRESS', 'REJECTED')) or (x.before = 'IN_PROGRESS' and x.status in ('COMPLETE', 'REJECTED')))
      union all select b.id, null, b.status from batches b where not exists (select 1 from outbox_events e where e.batch_id = b.id and e.kind = 'batch')`,
    poison: "update batches set status = 'IN_PROGRESS' where status = 'COMPLETE'",
  },
  {
    name: "an allocation has an outcome exactly when it has one event of it",
    sql: `select a.id, a.status, e.status as event from allocations a full join outbox_events e on e.allocation_id = a.id
      where (e.allocation_id is not null or e.kind = 'allocation' or e.id is null) and
        case when a.id is null then e.kind = 'allocation' else (a.status <> 'PENDING') <> (e.id is not null) or e.status <> a.status end`,
    poison:
      "delete from outbox_events where kind = 'allocation' and id = (select min(id) from outbox_events where kind = 'allocation')",
  },
  {
    name: "the events of a batch are numbered from one without a gap",
    sql: `select b.id, b.event_seq, count(e.seq) as events from batches b left join outbox_events e on e.batch_id = b.id group by b.id
      having count(e.seq) <> b.event_seq or coalesce(max(e.seq), 0) <> b.event_seq or count(distinct e.seq) <> count(e.seq)`,
    poison: "update batches set event_seq = event_seq + 1",
  },
  {
    name: "positions run without a gap and cover what is placed",
    sql: `select firm_id, first_position, batch_id from (select r.*, lag(last_position, 1, 0) over (partition by firm_id order by first_position) as before,
        lag(last_seq, 1, 0) over (partition by batch_id order by first_seq) as seq_before from event_ranges r) x
      where first_position <> before + 1 or first_seq <> seq_before + 1
      union all select b.firm_id, null, b.id from batches b where b.positioned_seq <> coalesce((select max(last_seq) from event_ranges r where r.batch_id = b.id), 0)`,
    poison: "delete from event_ranges where first_position = 1",
  },
  {
    name: "an event's bytes say what its row says",
    sql: `select e.id from outbox_events e left join allocations a on a.id = e.allocation_id cross join lateral (select e.body::jsonb as body) j
      where j.body->>'message_id' <> e.message_id::text or j.body->>'event_type' <> e.event_type or j.body->'payload'->>'status' <> e.status
         or (e.status = 'COMPLETE' and e.kind = 'allocation' and ((j.body->'payload'->>'quantity')::numeric <> a.quantity or (j.body->'payload'->>'netMoney')::numeric <> a.net_money))`,
    poison: `update outbox_events set body = replace(body, '"status":"COMPLETE"', '"status":"REJECTED"') where status = 'COMPLETE' and kind = 'allocation'`,
  },
  {
    name: "what hangs together belongs to one firm",
    sql: `select 'allocation' as kind, a.id from allocations a join batches b on b.id = a.batch_id where a.firm_id <> b.firm_id
      union all select 'account', a.id from allocations a join investor_accounts i on i.id = a.investor_account_id where a.firm_id <> i.firm_id
      union all select 'order', o.id from orders o join batches b on b.id = o.batch_id where o.firm_id <> b.firm_id
      union all select 'fill', f.id from fills f join orders o on o.id = f.order_id where f.firm_id <> o.firm_id
      union all select 'posting', p.entry_id from postings p join journal_entries e on e.id = p.entry_id join ledger_accounts l on l.id = p.ledger_account_id where p.firm_id <> e.firm_id or p.firm_id <> l.firm_id
      union all select 'event', e.id from outbox_events e join batches b on b.id = e.batch_id where e.firm_id <> b.firm_id
      union all select 'balance', b.ledger_account_id from balances b join ledger_accounts l on l.id = b.ledger_account_id where b.firm_id <> l.firm_id`,
    poison: "update orders set firm_id = (select max(id) from firms)",
  },
  {
    name: "row-level security is on and forced wherever a firm's rows are",
    sql: `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'firm_id' and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)`,
    poison: "alter table batches no force row level security",
  },
  {
    name: "the application's role owns nothing and bypasses nothing",
    sql: `select r.rolname from pg_roles r where r.rolname = 'prorata_app' and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb
      or exists (select 1 from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace))`,
    poison: "alter table batches owner to prorata_app",
  },
  {
    name: "the audit chain verifies from the first entry to the last",
    sql: `select firm_id, seq from (select a.*, lag(hash, 1, ''::bytea) over w as before, lag(seq, 1, 0::bigint) over w as seq_before, audit_hash(a.*) as now
        from audit_entries a window w as (partition by firm_id order by seq)) x where seq <> seq_before + 1 or prev_hash <> before or hash <> now`,
    poison: "update audit_entries set actor = 'somebody else' where seq = 1",
  },
  {
    name: "no batch is parked or stands still",
    sql: `select id, status, attention from batches where attention is not null
      or (status in ('CLOSED', 'IN_PROGRESS') and greatest(closed_at, validated_at) < now() - interval '30 minutes')`,
    poison: "update batches set attention = 'planted'",
  },
];
