import { v7 as uuidv7 } from "uuid";
import { BATCH_EVENT, type EventType, eventBody, ORDER_EVENT } from "@/server/domain/events";
import type { Tx } from "./transaction";

export type EventDraft = {
  kind: "batch" | "allocation" | "order";
  status: string;
  allocationId: string | null;
  payload: object;
};

const eventTypes = {
  batch: BATCH_EVENT,
  allocation: BATCH_EVENT,
  order: ORDER_EVENT,
} as const satisfies Record<EventDraft["kind"], EventType>;

/**
 * Appends events to the batch's outbox in the given order, numbered after the last one. Takes the batch row FOR NO KEY UPDATE
 * (assume it is held already where allocations are locked: batch first), so number order is commit order. The bytes are final.
 * The relay is woken when the transaction commits.
 */
export async function appendEvents(
  tx: Tx,
  batchId: string,
  at: Date,
  drafts: readonly EventDraft[],
): Promise<void> {
  if (drafts.length === 0) return;
  const timestamp = at.toISOString();
  const messageIds = drafts.map(() => uuidv7());
  const bodies = drafts.map((draft, index) =>
    eventBody({
      eventType: eventTypes[draft.kind],
      messageId: messageIds[index] ?? "",
      payload: draft.payload,
      timestamp,
    }),
  );
  // A JSON text holds no raw line break, so the lines travel as one text and cost no array quoting.
  await tx.execute(
    `with numbered as (update batches set event_seq = event_seq + $3 where id = $2 returning event_seq - $3 as base),
       woken as materialized (select pg_notify('prorata_event', $1::bigint::text))
     insert into outbox_events (firm_id, batch_id, seq, kind, status, allocation_id, event_type, message_id, body, created_at)
     select $1, $2, base + e.n, e.kind, e.status, e.allocation_id, case e.kind when 'order' then $11 else $4 end, e.message_id, e.body, $5
       from numbered, woken, unnest($6::text[], $7::text[], $8::bigint[], $9::uuid[], string_to_array($10, E'\\n'))
         with ordinality as e (kind, status, allocation_id, message_id, body, n) order by e.n`,
    [
      tx.firmId,
      batchId,
      drafts.length,
      BATCH_EVENT,
      at,
      drafts.map((draft) => draft.kind),
      drafts.map((draft) => draft.status),
      drafts.map((draft) => draft.allocationId),
      messageIds,
      bodies.join("\n"),
      ORDER_EVENT,
    ],
  );
}

/** Tells live screens that the batch moved; delivered when the transaction commits. */
export async function notifyBatch(tx: Tx, batchId: string): Promise<void> {
  await tx.query("select pg_notify('prorata_batch', $1)", [`${tx.firmId}:${batchId}`]);
}
