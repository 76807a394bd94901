-- Parents are looked up by their key and then asked for their firm. With the firm in the join, a database without statistics went through
-- all accounts of the firm for each of them: eleven seconds for ten thousand allocations.
create or replace function check_inserted_allocations() returns trigger language plpgsql as $$
declare bad bigint;
begin
  execute 'select n.id from inserted n left join batches b on b.id = n.batch_id
    where b.id is null or b.firm_id <> n.firm_id or (n.status <> ''REJECTED'' and (b.status <> ''OPEN'' or b.symbol <> n.symbol)) limit 1' into bad;
  if bad is not null then
    raise exception 'allocation % belongs to no open batch of its firm and symbol', bad using errcode = 'integrity_constraint_violation';
  end if;
  execute 'select n.id from inserted n left join investor_accounts a on a.id = n.investor_account_id
    where n.investor_account_id is not null and (a.id is null or a.firm_id <> n.firm_id) limit 1' into bad;
  if bad is not null then
    raise exception 'allocation % names an account of another firm', bad using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create or replace function check_inserted_postings() returns trigger language plpgsql as $$
declare bad bigint;
begin
  execute 'select entry_id from inserted group by entry_id, asset having sum(amount) <> 0 limit 1' into bad;
  if bad is not null then raise exception 'journal entry % does not balance', bad using errcode = 'integrity_constraint_violation'; end if;
  execute 'select p.entry_id from (select entry_id, firm_id, count(*) as legs from inserted group by entry_id, firm_id) p
    left join journal_entries e on e.id = p.entry_id where e.id is null or e.firm_id <> p.firm_id or p.legs < 2 limit 1' into bad;
  if bad is not null then
    raise exception 'journal entry % is not of this firm or has one leg', bad using errcode = 'integrity_constraint_violation';
  end if;
  execute 'select p.ledger_account_id from (select distinct ledger_account_id, firm_id from inserted) p
    left join ledger_accounts a on a.id = p.ledger_account_id where a.id is null or a.firm_id <> p.firm_id limit 1' into bad;
  if bad is not null then raise exception 'ledger account % is not of this firm', bad using errcode = 'integrity_constraint_violation'; end if;
  return null;
end $$;
