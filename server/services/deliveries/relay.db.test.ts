import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { mostAttempts } from "@/server/domain/delivery/schedule";
import { closeWith, openWith } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { type Receiver, startReceiver } from "@/server/testing/receiver";
import { changeEndpoint } from "../endpoints/change-endpoint";
import { createEndpoint } from "../endpoints/create-endpoint";
import { deleteEndpoint } from "../endpoints/delete-endpoint";
import { rotateSecret } from "../endpoints/rotate-secret";
import { Relay } from "./relay";
import { replayDeliveries, resendDelivery } from "./replay-deliveries";

const start = new Date("2026-11-24T12:00:00Z");
const hours = (count: number): Date => new Date(start.getTime() + count * 3_600_000);

let desk: Harness;
let receiver: Receiver;
let relay: Relay;
let endpointId: string;
let signingSecret: string;

const lines = [
  { account: "AT00001", amount: "200" },
  { account: "AT00002", amount: "300" },
  { account: "NOBODY", amount: "1" },
];

beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

const addEndpoint = async (url: string, more: object = {}) => {
  const input = { url, description: "", subscribedEvents: null, sqs: null, ...more };
  return createEndpoint(desk.ctx, desk.trader, input);
};

beforeEach(async () => {
  desk.setClock(start);
  receiver = await startReceiver();
  relay = new Relay(desk.ctx, () => 0.5);
  const made = await addEndpoint(receiver.url);
  endpointId = made.publicId;
  signingSecret = made.signingSecret ?? "";
});
afterEach(async () => {
  await relay.stop();
  await deleteEndpoint(desk.ctx, desk.trader, endpointId).catch(() => undefined);
  await receiver.close();
});

/** Sends until nothing is due at the present time of the test's clock. */
async function drain(): Promise<void> {
  for (let found = 1; found > 0; ) {
    found = await relay.turn();
    await relay.settled();
  }
}

/** Message ids of the batch in the order of their numbers. */
async function idsOf(batchId: string, kinds = ["batch", "allocation", "order"]): Promise<string[]> {
  const { rows } = await desk.owner.query<{ id: string }>(
    "select message_id as id from outbox_events where batch_id = $1 and kind = any($2) order by seq",
    [batchId, kinds],
  );
  return rows.map((row) => row.id);
}

async function finishedBatch(): Promise<string> {
  const { batchId } = await closeWith(desk, { type: "NOTIONAL", lines });
  await desk.processAll();
  return batchId;
}

const statuses = async () => {
  const { rows } = await desk.owner.query<{ status: string; attempts: number }>(
    `select d.status, d.attempts from deliveries d join endpoints e on e.id = d.endpoint_id where e.public_id = $1 order by d.batch_id, d.seq`,
    [endpointId],
  );
  return rows.map((row) => `${row.status} ${row.attempts}`);
};
const endpoint = async () => {
  const { rows } = await desk.owner.query("select * from endpoints where public_id = $1", [endpointId]);
  return rows[0];
};

describe("a relay", () => {
  test("delivers every event of a batch in order, as the bytes that were stored, signed", async () => {
    const batchId = await finishedBatch();
    await drain();
    expect(receiver.ids()).toEqual(await idsOf(batchId));
    const { rows } = await desk.owner.query<{ body: string }>(
      "select body from outbox_events where batch_id = $1 order by seq",
      [batchId],
    );
    expect(receiver.received.map(({ body }) => body)).toEqual(rows.map((row) => row.body));
    const verifier = new Webhook(signingSecret);
    for (const { body, headers } of receiver.received) {
      expect(verifier.verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
      expect(() => verifier.verify(`${body} `, headers as Record<string, string>)).toThrow();
    }
    expect(new Set(await statuses())).toEqual(new Set(["DELIVERED 1"]));
  });

  test("sends what an endpoint asked for and nothing else", async () => {
    await changeEndpoint(desk.ctx, desk.trader, endpointId, {
      subscribedEvents: ["allocation/batch/1:allocation"],
    });
    const batchId = await finishedBatch();
    await drain();
    expect(receiver.ids()).toEqual(await idsOf(batchId, ["allocation"]));
  });

  test("sends an endpoint only what is placed after it was added", async () => {
    const opened = await openWith(desk, { type: "NOTIONAL", lines });
    await drain();
    const before = receiver.ids().length;
    const late = await startReceiver();
    const made = await addEndpoint(late.url);
    await desk.processAll();
    const batchId = await finishedBatch();
    await drain();
    expect(late.ids()).toEqual(await idsOf(batchId));
    expect(receiver.ids().length).toBe(before + late.ids().length);
    expect(opened.accepted).toBe(2);
    await deleteEndpoint(desk.ctx, desk.trader, made.publicId);
    await late.close();
  });

  test("holds the later events of a batch back while one fails, and no other batch", async () => {
    const batchId = await finishedBatch();
    const [first = "", second = "", ...rest] = await idsOf(batchId);
    let refuses = true;
    receiver.answerWith(({ headers }) => ({
      status: refuses && headers["webhook-id"] === second ? 503 : 200,
    }));
    await drain();
    expect(receiver.ids()).toEqual([first, second]);
    const other = await finishedBatch();
    await drain();
    expect(receiver.ids()).toEqual([first, second, ...(await idsOf(other))]);
    refuses = false;
    desk.setClock(new Date(start.getTime() + 5_001));
    await drain();
    expect(receiver.ids().slice(-rest.length - 1)).toEqual([second, ...rest]);
    expect(await statuses()).toContain("DELIVERED 2");
  });

  test("waits as long as a receiver asks", async () => {
    await finishedBatch();
    receiver.answerWith((_, index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "120" } } : { status: 200 },
    );
    await drain();
    desk.setClock(new Date(start.getTime() + 119_000));
    await drain();
    expect(receiver.received.length).toBe(1);
    desk.setClock(new Date(start.getTime() + 120_001));
    await drain();
    expect(receiver.received.length).toBeGreaterThan(1);
  });

  test("tries a dead endpoint 14 times over more than 96 hours, then disables it and keeps what waits", async () => {
    const batchId = await finishedBatch();
    receiver.answerWith(() => ({ status: 500 }));
    const times: number[] = [];
    for (let hour = 0; hour <= 130; hour += 0.0125) {
      const before = receiver.received.length;
      desk.setClock(hours(hour));
      const { rows } = await desk.owner.query("select 1 from delivery_streams where due_at <= $1", [
        hours(hour),
      ]);
      if (rows.length > 0) await drain();
      if (receiver.received.length > before) times.push(hour);
    }
    expect(receiver.received.length).toBe(mostAttempts);
    expect(new Set(receiver.ids())).toEqual(new Set((await idsOf(batchId)).slice(0, 1)));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(96);
    expect(await statuses()).toEqual([`DEAD ${mostAttempts}`]);
    expect(await endpoint()).toMatchObject({ status: "auto_disabled" });

    receiver.answerWith(() => ({ status: 200 }));
    await drain();
    expect(receiver.received.length).toBe(mostAttempts);
    await changeEndpoint(desk.ctx, desk.trader, endpointId, { status: "active" });
    await drain();
    expect(receiver.ids().slice(mostAttempts)).toEqual((await idsOf(batchId)).slice(1));
    const replay = { selection: "FAILED" as const, since: start, until: null, dryRun: false };
    expect(await replayDeliveries(desk.ctx, desk.trader, endpointId, replay)).toMatchObject({
      events: 1,
      batches: 1,
    });
    await drain();
    expect(receiver.ids().at(-1)).toBe((await idsOf(batchId))[0]);
    expect(new Set((await statuses()).map((one) => one.split(" ")[0]))).toEqual(new Set(["DELIVERED"]));
  });

  test("disables an endpoint that answers 410, and goes on where it stopped when it is enabled", async () => {
    const batchId = await finishedBatch();
    receiver.answerWith(() => ({ status: 410 }));
    await drain();
    expect(receiver.received.length).toBe(1);
    expect(await endpoint()).toMatchObject({
      status: "auto_disabled",
      status_reason: "The endpoint answered 410 Gone.",
    });
    receiver.answerWith(() => ({ status: 200 }));
    await changeEndpoint(desk.ctx, desk.trader, endpointId, { status: "active" });
    await drain();
    expect(receiver.ids().slice(1)).toEqual(await idsOf(batchId));
  });

  test("signs with both secrets for 24 hours after a rotation, then with the new one only", async () => {
    const { signingSecret: renewed } = await rotateSecret(desk.ctx, desk.trader, endpointId);
    await expect(rotateSecret(desk.ctx, desk.trader, endpointId)).rejects.toMatchObject({ code: "CONFLICT" });
    await finishedBatch();
    await drain();
    const during = receiver.received.length;
    for (const { body, headers } of receiver.received) {
      for (const secret of [signingSecret, renewed]) {
        expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toBeTruthy();
      }
    }
    desk.setClock(hours(24.01));
    await finishedBatch();
    await drain();
    for (const { body, headers } of receiver.received.slice(during)) {
      expect(new Webhook(renewed).verify(body, headers as Record<string, string>)).toBeTruthy();
      expect(() => new Webhook(signingSecret).verify(body, headers as Record<string, string>)).toThrow();
    }
    expect(receiver.received.length).toBeGreaterThan(during);
  });

  test("replays all, the missing, or one, with the same ids and bytes", async () => {
    await deleteEndpoint(desk.ctx, desk.trader, endpointId);
    desk.setClock(hours(48));
    const batchId = await finishedBatch();
    await drain();
    const made = await addEndpoint(receiver.url);
    endpointId = made.publicId;
    const ids = await idsOf(batchId);
    const missing = { selection: "MISSING" as const, since: hours(47), until: null, dryRun: true };
    const count = await replayDeliveries(desk.ctx, desk.trader, endpointId, missing);
    const before = { ...missing, until: hours(47.5) };
    expect(await replayDeliveries(desk.ctx, desk.trader, endpointId, before)).toMatchObject({ events: 0 });
    expect(count).toEqual({ id: null, events: ids.length, batches: 1 });
    await drain();
    expect(receiver.ids()).toEqual([]);
    await replayDeliveries(desk.ctx, desk.trader, endpointId, { ...missing, dryRun: false });
    await drain();
    expect(receiver.ids()).toEqual(ids);
    expect(await replayDeliveries(desk.ctx, desk.trader, endpointId, missing)).toMatchObject({ events: 0 });
    await replayDeliveries(desk.ctx, desk.trader, endpointId, {
      selection: "ALL",
      since: hours(47),
      until: null,
      dryRun: false,
    });
    await drain();
    expect(receiver.ids()).toEqual([...ids, ...ids]);
    await resendDelivery(desk.ctx, desk.trader, endpointId, ids[2] ?? "");
    await drain();
    expect(receiver.ids()).toEqual([...ids, ...ids, ids[2]]);
    expect(await statuses()).toContain("DELIVERED 3");
  });
});

test("a slow endpoint delays no other, of its firm or of another", async () => {
  const slow = await startReceiver();
  const elsewhere = await startReceiver();
  const made = await addEndpoint(slow.url);
  const theirs = await createEndpoint(desk.ctx, desk.other, {
    url: elsewhere.url,
    description: "",
    subscribedEvents: null,
    sqs: null,
  });
  slow.answerWith(() => ({ status: 200, delayMs: 2_000 }));
  for (let n = 0; n < 12; n++) await finishedBatch();
  const mine = [{ account: "OT00001", amount: "20" }];
  await closeWith(desk, { type: "NOTIONAL", lines: mine, actor: desk.other });
  await desk.processAll();
  const all = await desk.owner.query<{ n: number }>(
    "select sum(last_seq - first_seq + 1)::int as n from delivery_streams s join endpoints e on e.id = s.endpoint_id where e.public_id = $1",
    [endpointId],
  );
  const startedAt = performance.now();
  while (receiver.received.length < (all.rows[0]?.n ?? 0) || elsewhere.received.length < 6) {
    if ((await relay.turn()) === 0) await relay.pause(20);
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  }
  // What one relay has on its way to one endpoint, and what came of the first round.
  expect(slow.received.length).toBeLessThan(receiver.received.length / 2);
  await relay.stop();
  await deleteEndpoint(desk.ctx, desk.trader, made.publicId);
  await deleteEndpoint(desk.ctx, desk.other, theirs.publicId);
  await slow.close();
  await elsewhere.close();
});

describe("two relays", () => {
  test("deliver each event once between them", async () => {
    const second = new Relay(desk.ctx, () => 0.5);
    const batches = await Promise.all(Array.from({ length: 12 }, () => finishedBatch()));
    receiver.answerWith(() => ({ status: 200, delayMs: 3 }));
    for (let found = 1; found > 0; ) {
      const [a, b] = await Promise.all([relay.turn(), second.turn()]);
      found = a + b;
      await Promise.all([relay.settled(), second.settled()]);
    }
    const expected = (await Promise.all(batches.map((id) => idsOf(id)))).flat();
    expect([...receiver.ids()].sort()).toEqual([...expected].sort());
    await second.stop();
  });

  test("a relay that died is followed by another, which sends again only what was not recorded", async () => {
    const batchId = await finishedBatch();
    await relay.turn();
    await relay.settled();
    const before = receiver.ids();
    const next = await finishedBatch();
    // The relay dies with its claims held: nobody beats for it any more.
    desk.hold("delivery.claimed", async () => {
      throw new Error("killed");
    });
    await expect(relay.turn()).rejects.toThrow("killed");
    desk.hold("delivery.claimed", null);
    const heir = new Relay(desk.ctx, () => 0.5);
    await heir.turn();
    await heir.settled();
    expect(receiver.ids()).toEqual(before);
    await desk.owner.query("update relays set beat_at = beat_at - interval '11 seconds'");
    await heir.turn();
    await heir.settled();
    expect(receiver.ids()).toEqual([...before, ...(await idsOf(next))]);
    expect(before).toEqual(await idsOf(batchId));
    await heir.stop();
  });

  test("a relay that has lost its claims writes nothing", async () => {
    const batchId = await finishedBatch();
    desk.hold("delivery.attempted", async () => {
      await desk.owner.query(
        "update delivery_streams set holder = gen_random_uuid(), hold = hold + 1 where holder is not null",
      );
    });
    await relay.turn();
    await relay.settled();
    desk.hold("delivery.attempted", null);
    expect(await statuses()).toEqual([]);
    await desk.owner.query("update delivery_streams set holder = null");
    await drain();
    const ids = await idsOf(batchId);
    expect([...new Set(receiver.ids())]).toEqual(ids);
    expect(new Set(await statuses())).toEqual(new Set(["DELIVERED 1"]));
  });
});
