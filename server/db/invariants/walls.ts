import type { Invariant } from "./invariant";

/** The walls between firms, and the audit trail. */
export const wallInvariants: readonly Invariant[] = [
  {
    name: "what hangs together belongs to one firm and one batch",
    sql: `select 'allocation' as kind, a.id from allocations a left join batches b on b.id = a.batch_id where a.firm_id is distinct from b.firm_id
      union all select 'account of an allocation', a.id from allocations a join investor_accounts i on i.id = a.investor_account_id where a.firm_id <> i.firm_id or a.account <> i.account
      union all select 'order', o.id from orders o left join batches b on b.id = o.batch_id where o.firm_id is distinct from b.firm_id or o.symbol is distinct from b.symbol
      union all select 'fill', f.id from fills f left join orders o on o.id = f.order_id where f.firm_id is distinct from o.firm_id
      union all select 'statement', s.batch_id from allocation_statements s left join batches b on b.id = s.batch_id where s.firm_id is distinct from b.firm_id
      union all select 'entry', e.id from journal_entries e left join batches b on b.id = e.batch_id left join allocations a on a.id = e.allocation_id left join fills f on f.id = e.fill_id
        where e.firm_id <> coalesce(b.firm_id, e.firm_id) or e.firm_id <> coalesce(a.firm_id, e.firm_id) or e.firm_id <> coalesce(f.firm_id, e.firm_id)
          or (e.batch_id is not null and b.id is null) or (e.allocation_id is not null and a.id is null) or (e.fill_id is not null and f.id is null)
      union all select 'posting', p.entry_id from postings p left join journal_entries e on e.id = p.entry_id left join ledger_accounts l on l.id = p.ledger_account_id
        where p.firm_id is distinct from e.firm_id or p.firm_id is distinct from l.firm_id
      union all select 'balance', b.ledger_account_id from balances b left join ledger_accounts l on l.id = b.ledger_account_id where b.firm_id is distinct from l.firm_id
      union all select 'event', e.id from outbox_events e left join batches b on b.id = e.batch_id left join allocations a on a.id = e.allocation_id
        where e.firm_id is distinct from b.firm_id or (e.allocation_id is not null and a.batch_id is distinct from e.batch_id)
      union all select 'range of events', r.first_position from event_ranges r left join batches b on b.id = r.batch_id where r.firm_id is distinct from b.firm_id
      union all select 'investor account', i.id from investor_accounts i left join ledger_accounts l on l.id = i.ledger_account_id left join ledger_accounts u on u.id = i.unsettled_ledger_account_id
        where i.firm_id is distinct from l.firm_id or i.firm_id is distinct from u.firm_id or l.kind <> 'INVESTOR' or u.kind <> 'INVESTOR_UNSETTLED'
      union all select 'firm allocation account', f.ledger_account_id from firm_allocation_accounts f left join ledger_accounts l on l.id = f.ledger_account_id
        where f.firm_id is distinct from l.firm_id or l.kind <> 'FIRM_ALLOCATION'
      union all select 'token', t.id from api_tokens t left join api_logins l on l.id = t.api_login_id where t.firm_id is distinct from l.firm_id`,
  },
  {
    name: "row-level security is on and forced wherever a firm's rows are",
    sql: `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'firm_id' and not a.attisdropped
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
      union all select c.relname from pg_class c where c.oid = 'firms'::regclass and not c.relrowsecurity`,
  },
  {
    name: "the application's role owns nothing and bypasses nothing",
    sql: `select r.rolname from pg_roles r left join pg_auth_members m on m.member = r.oid and m.roleid = (select oid from pg_roles where rolname = 'prorata_app')
      where (r.rolname = 'prorata_app' and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb
          or exists (select 1 from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace)))
        or (m.member is not null and r.rolname like 'prorata\\_login\\_%' and (r.rolsuper or r.rolbypassrls))`,
  },
  {
    name: "the audit chain verifies from the first entry to the last",
    sql: `select firm_id, seq from (select a.*, lag(hash, 1, ''::bytea) over w as before, lag(seq, 1, 0::bigint) over w as seq_before, audit_hash(a.*) as now
        from audit_entries a window w as (partition by firm_id order by seq)) x where seq <> seq_before + 1 or prev_hash <> before or hash <> now`,
  },
];
