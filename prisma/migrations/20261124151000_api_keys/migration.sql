-- Keys of a firm's own systems, and what was asked with them.

-- Only the SHA-256 of a key is kept; the key itself holds 256 random bits. The prefix names it on screens.
create table api_keys (
  id bigint generated always as identity primary key,
  public_id uuid not null default gen_random_uuid() unique,
  firm_id bigint not null references firms (id),
  name text not null check (length(name) between 1 and 100),
  prefix text not null unique check (prefix ~ '^[A-Za-z0-9]{8}$'),
  key_hash bytea not null unique check (length(key_hash) = 32),
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['read', 'batches', 'endpoints', 'sandbox']),
  -- The key that this one takes over from.
  replaces_id bigint references api_keys (id),
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  last_used_from text,
  revoked_at timestamptz,
  revoked_by text,
  constraint api_keys_revoked_by check ((revoked_at is null) = (revoked_by is null))
);
create index api_keys_firm_id_idx on api_keys (firm_id);
create trigger api_keys_guard before update on api_keys for each row
  when (old.firm_id <> new.firm_id or old.key_hash <> new.key_hash or old.scopes <> new.scopes or old.prefix <> new.prefix
     or (old.revoked_at is not null and old.revoked_at is distinct from new.revoked_at)
     or (old.expires_at is not null and (new.expires_at is null or new.expires_at > old.expires_at)))
  execute function refuse_change('a key keeps its scopes, and never lives longer than it was given');
create trigger api_keys_no_delete before delete on api_keys for each row execute function refuse_change('keys are kept');

-- The requests of a firm's systems, for the firm's engineers. Kept for 14 days; written a little after the answer, never before it.
create table api_requests (
  id bigint generated always as identity primary key,
  firm_id bigint not null references firms (id),
  request_id uuid not null,
  at timestamptz not null,
  method text not null check (length(method) <= 16),
  path text not null check (length(path) <= 500),
  status integer not null check (status between 100 and 599),
  duration_ms integer not null check (duration_ms >= 0),
  -- The logonId, or the prefix of the key.
  credential text not null,
  address text,
  -- Our stable code of a refusal, with what the caller was told.
  error text,
  message text
);
create index api_requests_firm_id_id_idx on api_requests (firm_id, id desc);
create trigger api_requests_immutable before update on api_requests for each row execute function refuse_change('a request was answered');

do $$
declare t text;
begin
  foreach t in array array['api_keys', 'api_requests'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy own_firm on %I using (firm_id = (select prorata_firm())) with check (firm_id = (select prorata_firm()))', t);
    execute format('create policy audit_reads on %I for select to prorata_audit using (true)', t);
  end loop;
end $$;
create policy sign_in on api_keys for select using (key_hash = (select decode(nullif(current_setting('prorata.token_hash', true), ''), 'hex')));

grant select on api_keys, api_requests to prorata_app, prorata_audit;
grant insert on api_keys, api_requests to prorata_app;
grant update (name, expires_at, last_used_at, last_used_from, revoked_at, revoked_by) on api_keys to prorata_app;
grant delete on api_requests to prorata_app;
