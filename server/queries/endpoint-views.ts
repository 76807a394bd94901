import type pg from "pg";
import {
  type EndpointKind,
  type EndpointRow,
  type EndpointStatus,
  getEndpoint,
  listEndpoints,
} from "@/server/db/endpoints";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import type { Subscription } from "@/server/domain/delivery/subscription";

/** An endpoint as its firm sees it: no secret, and times as RFC 3339. */
export type EndpointView = {
  id: string;
  kind: EndpointKind;
  url: string;
  description: string;
  /** Null is everything. */
  subscribedEvents: Subscription[] | null;
  status: EndpointStatus;
  statusReason: string | null;
  /** The first failure since the last success. */
  failingSince: string | null;
  /** Until then the secret before the last rotation signs as well. */
  previousSecretUntil: string | null;
  region: string | null;
  createdBy: string;
  createdAt: string;
};

/** How an endpoint has done in the last 24 hours, and how much waits for it. */
export type EndpointFigures = {
  delivered: number;
  failedAttempts: number;
  /** Milliseconds within which 95 % of the attempts were answered; null without an attempt. */
  p95Ms: number | null;
  lastFailureAt: string | null;
  /** Events that were placed and not delivered yet, those that its filter leaves out included. */
  waiting: number;
  dead: number;
};

const viewOf = (row: EndpointRow, now: Date): EndpointView => ({
  id: row.publicId,
  kind: row.kind,
  url: row.url,
  description: row.description,
  subscribedEvents: row.subscribedEvents,
  status: row.status,
  statusReason: row.statusReason,
  failingSince: row.failingSince?.toISOString() ?? null,
  previousSecretUntil:
    row.previousSecretUntil !== null && row.previousSecretUntil > now
      ? row.previousSecretUntil.toISOString()
      : null,
  region: row.region,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
});

/** The firm's endpoints, oldest first, at most 20. */
export const listEndpointViews = (pool: pg.Pool, firmId: string, now: Date): Promise<EndpointView[]> =>
  withFirmTx(pool, firmId, async (tx) => (await listEndpoints(tx)).map((row) => viewOf(row, now)));

/** Throws NOT_FOUND. */
export const getEndpointView = (
  pool: pg.Pool,
  firmId: string,
  publicId: string,
  now: Date,
): Promise<EndpointView> =>
  withFirmTx(pool, firmId, async (tx) => viewOf(await getEndpoint(tx, publicId, "none"), now));

/** The firm's endpoints that the desk itself has disabled. */
export const listStoppedEndpoints = (pool: pg.Pool, firmId: string, now: Date): Promise<EndpointView[]> =>
  withFirmTx(pool, firmId, async (tx) =>
    (await listEndpoints(tx)).filter((row) => row.status === "auto_disabled").map((row) => viewOf(row, now)),
  );

export type EndpointState = EndpointView & EndpointFigures;

/** The endpoints with how they do. */
export const listEndpointFigures = (pool: pg.Pool, firmId: string, now: Date): Promise<EndpointState[]> =>
  withFirmTx(pool, firmId, async (tx) => withFigures(tx, await listEndpoints(tx), now));

/** The endpoint with how it does. Throws NOT_FOUND. */
export const getEndpointFigures = (
  pool: pg.Pool,
  firmId: string,
  publicId: string,
  now: Date,
): Promise<EndpointState> =>
  withFirmTx(pool, firmId, async (tx) => {
    const row = await getEndpoint(tx, publicId, "none");
    const [state] = await withFigures(tx, [row], now);
    return state ?? { ...viewOf(row, now), ...nothing };
  });

async function withFigures(tx: Tx, rows: readonly EndpointRow[], now: Date): Promise<EndpointState[]> {
  const ids = rows.map((row) => row.id);
  const figures = await readFigures(tx, ids, now);
  return rows.map((row) => ({ ...viewOf(row, now), ...(figures.get(row.id) ?? nothing) }));
}

const nothing: EndpointFigures = {
  delivered: 0,
  failedAttempts: 0,
  p95Ms: null,
  lastFailureAt: null,
  waiting: 0,
  dead: 0,
};

async function readFigures(tx: Tx, ids: readonly string[], now: Date): Promise<Map<string, EndpointFigures>> {
  const rows = await tx.query<
    Omit<EndpointFigures, "lastFailureAt"> & { id: string; lastFailureAt: Date | null }
  >(
    `select e.id, coalesce(a.delivered, 0) as delivered, coalesce(a.failed, 0) as "failedAttempts", a.p95 as "p95Ms", a.last_failure as "lastFailureAt",
       coalesce(s.waiting, 0) as waiting, coalesce(d.dead, 0) as dead
     from endpoints e
     left join lateral (select (count(*) filter (where result = 'DELIVERED'))::int as delivered, (count(*) filter (where result <> 'DELIVERED'))::int as failed,
         percentile_disc(0.95) within group (order by duration_ms) as p95, max(attempted_at) filter (where result <> 'DELIVERED') as last_failure
       from (select * from delivery_attempts where endpoint_id = e.id and attempted_at > $2::timestamptz - interval '24 hours' order by id desc limit 20000) x) a on true
     left join lateral (select sum(last_seq - next_seq + 1)::int as waiting from delivery_streams where endpoint_id = e.id and due_at is not null) s on true
     left join lateral (select count(*)::int as dead from deliveries where endpoint_id = e.id and status = 'DEAD') d on true
     where e.id = any($1::bigint[])`,
    [ids, now],
  );
  return new Map(
    rows.map(({ id, lastFailureAt, ...row }) => [
      id,
      { ...row, lastFailureAt: lastFailureAt?.toISOString() ?? null },
    ]),
  );
}
