import type { AttemptOutcome } from "@/server/domain/delivery/attempt";
import type { EventKind } from "@/server/domain/delivery/subscription";
import type { EndpointKind } from "./endpoints";
import type { Tx } from "./transaction";

export const replaySelections = ["ALL", "FAILED", "MISSING"] as const;
export type ReplaySelection = (typeof replaySelections)[number];

/** A cursor over the events of one batch for one endpoint, claimed by a relay, with what it needs to know of the endpoint. */
export type ClaimedStream = {
  id: string;
  /** Counts the claims: what is written under an older one is void. */
  hold: string;
  batchId: string;
  batchTransactionId: string;
  nextSeq: number;
  lastSeq: number;
  failures: number;
  /** Null for the events as they come. */
  selection: ReplaySelection | null;
  endpoint: {
    id: string;
    kind: EndpointKind;
    url: string;
    version: number;
    subscribedEvents: string[] | null;
    secret: Buffer | null;
    previousSecret: Buffer | null;
    previousSecretUntil: Date | null;
    region: string | null;
    credentials: Buffer | null;
  };
};

/**
 * Adds the run of events just placed to the cursor of every endpoint of the firm, which makes it due. Endpoints that are disabled
 * keep collecting, so that nothing is missing when they come back.
 */
export const extendStreamsSql = `insert into delivery_streams as s (firm_id, endpoint_id, batch_id, first_seq, next_seq, last_seq, due_at)
  select $1, e.id, r.batch_id, r.first_seq, r.first_seq, r.last_seq, $3 from ranges r join endpoints e on e.firm_id = $1 and e.deleted_at is null
  order by e.id, r.batch_id
  on conflict on constraint delivery_streams_one do update set last_seq = excluded.last_seq, due_at = coalesce(s.due_at, excluded.due_at)
  returning s.id`;

/** A cursor may be taken from a relay that has not shown itself for this long; relay.ts stops sending well before. */
const lostAfter = "interval '10 seconds'";

/**
 * Claims due cursors for the relay, the longest due first, at most `most` for an endpoint with those it is already at work on, and
 * `mostFailing` while the endpoint fails. Rows that another relay is claiming are passed over.
 */
export async function claimStreams(
  tx: Tx,
  input: {
    relayId: string;
    now: Date;
    busy: ReadonlyMap<string, number>;
    most: number;
    mostFailing: number;
  },
): Promise<ClaimedStream[]> {
  const rows = await tx.query<ClaimedRow>(
    `with busy as (select * from unnest($4::bigint[], $5::int[]) as b (endpoint_id, streams)),
     due as (
       select d.id, e.id as endpoint_id from endpoints e left join busy b on b.endpoint_id = e.id
       cross join lateral (
         select s.id from delivery_streams s where s.endpoint_id = e.id and s.due_at <= $3
           and (s.holder is null or not exists (select 1 from relays r where r.id = s.holder and r.beat_at > clock_timestamp() - ${lostAfter}))
         order by s.due_at, s.id limit greatest(case when e.failing_since is null then $6::int else $7::int end - coalesce(b.streams, 0), 0)
         for no key update of s skip locked) d
       where e.firm_id = $1 and e.status = 'active' and e.deleted_at is null),
     claimed as (update delivery_streams s set holder = $2, hold = s.hold + 1 from due where s.id = due.id returning s.*)
     select c.id, c.hold, c.batch_id as "batchId", b.batch_transaction_id as "batchTransactionId", c.next_seq as "nextSeq", c.last_seq as "lastSeq", c.failures, p.selection,
       jsonb_build_object('id', e.id::text, 'kind', e.kind, 'url', e.url, 'version', e.version, 'subscribedEvents', e.subscribed_events,
         'region', e.region) as endpoint, e.secret, e.previous_secret as "previousSecret", e.previous_secret_until as "previousSecretUntil", e.credentials
     from claimed c join batches b on b.id = c.batch_id join endpoints e on e.id = c.endpoint_id left join replays p on p.id = c.replay_id`,
    [
      tx.firmId,
      input.relayId,
      input.now,
      [...input.busy.keys()],
      [...input.busy.values()],
      input.most,
      input.mostFailing,
    ],
  );
  return rows.map(({ secret, previousSecret, previousSecretUntil, credentials, ...row }) => ({
    ...row,
    endpoint: { ...row.endpoint, secret, previousSecret, previousSecretUntil, credentials },
  }));
}

type Sealed = Pick<
  ClaimedStream["endpoint"],
  "secret" | "previousSecret" | "previousSecretUntil" | "credentials"
>;
type ClaimedRow = Omit<ClaimedStream, "endpoint"> & {
  endpoint: Omit<ClaimedStream["endpoint"], keyof Sealed>;
} & Sealed;

/** An event that a cursor comes to next: its stored bytes. */
export type DueEvent = { seq: number; messageId: string; eventType: string; body: string };

/**
 * The next events of the cursor that its endpoint wants, in order, none when it has come to its end. `skipDelivered` passes over
 * what reached the endpoint already, after a window of which only a part did.
 */
export async function readDueEvents(
  tx: Tx,
  stream: Pick<ClaimedStream, "batchId" | "nextSeq" | "lastSeq" | "selection"> & { endpointId: string },
  input: { kinds: readonly EventKind[] | null; skipDelivered: boolean; limit: number },
): Promise<DueEvent[]> {
  return tx.query<DueEvent>(
    `select e.seq, e.message_id as "messageId", e.event_type as "eventType", e.body from outbox_events e
     where e.batch_id = $1 and e.seq between $2 and $3 and ($4::text[] is null or e.kind = any($4))
       and case $5 when 'FAILED' then exists (select 1 from deliveries d where d.endpoint_id = $6 and d.batch_id = e.batch_id and d.seq = e.seq and d.status = 'DEAD')
         when 'MISSING' then not exists (select 1 from deliveries d where d.endpoint_id = $6 and d.batch_id = e.batch_id and d.seq = e.seq and d.status = 'DELIVERED')
         when 'PART' then not exists (select 1 from deliveries d where d.endpoint_id = $6 and d.batch_id = e.batch_id and d.seq = e.seq and d.status = 'DELIVERED')
         else true end
     order by e.seq limit $7`,
    [
      stream.batchId,
      stream.nextSeq,
      stream.lastSeq,
      input.kinds,
      stream.selection ?? (input.skipDelivered ? "PART" : "ALL"),
      stream.endpointId,
      input.limit,
    ],
  );
}

/**
 * The next events of several cursors at once, at most `limit` of each, by the cursor's id. For cursors over events as they come,
 * none of which failed; a cursor with nothing wanted ahead is not in the answer.
 */
export async function readFirstPages(
  tx: Tx,
  streams: readonly (Pick<ClaimedStream, "id" | "batchId" | "nextSeq" | "lastSeq"> & {
    kinds: readonly EventKind[] | null;
  })[],
  limit: number,
): Promise<Map<string, DueEvent[]>> {
  const rows = await tx.query<DueEvent & { streamId: string }>(
    `select q.id as "streamId", e.* from unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::text[]) as q (id, batch_id, next_seq, last_seq, kinds)
     cross join lateral (select e.seq, e.message_id as "messageId", e.event_type as "eventType", e.body from outbox_events e
       where e.batch_id = q.batch_id and e.seq between q.next_seq and q.last_seq and (q.kinds is null or e.kind = any(string_to_array(q.kinds, ',')))
       order by e.seq limit $6) e order by q.id, e.seq`,
    [
      streams.map((one) => one.id),
      streams.map((one) => one.batchId),
      streams.map((one) => one.nextSeq),
      streams.map((one) => one.lastSeq),
      streams.map((one) => one.kinds?.join(",") ?? null),
      limit,
    ],
  );
  return Map.groupBy(rows, (row) => row.streamId);
}

/** One attempt as it is recorded. `status` is where the delivery stands after it. */
export type AttemptRecord = {
  endpointId: string;
  batchId: string;
  seq: number;
  status: "FAILED" | "DELIVERED" | "DEAD";
  at: Date;
  outcome: AttemptOutcome;
};

/** Of the claims given, those that still stand; their cursors are held until the transaction ends. */
export async function lockHeldStreams(
  tx: Tx,
  relayId: string,
  holds: readonly { streamId: string; hold: string }[],
): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>(
    `select s.id from delivery_streams s join unnest($2::bigint[], $3::bigint[]) as h (id, hold) on h.id = s.id and h.hold = s.hold
     where s.holder = $1 order by s.id for no key update of s`,
    [relayId, holds.map((one) => one.streamId), holds.map((one) => one.hold)],
  );
  return new Set(rows.map((row) => row.id));
}

/** Records attempts, at most one of each delivery, numbered on from those before. */
export async function insertAttempts(tx: Tx, attempts: readonly AttemptRecord[]): Promise<void> {
  if (attempts.length === 0) return;
  const column = <T>(pick: (one: AttemptRecord) => T): T[] => attempts.map(pick);
  await tx.execute(
    `with tried as (select * from unnest($2::bigint[], $3::bigint[], $4::int[], $5::text[], $6::timestamptz[], $7::text[], $8::text[], $9::int[], $10::text[],
         $11::jsonb[], $12::int[], $13::jsonb[], $14::text[], $15::boolean[])
         as t (endpoint_id, batch_id, seq, status, at, result, error, ms, url, request_headers, response_status, response_headers, response_body, truncated)),
     counted as (insert into deliveries as d (endpoint_id, batch_id, seq, firm_id, status, attempts, last_attempt_at, delivered_at)
       select endpoint_id, batch_id, seq, $1, status, 1, at, case when status = 'DELIVERED' then at end from tried
       on conflict (endpoint_id, batch_id, seq) do update set attempts = d.attempts + 1, last_attempt_at = excluded.last_attempt_at,
         status = case when d.status = 'DELIVERED' then d.status else excluded.status end, delivered_at = coalesce(d.delivered_at, excluded.delivered_at)
       returning endpoint_id, batch_id, seq, attempts)
     insert into delivery_attempts (firm_id, endpoint_id, batch_id, seq, number, result, error, attempted_at, duration_ms, request_url, request_headers,
       response_status, response_headers, response_body, response_truncated)
     select $1, t.endpoint_id, t.batch_id, t.seq, c.attempts, t.result, t.error, t.at, t.ms, t.url, t.request_headers,
       t.response_status, t.response_headers, t.response_body, t.truncated
     from tried t join counted c using (endpoint_id, batch_id, seq) order by t.batch_id, t.seq`,
    [
      tx.firmId,
      column((one) => one.endpointId),
      column((one) => one.batchId),
      column((one) => one.seq),
      column((one) => one.status),
      column((one) => one.at),
      column((one) => one.outcome.result),
      column((one) => one.outcome.error),
      column((one) => Math.round(one.outcome.durationMs)),
      column((one) => one.outcome.request.url),
      column((one) => JSON.stringify(one.outcome.request.headers)),
      column((one) => one.outcome.response?.status ?? null),
      column((one) => (one.outcome.response === null ? null : JSON.stringify(one.outcome.response.headers))),
      column((one) => one.outcome.response?.body ?? null),
      column((one) => one.outcome.response?.truncated ?? false),
    ],
  );
}

/** Where a cursor stands; `release` gives it back to whoever claims it next. */
export type CursorRecord = {
  streamId: string;
  hold: string;
  nextSeq: number;
  failures: number;
  /** When the event at the cursor may be tried again; null is at once. */
  dueAt: Date | null;
  release: boolean;
};

/** Moves cursors that are held. One that has come to its end has nothing due, unless events were placed meanwhile. */
export async function moveCursors(tx: Tx, cursors: readonly CursorRecord[], now: Date): Promise<void> {
  await tx.execute(
    `update delivery_streams s set next_seq = c.next_seq, failures = c.failures,
       due_at = case when c.next_seq <= s.last_seq then coalesce(c.due_at, $6) end, holder = case when c.release then null else s.holder end
     from unnest($1::bigint[], $2::int[], $3::int[], $4::timestamptz[], $5::boolean[]) as c (id, next_seq, failures, due_at, release) where s.id = c.id`,
    [
      cursors.map((one) => one.streamId),
      cursors.map((one) => one.nextSeq),
      cursors.map((one) => one.failures),
      cursors.map((one) => one.dueAt),
      cursors.map((one) => one.release),
      now,
    ],
  );
}

/** Makes everything that waits at the endpoint due now, as if it had not failed. */
export async function hurryStreams(tx: Tx, endpointId: string, now: Date): Promise<void> {
  await tx.execute(
    "update delivery_streams set failures = 0, due_at = $2 where endpoint_id = $1 and due_at is not null and holder is null",
    [endpointId, now],
  );
}

/** Tells relays, when the transaction commits, that there is something to send. */
export async function wakeRelays(tx: Tx): Promise<void> {
  await tx.query("select pg_notify('prorata_event', $1)", [tx.firmId]);
}

/** Deletes what was delivered or given up before the time, and its attempts; answers how many deliveries. */
export async function deleteOldDeliveries(tx: Tx, before: Date, limit: number): Promise<number> {
  return tx.execute(
    `with old as (select d.endpoint_id, d.batch_id, d.seq from deliveries d where d.firm_id = $1 and d.last_attempt_at < $2 and d.status <> 'FAILED' limit $3),
     tried as (delete from delivery_attempts a using old where a.endpoint_id = old.endpoint_id and a.batch_id = old.batch_id and a.seq = old.seq)
     delete from deliveries d using old where d.endpoint_id = old.endpoint_id and d.batch_id = old.batch_id and d.seq = old.seq`,
    [tx.firmId, before, limit],
  );
}
