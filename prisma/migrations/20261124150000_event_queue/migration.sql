-- Where a firm wants its events, and how far each endpoint has come.

-- A webhook address or a queue. Secrets and credentials are sealed with a key that is kept outside of the database.
create table endpoints (
  id bigint generated always as identity primary key,
  public_id uuid not null default gen_random_uuid() unique,
  firm_id bigint not null references firms (id),
  kind text not null check (kind in ('WEBHOOK', 'SQS')),
  url text not null check (length(url) between 1 and 2048),
  description text not null default '' check (length(description) <= 255),
  -- Null: everything.
  subscribed_events text[] check (cardinality(subscribed_events) between 1 and 20),
  status text not null default 'active' check (status in ('active', 'disabled', 'auto_disabled')),
  status_reason text,
  secret bytea,
  previous_secret bytea,
  previous_secret_until timestamptz,
  region text,
  credentials bytea,
  -- The first failure since the last success.
  failing_since timestamptz,
  -- Events placed after this position are sent; earlier ones only when they are replayed.
  start_position bigint not null check (start_position >= 0),
  -- True once a filter was in force: what was left out then is not missing.
  filtered boolean not null default false,
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint endpoints_kind_is_whole check (case kind when 'WEBHOOK' then secret is not null and region is null and credentials is null
    else secret is null and previous_secret is null and region is not null end),
  constraint endpoints_overlap check ((previous_secret is null) = (previous_secret_until is null)),
  constraint endpoints_disabled_says_why check ((status = 'active') = (status_reason is null))
);
create index endpoints_firm_id_idx on endpoints (firm_id);
create trigger endpoints_guard before update on endpoints for each row
  when (old.firm_id <> new.firm_id or old.public_id <> new.public_id or old.kind <> new.kind or old.start_position <> new.start_position
     or (old.filtered and not new.filtered) or (old.deleted_at is not null) or old.version > new.version)
  execute function refuse_change('an endpoint keeps its kind and its firm, and a deleted one stands');
create trigger endpoints_no_delete before delete on endpoints for each row execute function refuse_change('endpoints are kept');

-- A range of past events that a firm asked to have sent again.
create table replays (
  id bigint generated always as identity primary key,
  public_id uuid not null default gen_random_uuid() unique,
  firm_id bigint not null references firms (id),
  endpoint_id bigint not null references endpoints (id),
  selection text not null check (selection in ('ALL', 'FAILED', 'MISSING')),
  since timestamptz not null,
  events integer not null check (events >= 0),
  requested_by text not null,
  created_at timestamptz not null default now()
);
create index replays_endpoint_id_idx on replays (endpoint_id);
create trigger replays_immutable before update or delete on replays for each row execute function refuse_change('a replay was asked for');

-- How far one endpoint has come with the events of one batch: the unit of work of a relay. Order within a batch is kept because the
-- cursor moves one event at a time and only its holder moves it.
create table delivery_streams (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  endpoint_id bigint not null references endpoints (id),
  batch_id bigint not null references batches (id),
  -- Null: the events as they come.
  replay_id bigint references replays (id),
  first_seq integer not null check (first_seq > 0),
  next_seq integer not null,
  last_seq integer not null,
  -- Failed attempts of the event at next_seq.
  failures integer not null default 0 check (failures >= 0),
  -- Null exactly when nothing is left to send.
  due_at timestamptz,
  -- The relay at work on it, and how often it was claimed: a relay that lost it writes nothing more.
  holder uuid,
  hold bigint not null default 0,
  constraint delivery_streams_one unique nulls not distinct (endpoint_id, batch_id, replay_id),
  constraint delivery_streams_cursor check (next_seq between first_seq and last_seq + 1),
  constraint delivery_streams_due check ((next_seq > last_seq) = (due_at is null))
) with (fillfactor = 70);
create index delivery_streams_due_idx on delivery_streams (endpoint_id, due_at) where due_at is not null;
create index delivery_streams_firm_due_idx on delivery_streams (firm_id, due_at) where due_at is not null;
create trigger delivery_streams_guard before update on delivery_streams for each row
  when (old.firm_id <> new.firm_id or old.endpoint_id <> new.endpoint_id or old.batch_id <> new.batch_id or old.replay_id is distinct from new.replay_id
     or old.first_seq <> new.first_seq or old.next_seq > new.next_seq or old.last_seq > new.last_seq or old.hold > new.hold)
  execute function refuse_change('a cursor only moves forward');

-- One event to one endpoint, from its first attempt on.
create table deliveries (
  endpoint_id bigint not null,
  batch_id bigint not null,
  seq integer not null,
  firm_id bigint not null,
  status text not null check (status in ('FAILED', 'DELIVERED', 'DEAD')),
  attempts integer not null check (attempts > 0),
  last_attempt_at timestamptz not null,
  delivered_at timestamptz,
  primary key (endpoint_id, batch_id, seq),
  constraint deliveries_delivered check ((status = 'DELIVERED') = (delivered_at is not null))
) with (fillfactor = 80);
create index deliveries_endpoint_id_last_attempt_at_idx on deliveries (endpoint_id, last_attempt_at desc);
create trigger deliveries_guard before update on deliveries for each row
  when (old.firm_id <> new.firm_id or old.attempts >= new.attempts or (old.status = 'DELIVERED' and new.status <> 'DELIVERED'))
  execute function refuse_change('what was delivered stays delivered, and each attempt counts');

-- One numbered try, as it was sent and answered. Kept for 30 days.
create table delivery_attempts (
  id bigint generated always as identity primary key,
  firm_id bigint not null,
  endpoint_id bigint not null,
  batch_id bigint not null,
  seq integer not null,
  number integer not null check (number > 0),
  result text not null check (result in ('DELIVERED', 'FAILED', 'GONE', 'REFUSED')),
  error text,
  attempted_at timestamptz not null,
  duration_ms integer not null check (duration_ms >= 0),
  request_url text not null,
  request_headers jsonb not null,
  response_status integer,
  response_headers jsonb,
  response_body text,
  response_truncated boolean not null default false,
  unique (endpoint_id, batch_id, seq, number),
  constraint delivery_attempts_error check ((result = 'DELIVERED') = (error is null))
);
create index delivery_attempts_endpoint_id_id_idx on delivery_attempts (endpoint_id, id desc);
create trigger delivery_attempts_immutable before update on delivery_attempts for each row execute function refuse_change('an attempt was made');

-- Relays at work. One that has not beaten for ten seconds holds nothing any more.
create table relays (
  id uuid primary key,
  beat_at timestamptz not null default clock_timestamp()
);

create trigger replays_same_firm after insert on replays referencing new table as inserted
  for each statement execute function check_same_firm('endpoints', 'id', 'endpoint_id');
create trigger delivery_streams_endpoint_same_firm after insert on delivery_streams referencing new table as inserted
  for each statement execute function check_same_firm('endpoints', 'id', 'endpoint_id');
create trigger delivery_streams_same_firm after insert on delivery_streams referencing new table as inserted
  for each statement execute function check_same_firm('batches', 'id', 'batch_id');
create trigger deliveries_same_firm after insert on deliveries referencing new table as inserted
  for each statement execute function check_same_firm('endpoints', 'id', 'endpoint_id');
create trigger delivery_attempts_same_firm after insert on delivery_attempts referencing new table as inserted
  for each statement execute function check_same_firm('endpoints', 'id', 'endpoint_id');

do $$
declare t text;
begin
  foreach t in array array['endpoints', 'replays', 'delivery_streams', 'deliveries', 'delivery_attempts'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_firm on %I using (firm_id = (select prorata_firm())) with check (firm_id = (select prorata_firm()))', t);
    execute format('create policy audit_reads on %I for select to prorata_audit using (true)', t);
  end loop;
end $$;

-- Firms with events to place, or with something due that no living relay holds: what a relay asks before it opens a firm's transaction.
create function list_firms_to_relay(at timestamptz) returns setof bigint language sql stable security definer set search_path = pg_catalog, public
  as $$ select f.id from public.firms f where exists (select 1 from public.batches b where b.firm_id = f.id and b.event_seq > b.positioned_seq)
      or exists (select 1 from public.delivery_streams s join public.endpoints e on e.id = s.endpoint_id
        where s.firm_id = f.id and s.due_at <= at and e.status = 'active' and e.deleted_at is null
          and not exists (select 1 from public.relays r where r.id = s.holder and r.beat_at > clock_timestamp() - interval '10 seconds'))
    order by f.id $$;

grant select on endpoints, replays, delivery_streams, deliveries, delivery_attempts, relays to prorata_app, prorata_audit;
grant insert on endpoints, replays, delivery_streams, deliveries, delivery_attempts, relays to prorata_app;
grant update (url, description, subscribed_events, status, status_reason, secret, previous_secret, previous_secret_until, region, credentials,
  failing_since, filtered, version, deleted_at) on endpoints to prorata_app;
grant update (next_seq, last_seq, failures, due_at, holder, hold) on delivery_streams to prorata_app;
grant update (status, attempts, last_attempt_at, delivered_at) on deliveries to prorata_app;
grant update (beat_at) on relays to prorata_app;
grant delete on delivery_streams, deliveries, delivery_attempts, relays to prorata_app;
revoke execute on function list_firms_to_relay(timestamptz) from public;
grant execute on function list_firms_to_relay(timestamptz) to prorata_app;
