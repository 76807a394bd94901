-- What only the services promised until now is said here as well. Foreign keys look past row-level security, so a child could name the
-- parent of another firm; under it the parent is not visible to these checks, and the child is refused.

create function check_same_firm() returns trigger language plpgsql as $$
declare bad bigint;
begin
  -- Planned at each call, from the rows just inserted. The arguments are the parent table, its key and the child's column.
  execute format('select n.%3$I from (select distinct %3$I, firm_id from inserted) n left join %1$I p on p.%2$I = n.%3$I
    where p.firm_id is distinct from n.firm_id limit 1', tg_argv[0], tg_argv[1], tg_argv[2]) into bad;
  if bad is not null then
    raise exception '% of % is not of this firm', tg_argv[2], tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create trigger orders_same_firm after insert on orders referencing new table as inserted
  for each statement execute function check_same_firm('batches', 'id', 'batch_id');
create trigger fills_same_firm after insert on fills referencing new table as inserted
  for each statement execute function check_same_firm('orders', 'id', 'order_id');
create trigger allocation_statements_same_firm after insert on allocation_statements referencing new table as inserted
  for each statement execute function check_same_firm('batches', 'id', 'batch_id');
create trigger outbox_events_same_firm after insert on outbox_events referencing new table as inserted
  for each statement execute function check_same_firm('batches', 'id', 'batch_id');
create trigger event_ranges_same_firm after insert on event_ranges referencing new table as inserted
  for each statement execute function check_same_firm('batches', 'id', 'batch_id');
create trigger balances_same_firm after insert on balances referencing new table as inserted
  for each statement execute function check_same_firm('ledger_accounts', 'id', 'ledger_account_id');
create trigger investor_accounts_same_firm after insert on investor_accounts referencing new table as inserted
  for each statement execute function check_same_firm('ledger_accounts', 'id', 'ledger_account_id');
create trigger investor_accounts_unsettled_same_firm after insert on investor_accounts referencing new table as inserted
  for each statement execute function check_same_firm('ledger_accounts', 'id', 'unsettled_ledger_account_id');
create trigger api_tokens_same_firm after insert on api_tokens referencing new table as inserted
  for each statement execute function check_same_firm('api_logins', 'id', 'api_login_id');

-- The split is computed from the fills of a final order, again after a crash: neither may change between.
create trigger orders_final_guard before update on orders for each row
  when (old.status in ('FILLED', 'PARTIALLY_FILLED', 'CANCELLED', 'REJECTED') and (old.cumulative_quantity <> new.cumulative_quantity
     or old.cumulative_cost <> new.cumulative_cost or old.average_price is distinct from new.average_price
     or old.finished_at is distinct from new.finished_at or old.reject_reason is distinct from new.reject_reason))
  execute function refuse_change('a final order stands');

create function refuse_late_fill() returns trigger language plpgsql as $$
begin
  if exists (select 1 from orders where id = new.order_id and status in ('FILLED', 'PARTIALLY_FILLED', 'CANCELLED', 'REJECTED')) then
    raise exception 'order % is final: it takes no more fills', new.order_id using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;
create trigger fills_not_late before insert on fills for each row execute function refuse_late_fill();
