import type pg from "pg";
import { getEndpoint } from "@/server/db/endpoints";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";

export const deliveryStatuses = ["DELIVERED", "FAILED", "DEAD"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One event to one endpoint, from its first attempt on. */
export type DeliveryView = {
  messageId: string;
  eventType: string;
  /** What the event tells of: a batch, an allocation or an order, and its status then. */
  subject: string;
  batchTransactionId: string;
  /** FAILED will be tried again; DEAD will not, unless it is asked for. */
  status: DeliveryStatus;
  attempts: number;
  lastAttemptAt: string;
  deliveredAt: string | null;
  nextAttemptAt: string | null;
  responseStatus: number | null;
  error: string | null;
  durationMs: number;
};

export type AttemptView = {
  number: number;
  result: "DELIVERED" | "FAILED" | "GONE" | "REFUSED";
  error: string | null;
  attemptedAt: string;
  durationMs: number;
  request: { url: string; headers: Record<string, string> };
  response: { status: number; headers: Record<string, string>; body: string; truncated: boolean } | null;
};

export type DeliveryDetail = DeliveryView & { body: string; log: AttemptView[] };

export type DeliveryListInput = {
  status?: DeliveryStatus | undefined;
  batchTransactionId?: string | undefined;
  cursor?: DeliveryCursor | undefined;
  limit: number;
};

/** The place in the list: newest attempt first, then the event's own place. */
export type DeliveryCursor = { lastAttemptAt: string; batchId: string; seq: number };
export type DeliveryList = { items: DeliveryView[]; nextCursor: DeliveryCursor | null };

type Row = Omit<DeliveryView, "lastAttemptAt" | "deliveredAt" | "nextAttemptAt"> & {
  batchId: string;
  seq: number;
  lastAttemptAt: Date;
  /** To the microsecond, which a Date does not hold. */
  lastAttemptText: string;
  deliveredAt: Date | null;
  nextAttemptAt: Date | null;
};

const columns = `e.message_id as "messageId", e.event_type as "eventType", e.kind || ' ' || e.status as subject, b.batch_transaction_id as "batchTransactionId",
  d.status, d.attempts, d.batch_id as "batchId", d.seq, d.last_attempt_at as "lastAttemptAt", d.last_attempt_at::text as "lastAttemptText",
  d.delivered_at as "deliveredAt", case when d.status = 'FAILED' then s.due_at end as "nextAttemptAt",
  a.response_status as "responseStatus", a.error, a.duration_ms as "durationMs"`;
const sources = `deliveries d join outbox_events e on e.batch_id = d.batch_id and e.seq = d.seq join batches b on b.id = d.batch_id
  left join delivery_attempts a on a.endpoint_id = d.endpoint_id and a.batch_id = d.batch_id and a.seq = d.seq and a.number = d.attempts
  left join delivery_streams s on s.endpoint_id = d.endpoint_id and s.batch_id = d.batch_id and s.replay_id is null and s.next_seq = d.seq`;

function viewOf({ batchId: _batchId, seq: _seq, lastAttemptText: _text, ...row }: Row): DeliveryView {
  return {
    ...row,
    lastAttemptAt: row.lastAttemptAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    durationMs: row.durationMs ?? 0,
  };
}

/** Deliveries of an endpoint, the latest attempt first. Throws NOT_FOUND. */
export function listDeliveries(
  pool: pg.Pool,
  firmId: string,
  endpointId: string,
  input: DeliveryListInput,
): Promise<DeliveryList> {
  return withFirmTx(pool, firmId, async (tx) => {
    const endpoint = await getEndpoint(tx, endpointId, "none");
    const rows = await tx.query<Row>(
      `select ${columns} from ${sources} where d.endpoint_id = $1 and ($2::text is null or d.status = $2)
         and ($3::uuid is null or b.batch_transaction_id = $3)
         and ($4::timestamptz is null or (d.last_attempt_at, d.batch_id, d.seq) < ($4::timestamptz, $5::bigint, $6::int))
       order by d.last_attempt_at desc, d.batch_id desc, d.seq desc limit $7`,
      [
        endpoint.id,
        input.status ?? null,
        input.batchTransactionId ?? null,
        input.cursor?.lastAttemptAt ?? null,
        input.cursor?.batchId ?? null,
        input.cursor?.seq ?? null,
        input.limit + 1,
      ],
    );
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const more = rows.length > input.limit && last !== undefined;
    return {
      items: page.map(viewOf),
      nextCursor: more ? { lastAttemptAt: last.lastAttemptText, batchId: last.batchId, seq: last.seq } : null,
    };
  });
}

/** One delivery with everything that was sent and answered. Throws NOT_FOUND before its first attempt. */
export function getDelivery(
  pool: pg.Pool,
  firmId: string,
  endpointId: string,
  messageId: string,
): Promise<DeliveryDetail> {
  return withFirmTx(pool, firmId, async (tx) => {
    const endpoint = await getEndpoint(tx, endpointId, "none");
    const [row] = await tx.query<Row & { body: string }>(
      `select ${columns}, e.body from ${sources} where d.endpoint_id = $1 and e.message_id = $2`,
      [endpoint.id, messageId],
    );
    if (row === undefined) {
      throw new AppError("NOT_FOUND", `event ${messageId} was not sent to endpoint ${endpointId} yet`);
    }
    const { body, ...rest } = row;
    return { ...viewOf(rest), body, log: await readAttempts(tx, endpoint.id, row) };
  });
}

async function readAttempts(
  tx: Tx,
  endpointId: string,
  { batchId, seq }: { batchId: string; seq: number },
): Promise<AttemptView[]> {
  const rows = await tx.query<Omit<AttemptView, "attemptedAt"> & { attemptedAt: Date }>(
    `select number, result, error, attempted_at as "attemptedAt", duration_ms as "durationMs",
       jsonb_build_object('url', request_url, 'headers', request_headers) as request,
       case when response_status is not null then jsonb_build_object('status', response_status, 'headers', response_headers, 'body', response_body,
         'truncated', response_truncated) end as response
     from delivery_attempts where endpoint_id = $1 and batch_id = $2 and seq = $3 order by number desc limit 100`,
    [endpointId, batchId, seq],
  );
  return rows.map((row) => ({ ...row, attemptedAt: row.attemptedAt.toISOString() }));
}
