import type { Invariant } from "./invariant";

/** What the desk takes for now; a sandbox may have moved it. */
const now =
  "(select clock_timestamp() + coalesce(max(clock_offset_ms), 0) * interval '1 millisecond' from installation)";

/** The event queue: every event to every endpoint, in order, each attempt on record. */
export const deliveryInvariants: readonly Invariant[] = [
  {
    name: "every placed event is on its way to every endpoint that was there",
    sql: `select e.id as endpoint_id, r.batch_id, r.first_seq from endpoints e join event_ranges r on r.firm_id = e.firm_id and r.first_position > e.start_position
        left join delivery_streams s on s.endpoint_id = e.id and s.batch_id = r.batch_id and s.replay_id is null
      where e.deleted_at is null and (s.id is null or s.first_seq > r.first_seq or s.last_seq < r.last_seq)`,
  },
  {
    // What an endpoint did not ask for leaves no trace, and after 30 days nothing does.
    name: "every event below a cursor has its delivery",
    sql: `select s.id, s.next_seq - s.first_seq as passed, count(d.seq) as deliveries from delivery_streams s join endpoints e on e.id = s.endpoint_id and not e.filtered
        join batches b on b.id = s.batch_id and b.created_at > ${now} - interval '29 days'
        left join deliveries d on d.endpoint_id = s.endpoint_id and d.batch_id = s.batch_id and d.seq >= s.first_seq and d.seq < s.next_seq
      where s.replay_id is null group by s.id having count(d.seq) <> s.next_seq - s.first_seq`,
  },
  {
    name: "a failed delivery waits at a cursor",
    sql: `select d.endpoint_id, d.batch_id, d.seq from deliveries d join endpoints e on e.id = d.endpoint_id and e.deleted_at is null
      where d.status = 'FAILED' and not exists (select 1 from delivery_streams s where s.endpoint_id = d.endpoint_id and s.batch_id = d.batch_id and d.seq between s.next_seq and s.last_seq)`,
  },
  {
    name: "the attempts of a delivery are numbered from one, as many as it counts, and say how it stands",
    sql: `select coalesce(d.endpoint_id, a.endpoint_id) as endpoint_id, coalesce(d.batch_id, a.batch_id) as batch_id, coalesce(d.seq, a.seq) as seq from deliveries d
        full join (select endpoint_id, batch_id, seq, count(*) as n, max(number) as last, bool_or(result = 'DELIVERED') as delivered from delivery_attempts group by 1, 2, 3) a
          on a.endpoint_id = d.endpoint_id and a.batch_id = d.batch_id and a.seq = d.seq
      where d.seq is null or a.seq is null or d.attempts <> a.n or a.last <> a.n or a.delivered <> (d.status = 'DELIVERED')`,
  },
  {
    name: "no event reached a webhook before the one before it in its batch",
    sql: `select endpoint_id, batch_id, seq from (select x.*, lag(first) over (partition by endpoint_id, batch_id order by seq) as before
        from (select endpoint_id, batch_id, seq, min(id) as first from delivery_attempts where result = 'DELIVERED' group by 1, 2, 3) x) y
      where before > first and exists (select 1 from endpoints e where e.id = y.endpoint_id and e.kind = 'WEBHOOK')
        and not exists (select 1 from replays p where p.endpoint_id = y.endpoint_id)`,
  },
  {
    name: "nothing is left lying that an endpoint could be sent",
    sql: `select s.id, s.due_at from delivery_streams s join endpoints e on e.id = s.endpoint_id and e.status = 'active' and e.deleted_at is null
      where s.due_at < ${now} - interval '10 minutes' and not exists (select 1 from delivery_attempts a where a.endpoint_id = e.id and a.attempted_at > ${now} - interval '10 minutes')`,
  },
];
