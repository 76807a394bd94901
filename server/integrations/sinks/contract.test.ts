import { createServer } from "node:http";
import { startFauxqs } from "fauxqs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AttemptOutcome, EventSinks, SinkEvent, SinkTarget } from "@/server/integrations/ports";
import { eventSinks } from "./sinks";

/** A receiver of one kind: where it is, and what it has got, in the order in which it came. */
type Rig = {
  target: SinkTarget;
  host: string;
  received(): { body: string; messageId: string | undefined }[];
  close(): Promise<void>;
};

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "the-secret-access-key" };

async function openWebhook(): Promise<Rig> {
  const got: { body: string; messageId: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const messageId = request.headers["webhook-id"];
    got.push({ body: Buffer.concat(chunks).toString("utf8"), messageId: messageId?.toString() });
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const host = `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    target: { kind: "WEBHOOK", url: `http://${host}/hook`, secrets: [secret] },
    host,
    received: () => got,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const openQueue = (name: string) => async (): Promise<Rig> => {
  const faux = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
  faux.createQueue(name, { attributes: name.endsWith(".fifo") ? { FifoQueue: "true" } : {} });
  const host = `127.0.0.1:${faux.port}`;
  return {
    target: {
      kind: "SQS",
      queueUrl: `http://${host}/000000000000/${name}`,
      region: "us-east-1",
      credentials,
    },
    host,
    received: () =>
      (faux.inspectQueue(name)?.messages.ready ?? []).map(({ body, messageAttributes }) => ({
        body,
        messageId: messageAttributes.message_id?.StringValue,
      })),
    close: () => faux.stop(),
  };
};

const event = (number: number, more: Partial<SinkEvent> = {}): SinkEvent => ({
  messageId: `message-${number}`,
  eventType: "allocation/batch/1",
  batchId: "batch-1",
  body: `{ "amount": "0.10",  "name":"Zoë €","number":${number} }`,
  ...more,
});

function expectShape(outcome: AttemptOutcome): void {
  expect(outcome).toEqual({
    result: expect.stringMatching(/^(DELIVERED|FAILED|GONE|REFUSED)$/),
    error: outcome.result === "DELIVERED" ? null : expect.stringMatching(/^\S.*[^\s]$/s),
    retryAfterMs: outcome.retryAfterMs === null ? null : expect.any(Number),
    durationMs: expect.any(Number),
    request: { url: expect.any(String), headers: expect.any(Object) },
    response:
      outcome.response === null
        ? null
        : {
            status: expect.any(Number),
            headers: expect.any(Object),
            body: expect.any(String),
            truncated: expect.any(Boolean),
          },
  });
  expect(Number.isInteger(outcome.durationMs) && outcome.durationMs >= 0).toBe(true);
  const text = JSON.stringify(outcome);
  expect(text).not.toContain("\\u0000");
  for (const hidden of [secret.slice(6), credentials.secretAccessKey]) expect(text).not.toContain(hidden);
}

describe.each([
  ["a webhook", openWebhook],
  ["a standard queue", openQueue("events")],
  ["a FIFO queue", openQueue("events.fifo")],
])("%s", (_name, open) => {
  let rig: Rig;
  let sinks: EventSinks;
  beforeEach(async () => {
    rig = await open();
    sinks = eventSinks({ allowedHosts: [rig.host], deadlineMs: 2_000 });
  });
  afterEach(() => rig.close());

  it("may be called because its host is allowed, and not otherwise", () => {
    expect(sinks.refusal(rig.target)).toBeNull();
    expect(eventSinks({ allowedHosts: [] }).refusal(rig.target)).toMatch(/^The .*\.$/);
  });

  it("gets the stored bytes and the id, one event after the other", async () => {
    const sink = sinks.open(rig.target);
    for (const n of [1, 2, 3]) {
      const outcome = await sink.attempt(event(n));
      expectShape(outcome);
      expect(outcome).toMatchObject({ result: "DELIVERED", response: { status: 200 } });
    }
    await sink.close();
    expect(rig.received()).toEqual(
      [1, 2, 3].map((n) => ({ body: event(n).body, messageId: `message-${n}` })),
    );
  });

  it("takes as many at once as its window says", async () => {
    const sink = sinks.open(rig.target);
    const outcomes = await Promise.all(Array.from({ length: sink.window }, (_, n) => sink.attempt(event(n))));
    await sink.close();
    expect(outcomes.every(({ result }) => result === "DELIVERED")).toBe(true);
    expect(rig.received()).toHaveLength(sink.window);
  });

  it("takes events of many batches at once", async () => {
    const sink = sinks.open(rig.target);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, n) => sink.attempt(event(n, { batchId: `batch-${n}` }))),
    );
    await sink.close();
    expect(outcomes.every(({ result }) => result === "DELIVERED")).toBe(true);
    expect(new Set(rig.received().map(({ messageId }) => messageId)).size).toBe(40);
  });

  it("that may not be called gets nothing, and the outcome says why", async () => {
    const sink = eventSinks({ allowedHosts: [] }).open(rig.target);
    const outcome = await sink.attempt(event(1));
    await sink.close();
    expectShape(outcome);
    expect(outcome).toMatchObject({ result: "REFUSED", response: null });
    expect(rig.received()).toEqual([]);
  });

  it("that is gone makes an outcome, never an exception", async () => {
    const sink = sinks.open(rig.target);
    await rig.close();
    const outcome = await sink.attempt(event(1));
    await sink.close();
    expectShape(outcome);
    expect(outcome).toMatchObject({ result: "FAILED", response: null });
    rig = await open();
  });

  it("survives an id, a type and a batch that no header can carry", async () => {
    const sink = sinks.open(rig.target);
    const odd = "a\r\nb: c\u0001é";
    for (const more of [{ messageId: odd }, { eventType: odd }, { batchId: odd }, { body: "" }])
      expectShape(await sink.attempt(event(1, more)));
    await sink.close();
  });

  it("closes after the attempts in hand, as often as it is asked, and then takes no more", async () => {
    const sink = sinks.open(rig.target);
    const attempts = [sink.attempt(event(1)), sink.attempt(event(2, { batchId: "batch-2" }))];
    await Promise.all([sink.close(), sink.close()]);
    for (const outcome of await Promise.all(attempts)) expect(outcome.result).toBe("DELIVERED");
    const late = await sink.attempt(event(3));
    expectShape(late);
    expect(late.result).toBe("FAILED");
    expect(rig.received()).toHaveLength(2);
    await sink.close();
  });
});
