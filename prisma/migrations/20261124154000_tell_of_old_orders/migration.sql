-- Orders that are older than order events get theirs now, numbered after what was told before: NEW, and how they stand. A consumer then
-- knows every order, and no order that is still working is told of for the first time by its end.
do $$
declare firm bigint;
begin
  -- Firm by firm, because row-level security holds for an owner who is no superuser.
  for firm in select id from firms order by id loop
    perform set_config('prorata.firm_id', firm::text, true);
    with old as materialized (
      select o.*, b.batch_transaction_id, b.event_seq, o.status not in ('PENDING', 'WORKING') as final, coalesce(f.executions, '[]') as executions
      from orders o join batches b on b.id = o.batch_id
        left join (select order_id, jsonb_agg(jsonb_build_object('id', execution_id, 'quantity', trim_scale(quantity)::text, 'price', trim_scale(price)::text,
          'executedAt', to_char(executed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by executed_at, id) as executions from fills group by 1) f on f.order_id = o.id
      where o.firm_id = firm and not exists (select 1 from outbox_events e where e.batch_id = o.batch_id and e.kind = 'order')),
    told as (
      select old.*, gen_random_uuid() as message_id, 1 as n, 'NEW' as word, '[]'::jsonb as news, 0::numeric as filled, null::numeric as price, quantity as leaves from old
      union all
      select old.*, gen_random_uuid(), 2, case when not final then 'PARTIALLY_FILLED' when status = 'PARTIALLY_FILLED' then 'CANCELLED' else status end,
        executions, cumulative_quantity, average_price, case when final then quantity * 0 else quantity - cumulative_quantity end
      from old where final or cumulative_quantity > 0),
    numbered as (update batches b set event_seq = event_seq + t.events from (select batch_id, count(*) as events from told group by 1) t where b.id = t.batch_id)
    insert into outbox_events (firm_id, batch_id, seq, kind, status, event_type, message_id, body, created_at)
    select firm_id, batch_id, event_seq + n, 'order', word, 'order/1', message_id, jsonb_build_object('event_type', 'order/1', 'message_id', message_id,
      'timestamp', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'payload',
      jsonb_build_object('clientOrderId', client_order_id, 'side', side, 'type', type, 'cumulativeQuantity', trim_scale(filled)::text, 'averagePrice', trim_scale(price)::text,
        'status', word, 'executions', news, 'batchTransactionId', batch_transaction_id, 'createdAt', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'symbol', symbol)
      || jsonb_strip_nulls(jsonb_build_object('quantity', trim_scale(quantity)::text, 'notional', trim_scale(notional)::text, 'leavesQuantity', trim_scale(leaves)::text,
        'rejectReason', case when word = 'REJECTED' then reject_reason end)))::text, now()
    from told order by batch_id, n;
  end loop;
  perform set_config('prorata.firm_id', '', true);
end $$;
