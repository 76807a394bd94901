-- A queue is written to with the firm's own credentials. The desk's role could reach queues of other firms.
alter table endpoints drop constraint endpoints_kind_is_whole;
alter table endpoints add constraint endpoints_kind_is_whole check (case kind when 'WEBHOOK' then secret is not null and region is null and credentials is null
  else secret is null and previous_secret is null and region is not null and credentials is not null end);
