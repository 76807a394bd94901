import type pg from "pg";
import { withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import type { DeliveryStatus } from "./delivery-views";

/** Where an event stands at one endpoint; WAITING before its first attempt, null when it will not be sent there. */
export type EventDelivery = {
  endpointId: string;
  url: string;
  description: string;
  status: DeliveryStatus | "WAITING" | null;
  attempts: number;
  lastAttemptAt: string | null;
};

/** The event at each endpoint of the firm. Throws NOT_FOUND. */
export function listDeliveriesOfEvent(
  pool: pg.Pool,
  firmId: string,
  messageId: string,
): Promise<EventDelivery[]> {
  return withFirmTx(pool, firmId, async (tx) => {
    const [event] = await tx.query<{ batchId: string; seq: number }>(
      'select batch_id as "batchId", seq from outbox_events where firm_id = $1 and message_id = $2',
      [firmId, messageId],
    );
    if (event === undefined) throw new AppError("NOT_FOUND", `there is no event ${messageId}`);
    const rows = await tx.query<Omit<EventDelivery, "lastAttemptAt"> & { lastAttemptAt: Date | null }>(
      `select e.public_id as "endpointId", e.url, e.description, coalesce(d.status, case when s.id is not null then 'WAITING' end) as status,
         coalesce(d.attempts, 0) as attempts, d.last_attempt_at as "lastAttemptAt"
       from endpoints e left join deliveries d on d.endpoint_id = e.id and d.batch_id = $2 and d.seq = $3
         left join delivery_streams s on s.endpoint_id = e.id and s.batch_id = $2 and s.replay_id is null and $3 between s.next_seq and s.last_seq
       where e.firm_id = $1 and e.deleted_at is null order by e.id`,
      [firmId, event.batchId, event.seq],
    );
    return rows.map((row) => ({ ...row, lastAttemptAt: row.lastAttemptAt?.toISOString() ?? null }));
  });
}
