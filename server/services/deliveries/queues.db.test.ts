import { SQSClient } from "@aws-sdk/client-sqs";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { Consumer } from "sqs-consumer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEventPage } from "@/server/queries/event-page";
import { runBatch } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { type Receiver, startReceiver } from "@/server/testing/receiver";
import { createEndpoint } from "../endpoints/create-endpoint";
import { Relay } from "./relay";

const sqs = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "the-secret-key" },
};
const queueUrl = (name: string) => `http://127.0.0.1:${faux.port}/000000000000/${name}`;

let desk: Harness;
let faux: FauxqsServer;
let receiver: Receiver;
let batches: string[];
beforeAll(async () => {
  desk = await startHarness();
  faux = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
  receiver = await startReceiver();
  faux.createQueue("events", { attributes: {} });
  faux.createQueue("events.fifo", { attributes: { FifoQueue: "true" } });
  for (const input of [
    { url: receiver.url, sqs: null },
    { url: queueUrl("events"), sqs },
    { url: queueUrl("events.fifo"), sqs },
  ]) {
    await createEndpoint(desk.ctx, desk.trader, { ...input, description: "", subscribedEvents: null });
  }
  const lines = Array.from({ length: 15 }, (_, n) => ({ account: `AT000${n + 10}`, amount: "20" }));
  batches = [];
  for (let n = 0; n < 4; n++) {
    batches.push((await runBatch(desk, { type: "NOTIONAL", lines })).batchTransactionId);
  }
  const relay = new Relay(desk.ctx);
  while ((await relay.turn()) > 0) await relay.settled();
  await relay.stop();
});
afterAll(async () => {
  await faux.stop();
  await receiver.close();
  await desk.close();
});

type Message = { body: string; group: string | undefined };

/** Reads the queue to its end with a consumer that many firms use. */
async function consume(name: string, count: number): Promise<Message[]> {
  const client = new SQSClient({
    region: sqs.region,
    endpoint: `http://127.0.0.1:${faux.port}`,
    useQueueUrlAsEndpoint: false,
    credentials: sqs.credentials,
  });
  const got: Message[] = [];
  await new Promise<void>((resolve, reject) => {
    const consumer = Consumer.create({
      queueUrl: queueUrl(name),
      sqs: client,
      batchSize: 10,
      waitTimeSeconds: 0,
      messageSystemAttributeNames: ["MessageGroupId"],
      handleMessage: async (message) => {
        got.push({ body: message.Body ?? "", group: message.Attributes?.MessageGroupId });
        if (got.length === count) consumer.stop();
        return message;
      },
    });
    consumer.on("error", reject);
    consumer.on("stopped", () => resolve());
    consumer.start();
  });
  client.destroy();
  return got;
}

async function storedBodies(): Promise<{ batch: string; body: string }[]> {
  const { rows } = await desk.owner.query<{ batch: string; body: string }>(
    "select b.batch_transaction_id as batch, e.body from outbox_events e join batches b on b.id = e.batch_id order by b.id, e.seq",
  );
  return rows;
}

test("sqs-consumer reads every event from a standard queue, as the bytes that were stored", async () => {
  const stored = await storedBodies();
  const got = await consume("events", stored.length);
  expect(got.map(({ body }) => body).sort()).toEqual(stored.map(({ body }) => body).sort());
});

test("a FIFO queue holds each batch as a group, in order, without a duplicate", async () => {
  const stored = await storedBodies();
  const got = await consume("events.fifo", stored.length);
  for (const batch of batches) {
    expect(got.filter(({ group }) => group === batch).map(({ body }) => body)).toEqual(
      stored.filter((one) => one.batch === batch).map(({ body }) => body),
    );
  }
});

test("pull, webhook and both queues carry the same bytes", async () => {
  const stored = (await storedBodies()).map(({ body }) => body).sort();
  const page = await readEventPage(desk.ctx.pool, desk.trader.firmId, {
    after: "0",
    limit: 10_000,
    eventType: undefined,
  });
  expect(page.events.map(({ body }) => body).sort()).toEqual(stored);
  expect(receiver.received.map(({ body }) => body).sort()).toEqual(stored);
});
