import { batchStatuses, batchTransitions } from "@/server/domain/batch/status";
import { BATCH_EVENT, ORDER_EVENT } from "@/server/domain/events";
import { orderEventStatuses, orderIsFinal, orderStatuses } from "@/server/domain/order/status";
import type { Invariant } from "./invariant";

const transitions = batchStatuses
  .flatMap((from) => batchTransitions[from].map((to) => `('${from}', '${to}')`))
  .join(", ");

const finalWords = orderStatuses
  .filter(orderIsFinal)
  .map((status) => `('${status}', '${orderEventStatuses[status]}')`)
  .join(", ");

/** The outbox: no change without its event, no event without its change, numbered and placed without a gap. */
export const eventInvariants: readonly Invariant[] = [
  {
    name: "a batch moves only along its transitions, each with its event, up to its status",
    sql: `select b.id, x.before, x.status from batches b join (select batch_id, status, lag(status) over w as before, lead(seq) over w is null as last
        from outbox_events where kind = 'batch' window w as (partition by batch_id order by seq)) x on x.batch_id = b.id
      where (x.last and x.status <> b.status) or (x.before is null and x.status not in ('OPEN', 'REJECTED'))
        or (x.before is not null and (x.before, x.status) not in (${transitions}))
      union all select b.id, null, b.status from batches b where not exists (select 1 from outbox_events e where e.batch_id = b.id and e.kind = 'batch')`,
  },
  {
    name: "an allocation has an outcome exactly when it has one event of it",
    sql: `select coalesce(a.id, e.allocation_id) as id, a.status, e.status as event from allocations a
        full join (select * from outbox_events where kind = 'allocation') e on e.allocation_id = a.id
      where a.id is null or (a.status <> 'PENDING') <> (e.id is not null) or e.status <> a.status
      union all select allocation_id, null, 'twice' from outbox_events where kind = 'allocation' group by 1 having count(*) > 1`,
  },
  {
    name: "the events of a batch are numbered from one without a gap",
    sql: `select b.id, b.event_seq, count(e.seq) as events from batches b left join outbox_events e on e.batch_id = b.id group by b.id
      having count(e.seq) <> b.event_seq or coalesce(max(e.seq), 0) <> b.event_seq or coalesce(min(e.seq), 1) <> 1 or count(distinct e.seq) <> count(e.seq)`,
  },
  {
    name: "positions run without a gap and cover what is placed",
    sql: `select firm_id, first_position, batch_id from (select r.*, lag(last_position, 1, 0::bigint) over (partition by firm_id order by first_position) as before,
        lag(last_seq, 1, 0) over (partition by batch_id order by first_seq) as seq_before from event_ranges r) x
      where first_position <> before + 1 or first_seq <> seq_before + 1 or last_position - first_position <> last_seq - first_seq
      union all select b.firm_id, null, b.id from batches b where b.positioned_seq <> coalesce((select max(last_seq) from event_ranges r where r.batch_id = b.id), 0)
      union all select f.id, f.event_position, null from firms f where f.event_position <> coalesce((select max(last_position) from event_ranges r where r.firm_id = f.id), 0)`,
  },
  {
    name: "an event's bytes say what its row says",
    sql: `select e.id from outbox_events e left join allocations a on a.id = e.allocation_id left join batches b on b.id = e.batch_id left join orders o on o.batch_id = e.batch_id
        cross join lateral (select e.body::jsonb as body, e.body::jsonb -> 'payload' as payload) j
      where j.body->>'message_id' is distinct from e.message_id::text or j.body->>'event_type' is distinct from e.event_type or j.payload->>'status' is distinct from e.status
        or e.event_type <> case e.kind when 'order' then '${ORDER_EVENT}' else '${BATCH_EVENT}' end
        or case e.kind when 'batch' then j.payload->>'id' is distinct from b.public_id::text or (e.status = 'REJECTED' and j.payload->>'rejectReason' is distinct from b.reject_reason)
          when 'allocation' then j.payload->>'id' is distinct from a.public_id::text or j.payload->'request'->>'clientTransactionId' is distinct from a.client_transaction_id::text
            or j.payload->'request'->>'account' is distinct from a.account or (j.payload->'request'->>'amount')::numeric is distinct from a.amount
            or (e.status = 'REJECTED' and j.payload->>'rejectReason' is distinct from a.reject_reason)
            or (e.status = 'COMPLETE' and ((j.payload->>'quantity')::numeric is distinct from a.quantity or (j.payload->>'netMoney')::numeric is distinct from a.net_money
              or (j.payload->>'price')::numeric is distinct from o.average_price or coalesce((j.payload->>'feeApplied')::numeric, 0) is distinct from a.fee)) else false end`,
  },
  {
    name: "an order has one NEW event, before all others of it",
    sql: `select coalesce(o.id, e.batch_id) as id, e.news, e.first from orders o
        full join (select batch_id, count(*) filter (where status = 'NEW') as news, (array_agg(status order by seq))[1] as first from outbox_events where kind = 'order' group by 1) e
          on e.batch_id = o.batch_id
      where o.id is null or e.news is distinct from 1 or e.first <> 'NEW'`,
  },
  {
    name: "an order has one final event when it is final, after all others of it, and none before",
    sql: `select o.id, o.status, e.finals, e.last from orders o left join (
        select batch_id, count(*) filter (where status not in ('NEW', 'PARTIALLY_FILLED')) as finals, (array_agg(status order by seq desc))[1] as last
          from outbox_events where kind = 'order' group by 1) e on e.batch_id = o.batch_id
        left join (values ${finalWords}) as word (row, event) on word.row = o.status
      where coalesce(e.finals, 0) <> (word.event is not null)::int or e.last is distinct from word.event and word.event is not null`,
  },
  {
    name: "an order event's bytes say what the order and its fills say",
    sql: `with said as materialized (select id, batch_id, seq, status, body::jsonb -> 'payload' as payload from outbox_events where kind = 'order'),
        so_far as (select s.*, status not in ('NEW', 'PARTIALLY_FILLED') as final,
          sum(coalesce((select sum((x->>'quantity')::numeric) from jsonb_array_elements(payload->'executions') x), 0)) over (partition by batch_id order by seq) as filled from said s)
      select s.id from so_far s join orders o on o.batch_id = s.batch_id join batches b on b.id = s.batch_id
      where payload->>'clientOrderId' is distinct from o.client_order_id or payload->>'batchTransactionId' is distinct from b.batch_transaction_id::text
        or payload->>'symbol' is distinct from o.symbol or payload->>'side' is distinct from o.side
        or (payload->>'quantity')::numeric is distinct from o.quantity or (payload->>'notional')::numeric is distinct from o.notional
        or (payload->>'cumulativeQuantity')::numeric is distinct from s.filled or (payload->>'averagePrice' is null) <> (s.filled = 0)
        or (payload->>'leavesQuantity')::numeric is distinct from case when final then o.quantity * 0 else o.quantity - s.filled end
        or (final and (s.filled <> o.cumulative_quantity or (payload->>'averagePrice')::numeric is distinct from o.average_price))
        or (s.status = 'REJECTED' and payload->>'rejectReason' is distinct from o.reject_reason)`,
  },
  {
    name: "the order events of a batch tell each recorded execution once",
    sql: `select coalesce(f.batch_id, told.batch_id) as id, coalesce(f.execution_id, told.execution_id) as execution
      from (select o.batch_id, f.execution_id, f.quantity, f.price from fills f join orders o on o.id = f.order_id) f
        full join (select e.batch_id, x->>'id' as execution_id, count(*) as times, min((x->>'quantity')::numeric) as quantity, min((x->>'price')::numeric) as price
          from outbox_events e, jsonb_array_elements(e.body::jsonb -> 'payload' -> 'executions') x where e.kind = 'order' group by 1, 2) told
          on told.batch_id = f.batch_id and told.execution_id = f.execution_id
      where told.times is distinct from 1 or f.execution_id is null or told.quantity is distinct from f.quantity or told.price is distinct from f.price`,
  },
];
