import type { Context } from "@/server/context";
import { extendStreamsSql } from "@/server/db/deliveries";
import { withFirmTx } from "@/server/db/transaction";

/**
 * Gives the firm's committed events their place in the firm-wide order: for each batch with events not placed yet, the run of their
 * numbers is appended as one range. Holds the firm's row, so there is one writer; it reads only what is committed, so a position,
 * once read, can never be overtaken. Order within a batch is kept. In the same transaction every endpoint of the firm is given the
 * run to send. Answers how many events were placed.
 */
export async function positionEvents(ctx: Context, firmId: string): Promise<number> {
  return withFirmTx(ctx.pool, firmId, async (tx) => {
    const waiting = await tx.query<{ id: string }>(
      "select id from batches where firm_id = $1 and event_seq > positioned_seq limit 1",
      [firmId],
    );
    if (waiting.length === 0) return 0;
    const [firm] = await tx.query<{ position: string }>(
      "select event_position as position from firms where id = $1 for no key update",
      [firmId],
    );
    const [placed] = await tx.query<{ placed: string }>(
      `with due as materialized (
         select id, event_seq, positioned_seq from batches where firm_id = $1 and event_seq > positioned_seq for no key update skip locked),
       numbered as (select id, positioned_seq + 1 as first_seq, event_seq as last_seq,
         $2::bigint + coalesce(sum(event_seq - positioned_seq) over (order by id rows between unbounded preceding and 1 preceding), 0) + 1 as first_position from due),
       ranges as (insert into event_ranges (firm_id, first_position, last_position, batch_id, first_seq, last_seq)
         select $1, first_position, first_position + last_seq - first_seq, id, first_seq, last_seq from numbered returning batch_id, first_seq, last_seq, last_position),
       streams as (${extendStreamsSql}),
       marked as (update batches b set positioned_seq = n.last_seq from numbered n where b.id = n.id returning 1),
       moved as (update firms set event_position = (select max(last_position) from ranges) where id = $1 and exists (select 1 from ranges) returning event_position)
       select coalesce((select event_position from moved) - $2::bigint, 0)::text as placed`,
      [firmId, firm?.position ?? "0", ctx.clock.now()],
    );
    await ctx.reach("events.placed");
    return Number(placed?.placed ?? "0");
  });
}
