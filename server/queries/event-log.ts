import type pg from "pg";
import { withFirmTx } from "@/server/db/transaction";
import type { EventKind } from "@/server/domain/delivery/subscription";

/** An event of the firm with its place in the firm's order. */
export type EventLogItem = {
  position: string;
  messageId: string;
  eventType: string;
  kind: EventKind;
  status: string;
  batchTransactionId: string;
  createdAt: string;
  /** The stored bytes. */
  body: string;
};

export type EventLogInput = {
  kind?: EventKind | undefined;
  status?: string | undefined;
  batchTransactionId?: string | undefined;
  messageId?: string | undefined;
  clientTransactionId?: string | undefined;
  /** The list goes on below this position. */
  before?: string | undefined;
  limit: number;
};

/** `nextBefore` is where the list goes on; a page may hold fewer than asked for, even none, and still go on. */
export type EventLog = { items: EventLogItem[]; nextBefore: string | null };

/** How many positions one page looks through for what its filter wants. */
const window = 20_000;

const select = `select (r.first_position + e.seq - r.first_seq)::text as position, e.message_id as "messageId", e.event_type as "eventType",
  e.kind, e.status, b.batch_transaction_id as "batchTransactionId", e.created_at as "createdAt", e.body
  from event_ranges r join outbox_events e on e.batch_id = r.batch_id and e.seq between r.first_seq and r.last_seq join batches b on b.id = r.batch_id`;

/** Events that have their place, the newest first. */
export function listEventLog(pool: pg.Pool, firmId: string, input: EventLogInput): Promise<EventLog> {
  return withFirmTx(pool, firmId, async (tx) => {
    const [firm] = await tx.query<{ high: string }>(
      "select least(event_position, $2::bigint - 1)::text as high from firms where id = $1",
      [firmId, input.before ?? "9223372036854775807"],
    );
    const high = BigInt(firm?.high ?? "0");
    const named = input.batchTransactionId ?? input.messageId ?? input.clientTransactionId;
    const low = named === undefined && high > BigInt(window) ? high - BigInt(window) : 0n;
    const rows = await tx.query<Omit<EventLogItem, "createdAt"> & { createdAt: Date }>(
      `${select} where r.firm_id = $1 and r.last_position > $2::bigint and r.first_position <= $3::bigint
         and r.first_position + e.seq - r.first_seq > $2::bigint and r.first_position + e.seq - r.first_seq <= $3::bigint
         and ($4::text is null or e.kind = $4) and ($5::text is null or e.status = $5)
         and ($6::uuid is null or b.batch_transaction_id = $6) and ($7::uuid is null or e.message_id = $7)
         and ($8::uuid is null or e.allocation_id = (select id from allocations where firm_id = $1 and client_transaction_id = $8))
       order by r.first_position desc, e.seq desc limit $9`,
      [
        firmId,
        String(low),
        String(high),
        input.kind ?? null,
        input.status ?? null,
        input.batchTransactionId ?? null,
        input.messageId ?? null,
        input.clientTransactionId ?? null,
        input.limit,
      ],
    );
    const items = rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    const full = items.length === input.limit;
    const lowest = full ? items.at(-1)?.position : low > 0n ? String(low + 1n) : null;
    return { items, nextBefore: lowest ?? null };
  });
}
