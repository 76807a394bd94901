import { setTimeout as sleep } from "node:timers/promises";
import { changeEndpoint } from "@/server/services/endpoints/change-endpoint";
import { type CreateEndpointInput, createEndpoint } from "@/server/services/endpoints/create-endpoint";
import { positionEvents } from "@/server/services/events/position-events";
import { finishNew, settle } from "../batches";
import type { Desk } from "../desk";

/** An endpoint of the bench and its internal id. */
export type Endpoint = { publicId: string; id: string };

const batches = 40;
/** A batch's own events and those of its order. */
const others = 6;
const longestMs = 300_000;

export async function addDisabled(
  desk: Desk,
  given: Pick<CreateEndpointInput, "url" | "sqs">,
): Promise<Endpoint> {
  const input = { description: "", subscribedEvents: null, ...given };
  const { publicId } = await createEndpoint(desk.ctx, desk.trader, input);
  await changeEndpoint(desk.ctx, desk.trader, publicId, { status: "disabled" });
  const { rows } = await desk.owner.query<{ id: string }>("select id from endpoints where public_id = $1", [
    publicId,
  ]);
  return { publicId, id: rows[0]?.id ?? "" };
}

export const placeAll = (desk: Desk): Promise<number> => positionEvents(desk.ctx, desk.trader.firmId);

/**
 * Makes some `wanted` events of 40 batches, for endpoints that are disabled, and a table of them for the bare processes with a row
 * for each of the targets. Answers how many there are.
 */
export async function makeBacklog(desk: Desk, wanted: number, endpoint: Endpoint): Promise<number> {
  for (let batch = 0; batch < batches; batch++) await finishNew(desk, wanted / batches - others);
  await placeAll(desk);
  await desk.owner.query(
    `drop table if exists bench_sent;
     create table bench_sent (target int, event_id bigint, sent_at timestamptz, primary key (target, event_id))`,
  );
  const { rowCount } = await desk.owner.query(
    `insert into bench_sent select 0, e.id from delivery_streams s join outbox_events e on e.batch_id = s.batch_id
       and e.seq between s.first_seq and s.last_seq where s.endpoint_id = $1`,
    [endpoint.id],
  );
  return rowCount ?? 0;
}

/** Puts the cursors of all endpoints back to the first event, as if nothing had been sent. */
async function rewind(desk: Desk): Promise<void> {
  const client = await desk.owner.connect();
  try {
    await client.query(
      `begin; set local session_replication_role = replica; truncate deliveries, delivery_attempts;
       update delivery_streams set next_seq = first_seq, failures = 0, due_at = now(), holder = null; commit`,
    );
    await client.query("vacuum delivery_streams");
  } finally {
    client.release();
  }
  await settle(desk);
}

/** Enables endpoints with the same `events` waiting at each, and answers the milliseconds until every one is recorded as delivered. */
export async function timeDrain(desk: Desk, endpoints: readonly Endpoint[], events: number): Promise<number> {
  await rewind(desk);
  const ids = endpoints.map((endpoint) => endpoint.id);
  const startedAt = performance.now();
  for (const { publicId } of endpoints)
    await changeEndpoint(desk.ctx, desk.trader, publicId, { status: "active" });
  for (;;) {
    const { rows } = await desk.owner.query<{ due: number }>(
      "select count(*)::int as due from delivery_streams where endpoint_id = any($1) and due_at is not null",
      [ids],
    );
    if (rows[0]?.due === 0) break;
    if (performance.now() - startedAt > longestMs) throw new Error("the events were not delivered");
    await sleep(20);
  }
  const tookMs = performance.now() - startedAt;
  for (const { publicId } of endpoints)
    await changeEndpoint(desk.ctx, desk.trader, publicId, { status: "disabled" });
  const { rows } = await desk.owner.query<{ delivered: number; attempts: number }>(
    `select (select count(*)::int from deliveries where endpoint_id = any($1) and status = 'DELIVERED') as delivered,
       (select count(*)::int from delivery_attempts where endpoint_id = any($1)) as attempts`,
    [ids],
  );
  const want = events * endpoints.length;
  if (rows[0]?.delivered !== want || rows[0].attempts !== want)
    throw new Error(
      `${rows[0]?.delivered} of ${want} events were delivered, in ${rows[0]?.attempts} attempts`,
    );
  return tookMs;
}
