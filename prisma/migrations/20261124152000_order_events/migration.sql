-- The one order of a batch has events of its own, numbered among those of the batch. They are about no allocation: outbox_events_subject
-- says so already.
alter table outbox_events drop constraint outbox_events_kind_check,
  add constraint outbox_events_kind_check check (kind in ('batch', 'allocation', 'order'));
-- An order begins once and ends once, whoever reports it.
create unique index outbox_events_order_begins_and_ends_once on outbox_events (batch_id, (status = 'NEW'))
  where kind = 'order' and status <> 'PARTIALLY_FILLED';

-- What the relay looks for each time it is woken; nearly always there is nothing or little in it.
create index batches_events_to_place_idx on batches (firm_id) where event_seq > positioned_seq;
