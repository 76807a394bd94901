import type pg from "pg";
import { withFirmTx } from "@/server/db/transaction";

/** Events as they were stored, each with its place in the firm's order; `next` is what to ask for after this page. */
export type EventPage = { events: { position: string; body: string }[]; next: string };

/**
 * The firm's events after a position, oldest first. Positions are given without a gap, so a page is the events of the next `limit`
 * positions; with an event type it holds those of them that have it, and `next` moves on all the same. When nothing has been
 * placed after `after`, `next` is `after`.
 */
export function readEventPage(
  pool: pg.Pool,
  firmId: string,
  input: { after: string; limit: number; eventType: string | undefined },
): Promise<EventPage> {
  return withFirmTx(pool, firmId, async (tx) => {
    const [firm] = await tx.query<{ next: string }>(
      "select greatest($2::bigint, least($2::bigint + $3, event_position))::text as next from firms where id = $1",
      [firmId, input.after, input.limit],
    );
    const next = firm?.next ?? input.after;
    const events = await tx.query<{ position: string; body: string }>(
      `select (r.first_position + e.seq - r.first_seq)::text as position, e.body
       from event_ranges r join outbox_events e on e.batch_id = r.batch_id
         and e.seq between r.first_seq + greatest($2::bigint + 1 - r.first_position, 0)
           and r.last_seq - greatest(r.last_position - $3::bigint, 0)
       where r.firm_id = $1 and r.last_position > $2::bigint and r.first_position <= $3::bigint
         and ($4::text is null or e.event_type = $4)
       order by r.first_position, e.seq`,
      [firmId, input.after, next, input.eventType ?? null],
    );
    return { events, next };
  });
}
