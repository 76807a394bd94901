import {
  CreateQueueCommand,
  DeleteQueueCommand,
  SendMessageBatchCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import pg from "pg";

/** Sends all stored events, read before, in calls of ten to a queue that is new each time. Prints the milliseconds of each repetition. */

const isFifo = process.env.FIFO === "1";
const inFlight = Number(process.env.IN_FLIGHT);
const repetitions = Number(process.env.REPETITIONS);
const client = new SQSClient({
  region: "us-east-1",
  endpoint: process.env.QUEUES ?? "",
  maxAttempts: 1,
  credentials: { accessKeyId: "AKIABENCH", secretAccessKey: "a secret of the bench" },
});
const database = new pg.Client({ connectionString: process.env.DATABASE_URL ?? "" });

type Event = { batchId: string; messageId: string; eventType: string; body: string };

await database.connect();
const { rows: events } = await database.query<Event>(
  `select e.batch_id as "batchId", e.message_id as "messageId", e.event_type as "eventType", e.body
   from bench_sent s join outbox_events e on e.id = s.event_id where s.target = 0 order by e.id`,
);
await database.end();

const entryOf = ({ batchId, messageId, eventType, body }: Event, at: number) => ({
  Id: String(at),
  MessageBody: body,
  MessageAttributes: {
    event_type: { DataType: "String", StringValue: eventType },
    message_id: { DataType: "String", StringValue: messageId },
  },
  ...(isFifo ? { MessageGroupId: batchId, MessageDeduplicationId: messageId } : {}),
});

const times: number[] = [];
for (let repetition = 0; repetition < repetitions; repetition++) {
  const QueueName = isFifo ? "bare.fifo" : "bare";
  const Attributes = isFifo ? { FifoQueue: "true" } : undefined;
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < events.length) {
      const Entries = events.slice(next, next + 10).map(entryOf);
      next += Entries.length;
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(JSON.stringify(Failed[0]));
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, work));
  times.push(performance.now() - startedAt);
  await client.send(new DeleteQueueCommand({ QueueUrl }));
}
console.log(JSON.stringify(times));
