-- Replays ask for the events since a time: the table only grows at its end, so that a summary of its blocks is enough.
create index outbox_events_created_at_idx on outbox_events using brin (created_at);
