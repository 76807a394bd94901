import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Relay } from "@/server/services/deliveries/relay";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { badAddresses, badIds } from "@/server/testing/hostile-input";
import { type Receiver, startReceiver } from "@/server/testing/receiver";
import { expectRefused, fingerprint, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
let receiver: Receiver;
let relay: Relay;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
  receiver = await startReceiver();
  relay = new Relay(desk.ctx);
});
afterAll(async () => {
  await relay.stop();
  await receiver.close();
  await desk.close();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answerWith(() => ({ status: 200 }));
});

const at = (id: string, tail = "") => `/webhook-endpoints/${id}${tail}`;
const remove = (id: string) => rest.send("DELETE", at(id));
async function drain(): Promise<void> {
  while ((await relay.turn()) > 0) await relay.settled();
}

test("an endpoint is added with a secret that is shown once, read, changed and deleted", async () => {
  const made = await rest.post("/webhook-endpoints", { url: receiver.url, description: "Ours" });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    kind: "WEBHOOK",
    status: "active",
    subscribedEvents: null,
    url: receiver.url,
  });
  expect(made.json.signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const { signingSecret, ...shown } = made.json;
  expect((await rest.get(at(made.json.id))).json).toEqual(shown);
  const listed = await rest.get("/webhook-endpoints");
  expect(listed.json.items).toContainEqual(shown);
  expect(listed.text).not.toContain(signingSecret);

  const changes = { description: "", subscribedEvents: ["order/1"], status: "disabled" };
  const changed = await rest.send("PATCH", at(made.json.id), { body: changes });
  expect(changed.json).toMatchObject({ ...changes, statusReason: "Disabled by demo-api." });
  const enabled = await rest.send("PATCH", at(made.json.id), {
    body: { status: "active", subscribedEvents: null },
  });
  expect(enabled.json).toMatchObject({ status: "active", statusReason: null, subscribedEvents: null });

  expect((await remove(made.json.id)).status).toBe(204);
  expect((await rest.get(at(made.json.id))).status).toBe(404);
  expect((await remove(made.json.id)).status).toBe(404);
});

test("no secret is kept in clear", async () => {
  const made = await rest.post("/webhook-endpoints", { url: receiver.url });
  const rotated = await rest.post(at(made.json.id, "/rotate-secret"));
  const queue = await rest.post("/webhook-endpoints", {
    url: "https://sqs.us-east-1.amazonaws.com/123456789012/events.fifo",
    sqs: {
      region: "us-east-1",
      credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "very-secret-access" },
    },
  });
  expect(queue.json).toMatchObject({ kind: "SQS", region: "us-east-1" });
  expect(queue.json).not.toHaveProperty("signingSecret");
  const { rows } = await desk.owner.query<{ text: string }>(
    "select string_agg(t::text, '|') as text from endpoints t union all select string_agg(t::text, '|') from audit_entries t",
  );
  const stored = rows.map((row) => row.text).join("");
  const hex = (text: string) => Buffer.from(text).toString("hex");
  for (const secret of [
    made.json.signingSecret,
    rotated.json.signingSecret,
    "AKIAEXAMPLE",
    "very-secret-access",
  ]) {
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(hex(secret));
  }
  await remove(made.json.id);
  await remove(queue.json.id);
});

test("a rotation overlaps for 24 hours, in which a second one is refused", async () => {
  const made = await rest.post("/webhook-endpoints", { url: receiver.url });
  const rotated = await rest.post(at(made.json.id, "/rotate-secret"));
  const until = new Date(rotated.json.previousSecretUntil).getTime();
  expect(Math.abs(until - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
  expectRefused(await rest.post(at(made.json.id, "/rotate-secret")), "again", [409]);
  const tested = await rest.post(at(made.json.id, "/test"));
  expect(tested.json).toMatchObject({
    result: "DELIVERED",
    error: null,
    response: { status: 200, body: "seen" },
  });
  const [got] = receiver.received;
  expect(got?.body).toBe(tested.json.body);
  for (const secret of [made.json.signingSecret, rotated.json.signingSecret]) {
    new Webhook(secret).verify(got?.body ?? "", got?.headers as Record<string, string>);
  }
  await remove(made.json.id);
});

test("deliveries are listed page by page, with every attempt, and sent again when asked", async () => {
  const made = await rest.post("/webhook-endpoints", { url: receiver.url });
  let faults = 1;
  receiver.answerWith(() => ({ status: faults-- > 0 ? 500 : 200 }));
  const rows = ["AT00001", "AT00002", "AT00003"].map((account) => ({ account }));
  await rest.finished({}, rows);
  await drain();
  const failed = (await rest.get(at(made.json.id, "/deliveries?status=FAILED"))).json.items;
  expect(failed).toHaveLength(1);
  expect(failed[0]).toMatchObject({ attempts: 1, responseStatus: 500, subject: "batch OPEN" });
  expect(new Date(failed[0].nextAttemptAt).getTime()).toBeGreaterThan(Date.now());
  await rest.send("PATCH", at(made.json.id), { body: { status: "active" } });
  await drain();

  const all = (await rest.get(at(made.json.id, "/deliveries?limit=100"))).json;
  expect(all.items.length).toBeGreaterThan(6);
  expect(all.nextCursor).toBeNull();
  const paged: unknown[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page = await rest.get(
      at(made.json.id, `/deliveries?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`),
    );
    paged.push(...page.json.items);
    cursor = page.json.nextCursor;
  }
  expect(paged).toEqual(all.items);

  const { messageId } = failed[0];
  const detail = (await rest.get(at(made.json.id, `/deliveries/${messageId}`))).json;
  expect(detail.log.map((one: { number: number; result: string }) => [one.number, one.result])).toEqual([
    [2, "DELIVERED"],
    [1, "FAILED"],
  ]);
  expect(detail.log[0].request.headers["webhook-id"]).toBe(messageId);
  expect(detail.body).toBe(receiver.received[0]?.body);
  receiver.received.length = 0;
  await rest.post(at(made.json.id, `/deliveries/${messageId}/resend`));
  await drain();
  expect(receiver.ids()).toEqual([messageId]);

  const since = new Date(Date.now() - 3_600_000).toISOString();
  const counted = await rest.post(at(made.json.id, "/replay"), { since, dryRun: true });
  expect(counted.json).toEqual({ id: null, events: all.items.length, batches: 1 });
  receiver.received.length = 0;
  const replayed = await rest.post(at(made.json.id, "/replay"), { since });
  expect(replayed.json).toMatchObject({ events: all.items.length });
  await drain();
  expect(receiver.received).toHaveLength(all.items.length);
  await remove(made.json.id);
});

test("what is asked wrongly is refused and changes nothing", async () => {
  const made = await rest.post("/webhook-endpoints", { url: receiver.url });
  const before = await fingerprint(desk);
  for (const url of badAddresses) {
    expectRefused(await rest.post("/webhook-endpoints", { url }), url);
    expectRefused(await rest.send("PATCH", at(made.json.id), { body: { url } }), url);
  }
  for (const body of [
    { status: "auto_disabled" },
    { subscribedEvents: [] },
    { kind: "SQS" },
    { id: newId() },
    [],
  ]) {
    expectRefused(await rest.send("PATCH", at(made.json.id), { body }), JSON.stringify(body));
  }
  for (const body of [
    {},
    { since: "yesterday" },
    { since: "2999-01-01T00:00:00Z" },
    { since: "2026-02-30T00:00:00Z" },
    { since: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z" },
  ]) {
    expectRefused(await rest.post(at(made.json.id, "/replay"), body), JSON.stringify(body));
  }
  for (const query of [
    "limit=0",
    "limit=10001",
    "cursor=x",
    "cursor=W10",
    "status=PENDING",
    "batchTransactionId=1",
    "x=1",
  ]) {
    expectRefused(await rest.get(at(made.json.id, `/deliveries?${query}`)), query);
  }
  for (const raw of badIds) {
    const id = encodeURIComponent(String(JSON.parse(raw)));
    expectRefused(await rest.get(at(id)), raw, [400, 404, 405]);
  }
  expectRefused(await rest.post(at(made.json.id, `/deliveries/${newId()}/resend`)), "unknown event", [404]);
  expect(await fingerprint(desk)).toEqual(before);
  await remove(made.json.id);
});

test("a firm has at most 20 endpoints", async () => {
  const ids: string[] = [];
  let answer = await rest.post("/webhook-endpoints", { url: receiver.url });
  while (answer.status === 201 && ids.length < 30) {
    ids.push(answer.json.id);
    answer = await rest.post("/webhook-endpoints", { url: receiver.url });
  }
  expectRefused(answer, "one more", [409]);
  expect((await rest.get("/webhook-endpoints")).json.items).toHaveLength(20);
  for (const id of ids) await remove(id);
});
