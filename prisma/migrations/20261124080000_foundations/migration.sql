-- Prorata, first schema. Rules that SQL can say are said here as well as in the code: the two are a pair assertion.

-- Group roles. Processes log in as a member of prorata_app, the books are verified as prorata_audit. Neither owns a table.
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'prorata_app') then create role prorata_app nologin; end if;
  if not exists (select 1 from pg_roles where rolname = 'prorata_audit') then create role prorata_audit nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;

-- The firm whose rows this transaction may touch, null outside withFirmTx, and then nothing is visible.
create function prorata_firm() returns bigint language sql stable parallel safe
  as $$ select nullif(current_setting('prorata.firm_id', true), '')::bigint $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: %', tg_op, tg_table_name, tg_argv[0] using errcode = 'integrity_constraint_violation';
end $$;

create table installation (
  id uuid primary key,
  kind text not null check (kind in ('SANDBOX', 'PRODUCTION')),
  created_at timestamptz not null default now()
);

-- ── Firms and people ────────────────────────────────────────────────────────────────────────────────────────────────
create table firms (
  id bigint generated always as identity primary key,
  code text not null unique check (code ~ '^[a-z0-9-]{2,40}$'),
  name text not null check (length(name) between 1 and 200),
  mixed_sides text not null default 'NET' check (mixed_sides in ('NET', 'REJECT_MIXED')),
  check_buying_power boolean not null default true,
  always_open boolean not null default false,
  default_bps_commission integer not null default 0 check (default_bps_commission between 0 and 10000),
  default_fixed_commission numeric(38, 18) not null default 0 check (default_fixed_commission >= 0 and default_fixed_commission < 1e15),
  event_position bigint not null default 0,
  created_at timestamptz not null default now()
);

create table operators (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  email text not null unique check (email = lower(email) and email ~ '^[!-~]+@[!-~]+$'),
  display_name text not null,
  role text not null check (role in ('TRADER', 'APPROVER', 'VIEWER', 'ADMIN')),
  password_hash text not null,
  session_version integer not null default 1,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create index operators_firm_id_idx on operators (firm_id);

create table api_logins (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  logon_id text not null unique check (length(logon_id) between 1 and 100),
  password_hash text not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create index api_logins_firm_id_idx on api_logins (firm_id);

-- Only the SHA-256 of a token is kept, the token itself is 256 random bits.
create table api_tokens (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  api_login_id bigint not null references api_logins (id),
  token_hash bytea not null unique check (length(token_hash) = 32),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index api_tokens_api_login_id_idx on api_tokens (api_login_id);

-- ── Instruments and accounts ────────────────────────────────────────────────────────────────────────────────────────
create table instruments (
  symbol text primary key check (symbol ~ '^[A-Z0-9]{2,20}$'),
  base_asset text not null check (base_asset ~ '^[A-Z0-9]{1,12}$' and base_asset <> 'USD'),
  quantity_decimals integer not null check (quantity_decimals between 0 and 18),
  price_decimals integer not null check (price_decimals between 0 and 18),
  minimum_order_quantity numeric(38, 18) not null check (minimum_order_quantity > 0 and minimum_order_quantity < 1e15),
  minimum_order_notional numeric(38, 18) not null check (minimum_order_notional >= 0 and minimum_order_notional < 1e15),
  enabled boolean not null default true
);

create table ledger_accounts (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  kind text not null check (kind in ('INVESTOR', 'INVESTOR_UNSETTLED', 'FIRM_ALLOCATION', 'FEE_REVENUE', 'MARKET', 'CUSTODY'))
);
create index ledger_accounts_firm_id_kind_idx on ledger_accounts (firm_id, kind);

create table firm_allocation_accounts (
  firm_id bigint primary key references firms (id),
  ledger_account_id bigint not null references ledger_accounts (id),
  opened_at timestamptz not null default now()
);

create table investor_accounts (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  account text not null check (account ~ '^[A-Za-z0-9._-]{1,64}$'),
  display_name text not null,
  email text,
  ledger_account_id bigint not null references ledger_accounts (id),
  unsettled_ledger_account_id bigint not null references ledger_accounts (id),
  created_at timestamptz not null default now(),
  unique (firm_id, account)
);

-- ── Batches and allocations ─────────────────────────────────────────────────────────────────────────────────────────
create table batches (
  id bigint generated always as identity primary key,
  public_id uuid not null default gen_random_uuid(),
  firm_id bigint not null references firms (id),
  batch_transaction_id uuid not null,
  symbol text not null,
  instrument_symbol text references instruments (symbol),
  type text not null check (type in ('NOTIONAL', 'QUANTITY')),
  partial_fill text not null default 'REDUCE' check (partial_fill in ('REDUCE', 'ALL_OR_NONE')),
  mixed_sides text not null default 'NET' check (mixed_sides in ('NET', 'REJECT_MIXED')),
  status text not null default 'OPEN' check (status in ('OPEN', 'CLOSED', 'IN_PROGRESS', 'COMPLETE', 'REJECTED')),
  reject_code text,
  reject_reason text,
  -- Why the batch is on its way to REJECTED: decided once, before its allocations are refused one chunk after the other.
  refusal_code text,
  refusal_reason text,
  -- A broken invariant parks the batch: nothing moves it until a person has looked.
  attention text,
  declared_count integer check (declared_count >= 0),
  accepted_count integer check (accepted_count >= 0),
  rejected_count integer not null default 0 check (rejected_count >= 0),
  completed_count integer not null default 0 check (completed_count >= 0),
  reference_price numeric(38, 18) check (reference_price > 0 and reference_price <> 'NaN' and reference_price < 1e15),
  event_seq integer not null default 0 check (event_seq >= 0),
  positioned_seq integer not null default 0 check (positioned_seq between 0 and event_seq),
  opened_by text not null,
  closed_by text,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  validated_at timestamptz,
  finished_at timestamptz,
  unique (firm_id, batch_transaction_id),
  constraint batches_rejection_says_why check ((status = 'REJECTED') = (reject_code is not null and reject_reason is not null)),
  constraint batches_known_instrument check (instrument_symbol is not null or status = 'REJECTED'),
  constraint batches_closed_with_count check (status in ('OPEN', 'REJECTED') or (declared_count is not null and declared_count = accepted_count and closed_at is not null)),
  constraint batches_progress check (accepted_count is null or completed_count + rejected_count <= accepted_count)
);
create index batches_firm_id_id_idx on batches (firm_id, id desc);
create index batches_firm_id_status_idx on batches (firm_id, status);

-- The WHEN clauses are evaluated natively, so a guard costs a function call only when it refuses.
create trigger batches_status_guard before update on batches for each row
  when (old.status <> new.status and not (
       (old.status = 'OPEN' and new.status in ('CLOSED', 'REJECTED'))
    or (old.status = 'CLOSED' and new.status in ('IN_PROGRESS', 'REJECTED'))
    or (old.status = 'IN_PROGRESS' and new.status in ('COMPLETE', 'REJECTED'))))
  execute function refuse_change('this status transition does not exist');
create trigger batches_request_guard before update on batches for each row
  when (old.firm_id <> new.firm_id or old.batch_transaction_id <> new.batch_transaction_id or old.symbol <> new.symbol
     or old.type <> new.type or old.partial_fill <> new.partial_fill or old.public_id <> new.public_id
     or old.event_seq > new.event_seq or old.positioned_seq > new.positioned_seq
     or (old.refusal_code is not null and old.refusal_code is distinct from new.refusal_code)
     or (old.declared_count is not null and old.declared_count is distinct from new.declared_count))
  execute function refuse_change('what was requested is immutable');
create trigger batches_final_guard before update on batches for each row
  when (old.status in ('COMPLETE', 'REJECTED') and (old.completed_count <> new.completed_count or old.rejected_count <> new.rejected_count
     or old.reject_code is distinct from new.reject_code or old.finished_at is distinct from new.finished_at))
  execute function refuse_change('a finished batch stands');
create trigger batches_no_delete before delete on batches for each row execute function refuse_change('batches are kept');

create table allocations (
  id bigint generated always as identity primary key,
  public_id uuid not null default gen_random_uuid(),
  firm_id bigint not null,
  batch_id bigint not null,
  client_transaction_id uuid not null,
  account text not null,
  investor_account_id bigint,
  side text not null check (side in ('BUY', 'SELL')),
  symbol text not null,
  amount numeric not null check (amount <> 'NaN' and abs(amount) < 1e15 and scale(amount) <= 18),
  bps_commission integer,
  fixed_commission numeric check (fixed_commission <> 'NaN' and abs(fixed_commission) < 1e15 and scale(fixed_commission) <= 18),
  status text not null default 'PENDING' check (status in ('PENDING', 'COMPLETE', 'REJECTED', 'CANCELLED')),
  reject_code text,
  reject_reason text,
  quantity numeric(38, 18) check (quantity > 0 and quantity <> 'NaN' and quantity < 1e20),
  gross numeric(38, 18) check (gross >= 0 and gross <> 'NaN' and gross < 1e20),
  fee numeric(38, 18) check (fee >= 0 and fee <> 'NaN' and fee < 1e20),
  net_money numeric(38, 18) check (net_money >= 0 and net_money <> 'NaN' and net_money < 1e20),
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint allocations_rejection_says_why check ((status = 'REJECTED') = (reject_code is not null and reject_reason is not null)),
  constraint allocations_accepted_is_whole check (status = 'REJECTED' or (investor_account_id is not null and amount > 0
    and (bps_commission is null or bps_commission between 0 and 10000) and (fixed_commission is null or fixed_commission >= 0))),
  constraint allocations_complete_is_whole check (case when status = 'COMPLETE'
    then quantity is not null and gross is not null and fee is not null and net_money is not null
      and net_money = case side when 'BUY' then gross + fee else gross - fee end
    else quantity is null and gross is null and fee is null and net_money is null end)
) with (fillfactor = 80);
-- clientTransactionId is unique per firm for ever (P11).
create unique index allocations_firm_id_client_transaction_id_key on allocations (firm_id, client_transaction_id);
create index allocations_batch_id_id_idx on allocations (batch_id, id);

create trigger allocations_guard before update on allocations for each row
  when (not (old.status = new.status or (old.status = 'PENDING' and new.status in ('COMPLETE', 'REJECTED', 'CANCELLED')))
     or (old.status <> 'PENDING' and old.status = new.status)
     or old.firm_id <> new.firm_id or old.batch_id <> new.batch_id or old.client_transaction_id <> new.client_transaction_id
     or old.account <> new.account or old.side <> new.side or old.symbol <> new.symbol or old.amount <> new.amount
     or old.bps_commission is distinct from new.bps_commission or old.fixed_commission is distinct from new.fixed_commission
     or old.investor_account_id is distinct from new.investor_account_id or old.public_id <> new.public_id)
  execute function refuse_change('an allocation moves once from PENDING, and its request is immutable');
create trigger allocations_no_delete before delete on allocations for each row execute function refuse_change('allocations are kept');

-- One check for each inserted set instead of one foreign-key probe a row: parents are never deleted.
create function check_inserted_allocations() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select n.id into bad from inserted n left join batches b on b.id = n.batch_id and b.firm_id = n.firm_id
   where b.id is null or (n.status <> 'REJECTED' and (b.status <> 'OPEN' or b.symbol <> n.symbol)) limit 1;
  if found then
    raise exception 'allocation % belongs to no open batch of its firm and symbol', bad using errcode = 'integrity_constraint_violation';
  end if;
  select n.id into bad from inserted n left join investor_accounts a on a.id = n.investor_account_id and a.firm_id = n.firm_id
   where n.investor_account_id is not null and a.id is null limit 1;
  if found then
    raise exception 'allocation % names an account of another firm', bad using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create trigger allocations_inserted after insert on allocations referencing new table as inserted
  for each statement execute function check_inserted_allocations();

-- The frozen list made at close: the accepted allocations themselves are immutable, this seals their number, sums and hash.
create table allocation_statements (
  batch_id bigint primary key references batches (id),
  firm_id bigint not null references firms (id),
  sha256 bytea not null check (length(sha256) = 32),
  line_count integer not null check (line_count >= 0),
  buy_amount numeric(38, 18) not null check (buy_amount >= 0 and buy_amount <> 'NaN'),
  sell_amount numeric(38, 18) not null check (sell_amount >= 0 and sell_amount <> 'NaN'),
  frozen_at timestamptz not null default now()
);
create trigger allocation_statements_immutable before update or delete on allocation_statements
  for each row execute function refuse_change('a frozen statement is immutable');

-- ── Orders and fills ────────────────────────────────────────────────────────────────────────────────────────────────
create table orders (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  batch_id bigint not null unique references batches (id),
  client_order_id text not null unique check (length(client_order_id) between 1 and 64),
  symbol text not null references instruments (symbol),
  side text not null check (side in ('BUY', 'SELL')),
  type text not null default 'MARKET' check (type = 'MARKET'),
  time_in_force text not null check (time_in_force in ('IOC', 'FOK')),
  quantity numeric(38, 18) check (quantity > 0 and quantity <> 'NaN' and quantity < 1e20),
  notional numeric(38, 18) check (notional > 0 and notional <> 'NaN' and notional < 1e20),
  maximum_quantity numeric(38, 18) check (maximum_quantity > 0 and maximum_quantity <> 'NaN' and maximum_quantity < 1e20),
  status text not null default 'PENDING' check (status in ('PENDING', 'WORKING', 'FILLED', 'PARTIALLY_FILLED', 'CANCELLED', 'REJECTED')),
  venue_order_id text,
  reject_reason text,
  cumulative_quantity numeric(38, 18) not null default 0 check (cumulative_quantity >= 0 and cumulative_quantity <> 'NaN' and cumulative_quantity < 1e20),
  cumulative_cost numeric(56, 36) not null default 0 check (cumulative_cost >= 0 and cumulative_cost <> 'NaN' and cumulative_cost < 1e20),
  average_price numeric(38, 18) check (average_price > 0 and average_price <> 'NaN' and average_price < 1e15),
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  finished_at timestamptz,
  constraint orders_quantity_or_notional check ((quantity is null) <> (notional is null)),
  constraint orders_not_overfilled check (quantity is null or cumulative_quantity <= quantity)
);
create index orders_firm_id_idx on orders (firm_id);
create trigger orders_request_guard before update on orders for each row
  when (old.firm_id <> new.firm_id or old.batch_id <> new.batch_id or old.client_order_id <> new.client_order_id or old.symbol <> new.symbol
     or old.side <> new.side or old.quantity is distinct from new.quantity or old.notional is distinct from new.notional
     or old.cumulative_quantity > new.cumulative_quantity
     or (old.status in ('FILLED', 'PARTIALLY_FILLED', 'CANCELLED', 'REJECTED') and old.status <> new.status)
     or (old.status = 'WORKING' and new.status = 'PENDING'))
  execute function refuse_change('an order is sent once and only moves forward');
create trigger orders_no_delete before delete on orders for each row execute function refuse_change('orders are kept');

create table fills (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  order_id bigint not null references orders (id),
  execution_id text not null unique check (length(execution_id) between 1 and 100),
  quantity numeric(38, 18) not null check (quantity > 0 and quantity <> 'NaN' and quantity < 1e20),
  price numeric(38, 18) not null check (price > 0 and price <> 'NaN' and price < 1e15),
  executed_at timestamptz not null,
  recorded_at timestamptz not null default now()
);
create index fills_order_id_idx on fills (order_id);
create index fills_firm_id_idx on fills (firm_id);
create trigger fills_immutable before update or delete on fills for each row execute function refuse_change('a fill is immutable');

-- ── Books ───────────────────────────────────────────────────────────────────────────────────────────────────────────
create table journal_entries (
  id bigint generated always as identity primary key,
  firm_id bigint not null,
  kind text not null check (kind in ('DEPOSIT', 'FILL', 'ALLOCATION')),
  batch_id bigint,
  allocation_id bigint unique,
  fill_id bigint unique,
  posted_at timestamptz not null default now(),
  constraint journal_entries_reference check (case kind
    when 'ALLOCATION' then batch_id is not null and allocation_id is not null and fill_id is null
    when 'FILL' then batch_id is not null and fill_id is not null and allocation_id is null
    else batch_id is null and allocation_id is null and fill_id is null end)
);
create index journal_entries_batch_id_idx on journal_entries (batch_id);

create table postings (
  entry_id bigint not null,
  line integer not null,
  firm_id bigint not null,
  ledger_account_id bigint not null,
  asset text not null,
  amount numeric(56, 36) not null check (amount <> 0 and amount <> 'NaN' and abs(amount) < 1e20),
  primary key (entry_id, line)
);

-- An entry is posted whole by one statement: every entry touched must balance per asset, stand on two legs and stay within its firm.
create function check_inserted_postings() returns trigger language plpgsql as $$
declare bad bigint;
begin
  select entry_id into bad from inserted group by entry_id, asset having sum(amount) <> 0 limit 1;
  if found then raise exception 'journal entry % does not balance', bad using errcode = 'integrity_constraint_violation'; end if;
  select p.entry_id into bad from (select entry_id, firm_id, count(*) as legs from inserted group by entry_id, firm_id) p
    left join journal_entries e on e.id = p.entry_id and e.firm_id = p.firm_id
   where e.id is null or p.legs < 2 limit 1;
  if found then raise exception 'journal entry % is not of this firm or has one leg', bad using errcode = 'integrity_constraint_violation'; end if;
  select p.ledger_account_id into bad from (select distinct ledger_account_id, firm_id from inserted) p
    left join ledger_accounts a on a.id = p.ledger_account_id and a.firm_id = p.firm_id
   where a.id is null limit 1;
  if found then raise exception 'ledger account % is not of this firm', bad using errcode = 'integrity_constraint_violation'; end if;
  return null;
end $$;
create trigger postings_inserted after insert on postings referencing new table as inserted
  for each statement execute function check_inserted_postings();
create trigger journal_entries_immutable before update or delete on journal_entries for each row execute function refuse_change('the journal is append-only');
create trigger postings_immutable before update or delete on postings for each row execute function refuse_change('the journal is append-only');
create trigger ledger_accounts_immutable before update or delete on ledger_accounts for each row execute function refuse_change('ledger accounts are kept');
create trigger journal_entries_no_truncate before truncate on journal_entries for each statement execute function refuse_change('the journal is append-only');
create trigger postings_no_truncate before truncate on postings for each statement execute function refuse_change('the journal is append-only');

-- Cached sums of postings. Coins and settled cash of an investor never go below nothing, but what is due, and the side of the firm, may.
create table balances (
  ledger_account_id bigint not null references ledger_accounts (id),
  asset text not null,
  firm_id bigint not null,
  amount numeric(56, 36) not null check (amount <> 'NaN' and abs(amount) < 1e20),
  overdraft boolean not null,
  primary key (ledger_account_id, asset),
  constraint balances_not_negative check (overdraft or amount >= 0)
) with (fillfactor = 70);

-- ── Outbox ──────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Numbered per batch under the batch lock, so number order is commit order, and the bytes are stored once.
create table outbox_events (
  id bigint generated always as identity primary key,
  firm_id bigint not null,
  batch_id bigint not null references batches (id),
  seq integer not null check (seq > 0),
  kind text not null check (kind in ('batch', 'allocation')),
  status text not null,
  allocation_id bigint,
  event_type text not null,
  message_id uuid not null unique,
  body text not null,
  created_at timestamptz not null default now(),
  unique (batch_id, seq),
  constraint outbox_events_subject check ((kind = 'allocation') = (allocation_id is not null))
);
create unique index outbox_events_one_final_event on outbox_events (allocation_id);
create trigger outbox_events_immutable before update or delete on outbox_events for each row execute function refuse_change('an event is immutable');

-- The firm-wide pull order: one writer appends, after commit, which run of the events of a batch comes next.
create table event_ranges (
  firm_id bigint not null references firms (id),
  first_position bigint not null,
  last_position bigint not null,
  batch_id bigint not null references batches (id),
  first_seq integer not null,
  last_seq integer not null,
  primary key (firm_id, first_position),
  unique (batch_id, first_seq),
  constraint event_ranges_same_length check (last_position - first_position = last_seq - first_seq and last_seq >= first_seq)
);
create index event_ranges_firm_id_last_position_idx on event_ranges (firm_id, last_position);
create trigger event_ranges_immutable before update or delete on event_ranges for each row execute function refuse_change('a position is for ever');

-- ── Audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────
create table audit_entries (
  firm_id bigint not null references firms (id),
  seq bigint not null,
  actor text not null,
  action text not null,
  object text not null,
  details jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  prev_hash bytea not null,
  hash bytea not null,
  primary key (firm_id, seq)
);
create function audit_hash(e audit_entries) returns bytea language sql stable as $$
  select sha256(convert_to(concat_ws('|', e.firm_id, e.seq, e.actor, e.action, e.object, e.details::text,
    to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8') || e.prev_hash)
$$;
-- One chain a firm: the advisory lock makes its numbers gap-free without touching other firms.
create function chain_audit_entry() returns trigger language plpgsql as $$
declare last audit_entries;
begin
  perform pg_advisory_xact_lock(hashtextextended('prorata.audit', new.firm_id));
  select * into last from audit_entries where firm_id = new.firm_id order by seq desc limit 1;
  new.seq := coalesce(last.seq, 0) + 1;
  new.prev_hash := coalesce(last.hash, ''::bytea);
  new.at := clock_timestamp();
  new.hash := audit_hash(new);
  return new;
end $$;
create trigger audit_entries_chain before insert on audit_entries for each row execute function chain_audit_entry();
create trigger audit_entries_immutable before update or delete on audit_entries for each row execute function refuse_change('the audit trail is append-only');

-- ── Tenant walls ────────────────────────────────────────────────────────────────────────────────────────────────────
do $$
declare t text;
begin
  foreach t in array array['operators', 'api_logins', 'api_tokens', 'ledger_accounts', 'firm_allocation_accounts', 'investor_accounts',
    'batches', 'allocations', 'allocation_statements', 'orders', 'fills', 'journal_entries', 'postings', 'balances',
    'outbox_events', 'event_ranges', 'audit_entries'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_firm on %I using (firm_id = (select prorata_firm())) with check (firm_id = (select prorata_firm()))', t);
    execute format('create policy audit_reads on %I for select to prorata_audit using (true)', t);
  end loop;
end $$;
alter table firms enable row level security;
create policy own_firm on firms using (id = (select prorata_firm()));
create policy audit_reads on firms for select to prorata_audit using (true);

-- Before a firm is known, a process sees exactly the row whose name or token hash it was given.
create policy sign_in on operators for select using (email = (select nullif(current_setting('prorata.sign_in', true), '')));
create policy sign_in on api_logins for select using (logon_id = (select nullif(current_setting('prorata.sign_in', true), '')));
create policy sign_in on api_tokens for select using (token_hash = (select decode(nullif(current_setting('prorata.token_hash', true), ''), 'hex')));

-- Ids only: a worker walks firms one by one, inside a transaction of that firm.
create function list_firm_ids() returns setof bigint language sql stable security definer set search_path = pg_catalog, public
  as $$ select id from public.firms order by id $$;

grant usage on schema public to prorata_app, prorata_audit;
grant select on all tables in schema public to prorata_audit, prorata_app;
grant insert on api_tokens, investor_accounts, ledger_accounts, batches, allocations, allocation_statements, orders, fills, journal_entries, postings,
  balances, outbox_events, event_ranges, audit_entries to prorata_app;
grant update (event_position) on firms to prorata_app;
grant update (status, reject_code, reject_reason, refusal_code, refusal_reason, attention, declared_count, accepted_count, rejected_count, completed_count, reference_price,
  event_seq, positioned_seq, closed_by, closed_at, validated_at, finished_at) on batches to prorata_app;
grant update (status, reject_code, reject_reason, quantity, gross, fee, net_money, finished_at) on allocations to prorata_app;
grant update (status, venue_order_id, reject_reason, cumulative_quantity, cumulative_cost, average_price, sent_at, finished_at) on orders to prorata_app;
grant update (amount) on balances to prorata_app;
grant delete on api_tokens to prorata_app;
revoke execute on function list_firm_ids() from public;
grant execute on function list_firm_ids() to prorata_app, prorata_audit;
