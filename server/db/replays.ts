import type { EventKind } from "@/server/domain/delivery/subscription";
import { AppError } from "@/server/domain/errors";
import type { ReplaySelection } from "./deliveries";
import type { Tx } from "./transaction";

export type ReplayRange = {
  selection: ReplaySelection;
  since: Date;
  until: Date | null;
  kinds: readonly EventKind[] | null;
};

/** Placed events of the firm of a time that the endpoint wants and that are not still waiting to be sent to it, batch by batch. */
const matching = `select e.batch_id, min(e.seq) as first_seq, max(e.seq) as last_seq, count(*)::int as events
  from outbox_events e join batches b on b.id = e.batch_id
    left join delivery_streams s on s.endpoint_id = $2 and s.batch_id = e.batch_id and s.replay_id is null
  where e.firm_id = $1 and e.created_at >= $3 and ($6::timestamptz is null or e.created_at < $6) and e.seq <= b.positioned_seq and (s.id is null or e.seq < s.next_seq)
    and ($4::text[] is null or e.kind = any($4))
    and case $5 when 'FAILED' then exists (select 1 from deliveries d where d.endpoint_id = $2 and d.batch_id = e.batch_id and d.seq = e.seq and d.status = 'DEAD')
      when 'MISSING' then not exists (select 1 from deliveries d where d.endpoint_id = $2 and d.batch_id = e.batch_id and d.seq = e.seq and d.status = 'DELIVERED')
      else true end
  group by e.batch_id`;

const values = (tx: Tx, endpointId: string, range: ReplayRange): unknown[] => [
  tx.firmId,
  endpointId,
  range.since,
  range.kinds,
  range.selection,
  range.until,
];

/** How many events, of how many batches, a replay of the range would send. */
export async function countReplay(
  tx: Tx,
  endpointId: string,
  range: ReplayRange,
): Promise<{ events: number; batches: number }> {
  const [row] = await tx.query<{ events: number; batches: number }>(
    `select coalesce(sum(events), 0)::int as events, count(*)::int as batches from (${matching}) m`,
    values(tx, endpointId, range),
  );
  return row ?? { events: 0, batches: 0 };
}

/**
 * Records the replay and gives the endpoint a cursor for each of its batches, due now. Answers the public id with the counts of
 * countReplay; null, with nothing recorded, when there is nothing to send.
 */
export async function insertReplay(
  tx: Tx,
  endpointId: string,
  range: ReplayRange,
  at: { now: Date; by: string },
): Promise<{ id: string | null; events: number; batches: number }> {
  const [row] = await tx.query<{ id: string | null; events: number; batches: number }>(
    `with matching as materialized (${matching}),
     total as (select coalesce(sum(events), 0)::int as events, count(*)::int as batches from matching),
     replay as (insert into replays (firm_id, endpoint_id, selection, since, until, events, requested_by, created_at)
       select $1, $2, $5, $3, $6, t.events, $7, $8 from total t where t.events > 0 returning id, public_id),
     streams as (insert into delivery_streams (firm_id, endpoint_id, batch_id, replay_id, first_seq, next_seq, last_seq, due_at)
       select $1, $2, m.batch_id, r.id, m.first_seq, m.first_seq, m.last_seq, $8 from matching m cross join replay r order by m.batch_id)
     select r.public_id as id, t.events, t.batches from total t left join replay r on true`,
    [...values(tx, endpointId, range), at.by, at.now],
  );
  return row ?? { id: null, events: 0, batches: 0 };
}

/** Has one event sent to the endpoint again, whatever became of it. Throws NOT_FOUND when the firm has no such event. */
export async function insertResend(
  tx: Tx,
  endpointId: string,
  messageId: string,
  at: { now: Date; by: string },
): Promise<void> {
  const sent = await tx.execute(
    `with event as (select e.batch_id, e.seq, e.created_at from outbox_events e join batches b on b.id = e.batch_id and e.seq <= b.positioned_seq
       where e.firm_id = $1 and e.message_id = $3),
     replay as (insert into replays (firm_id, endpoint_id, selection, since, events, requested_by, created_at)
       select $1, $2, 'ALL', created_at, 1, $4, $5 from event returning id)
     insert into delivery_streams (firm_id, endpoint_id, batch_id, replay_id, first_seq, next_seq, last_seq, due_at)
     select $1, $2, batch_id, r.id, seq, seq, seq, $5 from event cross join replay r`,
    [tx.firmId, endpointId, messageId, at.by, at.now],
  );
  if (sent === 0) throw new AppError("NOT_FOUND", `there is no event ${messageId}`);
}
