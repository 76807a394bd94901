import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { deleteEndpoint } from "@/server/services/endpoints/delete-endpoint";
import type { Desk } from "../desk";
import { addDisabled, makeBacklog, placeAll, timeDrain } from "./backlog";
import type { Programs } from "./programs";
import type { Measured } from "./table";

const region = "us-east-1";
const credentials = { accessKeyId: "AKIABENCH", secretAccessKey: "a secret of the bench" };
/** As many calls on their way as eight batches of the relay make: a call for each, or one for all where each sends one event at a time. */
const kinds = [
  { name: "standard", isFifo: false, callsInFlight: 8 },
  { name: "FIFO", isFifo: true, callsInFlight: 1 },
];

/** How long it takes until events that wait at a standard and at a FIFO queue are sent. The queue is an emulator in memory, new each time. */
export async function measureSqs(
  desk: Desk,
  programs: Programs,
  plan: { events: number; repetitions: number },
): Promise<Measured> {
  await placeAll(desk);
  const queues = await programs.startServer("queues");
  const client = new SQSClient({ region, endpoint: queues.url, credentials });
  const endpoints = [];
  for (const kind of kinds) {
    const queue = kind.isFifo ? "events.fifo" : "events";
    const url = `${queues.url}/000000000000/${queue}`;
    endpoints.push({
      ...kind,
      queue,
      url,
      ...(await addDisabled(desk, { url, sqs: { region, credentials } })),
    });
  }
  const [first] = endpoints;
  if (first === undefined) throw new Error("there is no endpoint");
  const events = await makeBacklog(desk, plan.events, first);

  const relay = await programs.startRelay();
  const rows = [];
  for (const endpoint of endpoints) {
    const ours: number[] = [];
    for (let repetition = 0; repetition < plan.repetitions; repetition++) {
      const Attributes = endpoint.isFifo ? { FifoQueue: "true" } : undefined;
      const { QueueUrl } = await client.send(
        new CreateQueueCommand({ QueueName: endpoint.queue, Attributes }),
      );
      ours.push(await timeDrain(desk, [endpoint], events));
      await client.send(new DeleteQueueCommand({ QueueUrl }));
    }
    rows.push({ ...endpoint, ours });
  }
  await relay.stop();

  const measured: Measured = { latencies: [], times: [] };
  for (const { name, isFifo, callsInFlight, ours, publicId } of rows) {
    const floor = await programs.runBare("bare-sqs", {
      DATABASE_URL: desk.ownerUrl,
      QUEUES: queues.url,
      FIFO: isFifo ? "1" : "0",
      IN_FLIGHT: String(callsInFlight),
      REPETITIONS: String(plan.repetitions),
    });
    measured.times.push({ name: `messages to an SQS ${name} queue`, count: events, ours, floor });
    await deleteEndpoint(desk.ctx, desk.trader, publicId);
  }
  await queues.stop();
  client.destroy();
  return measured;
}
