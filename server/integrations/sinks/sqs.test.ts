import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { Consumer } from "sqs-consumer";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { EventSink, SinkEvent } from "@/server/integrations/ports";
import { sqsSink } from "./sqs";

const region = "us-east-1";
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "the-secret-access-key" };
const event = (number: number, more: Partial<SinkEvent> = {}): SinkEvent => ({
  messageId: `message-${number}`,
  eventType: "allocation/batch/1",
  batchId: "batch-1",
  body: `{"number":${number},"name":"Zoë €","amount":"0.10"}`,
  ...more,
});

const sinks: EventSink[] = [];
afterEach(async () => {
  await Promise.all(sinks.splice(0).map((sink) => sink.close()));
});
function openSink(origin: string, name: string, deadlineMs = 15_000, gatherMs = 2): EventSink {
  const queueUrl = `${origin}/000000000000/${name}`;
  const allowedHosts = [new URL(origin).host];
  const sink = sqsSink(
    { kind: "SQS", queueUrl, region, credentials },
    { allowedHosts, deadlineMs, gatherMs },
  );
  sinks.push(sink);
  return sink;
}

describe("a queue", () => {
  let faux: FauxqsServer;
  let origin: string;
  let reader: SQSClient;
  let count = 0;
  beforeAll(async () => {
    faux = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
    origin = `http://127.0.0.1:${faux.port}`;
    reader = new SQSClient({ region, endpoint: origin, useQueueUrlAsEndpoint: false, credentials });
  });
  afterAll(async () => {
    reader.destroy();
    await faux.stop();
  });

  function newQueue(fifo: boolean): string {
    count += 1;
    const name = `events-${count}${fifo ? ".fifo" : ""}`;
    faux.createQueue(name, { attributes: fifo ? { FifoQueue: "true" } : {} });
    return name;
  }
  const stored = (name: string) => faux.inspectQueue(name)?.messages.ready ?? [];

  it("of the standard kind takes ten at once, the bytes as they are stored, with type and id beside them", async () => {
    const name = newQueue(false);
    const sink = openSink(origin, name);
    expect(sink.window).toBe(10);
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, n) => sink.attempt(event(n))));
    expect(stored(name).map((message) => message.body)).toEqual(
      Array.from({ length: 10 }, (_, n) => event(n).body),
    );
    expect(stored(name)[3]?.messageAttributes).toMatchObject({
      event_type: { DataType: "String", StringValue: "allocation/batch/1" },
      message_id: { DataType: "String", StringValue: "message-3" },
    });
    for (const [n, outcome] of outcomes.entries()) {
      expect(outcome).toMatchObject({ result: "DELIVERED", error: null, retryAfterMs: null });
      expect(outcome.response).toMatchObject({ status: 200, headers: {}, truncated: false });
      const { MessageId } = JSON.parse(outcome.response?.body ?? "");
      expect(MessageId).toBe(stored(name)[n]?.messageId);
    }
  });

  it("of the FIFO kind takes one of a batch at a time and keeps their order", async () => {
    const name = newQueue(true);
    const sink = openSink(origin, name);
    expect(sink.window).toBe(1);
    // More than the window on purpose: the order must hold all the same.
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, n) => sink.attempt(event(n, { batchId: `batch-${n % 3}` }))),
    );
    expect(outcomes.every(({ result }) => result === "DELIVERED")).toBe(true);
    const messages = stored(name);
    expect(messages).toHaveLength(24);
    for (const batch of [0, 1, 2]) {
      const ofBatch = messages.filter(({ messageGroupId }) => messageGroupId === `batch-${batch}`);
      expect(ofBatch.map(({ body }) => body)).toEqual(
        Array.from({ length: 8 }, (_, n) => event(n * 3 + batch).body),
      );
    }
    expect(messages.map(({ messageDeduplicationId }) => messageDeduplicationId).toSorted()).toEqual(
      Array.from({ length: 24 }, (_, n) => `message-${n}`).toSorted(),
    );
    expect(JSON.parse(outcomes[0]?.response?.body ?? "")).toHaveProperty("SequenceNumber");
  });

  it("of the FIFO kind takes an event that is sent again only once", async () => {
    const name = newQueue(true);
    const sink = openSink(origin, name);
    const first = await sink.attempt(event(1));
    const again = await sink.attempt(event(1));
    expect([first.result, again.result]).toEqual(["DELIVERED", "DELIVERED"]);
    expect(stored(name)).toHaveLength(1);
  });

  it("reaches a consumer that knows nothing of us", async () => {
    const name = newQueue(true);
    const sink = openSink(origin, name);
    const received: { body: string; id: string | undefined }[] = [];
    const consumer = Consumer.create({
      queueUrl: `${origin}/000000000000/${name}`,
      sqs: reader,
      waitTimeSeconds: 1,
      messageAttributeNames: ["All"],
      suppressFifoWarning: true,
      handleMessage: async (message) => {
        received.push({ body: message.Body ?? "", id: message.MessageAttributes?.message_id?.StringValue });
        return message;
      },
    });
    consumer.start();
    for (const n of [1, 2, 3, 4]) await sink.attempt(event(n));
    await vi.waitFor(() => expect(received).toHaveLength(4), { timeout: 15_000, interval: 50 });
    expect(received).toEqual([1, 2, 3, 4].map((n) => ({ body: event(n).body, id: `message-${n}` })));
    const stopped = new Promise((resolve) => consumer.once("stopped", () => resolve(undefined)));
    consumer.stop();
    await stopped;
  });

  it("that does not exist fails with a sentence", async () => {
    const outcome = await openSink(origin, "nowhere").attempt(event(1));
    expect(outcome).toMatchObject({ result: "FAILED", response: { status: 400 } });
    expect(outcome.error).toContain("QueueDoesNotExist");
  });

  it("refuses one message that is too large and takes the others", async () => {
    const name = newQueue(false);
    const sink = openSink(origin, name);
    const large = event(1, { body: JSON.stringify("a".repeat(1_100_000)) });
    const [refused, taken] = await Promise.all([sink.attempt(large), sink.attempt(event(2))]);
    expect(refused).toMatchObject({ result: "FAILED", error: expect.stringContaining("SQS") });
    expect(taken).toMatchObject({ result: "DELIVERED" });
    expect(stored(name)).toHaveLength(1);
  });

  it("gives back what was sent when it is read", async () => {
    const name = newQueue(false);
    await openSink(origin, name).attempt(event(7));
    const QueueUrl = `${origin}/000000000000/${name}`;
    const { Messages } = await reader.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages?.map(({ Body }) => Body)).toEqual([event(7).body]);
  });
});
