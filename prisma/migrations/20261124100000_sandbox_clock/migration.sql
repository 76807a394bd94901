-- A sandbox can be moved in time: each of its processes adds this to its clock. Production keeps the world's time.
alter table installation add column clock_offset_ms bigint not null default 0
  constraint installation_clock_offset check (clock_offset_ms = 0 or (kind = 'SANDBOX' and abs(clock_offset_ms) < 3155760000000));
grant update (clock_offset_ms) on installation to prorata_app;
