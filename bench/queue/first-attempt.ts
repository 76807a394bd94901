import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DatabaseFault } from "@/server/db/transaction";
import { openBatch } from "@/server/services/batches/open-batch";
import { createEndpoint } from "@/server/services/endpoints/create-endpoint";
import { deleteEndpoint } from "@/server/services/endpoints/delete-endpoint";
import { until } from "@/server/testing/kill/programs";
import { settle } from "../batches";
import type { Desk } from "../desk";
import { type Quantiles, quantilesOf } from "../statistics";
import { type Load, openLoop } from "./open-loop";
import type { Programs } from "./programs";
import type { Measured } from "./table";

const arrivalsText = z.array(z.tuple([z.string(), z.number()]));
const warmUp: Load = { perSecond: 100, seconds: 2 };

async function readArrivals(url: string): Promise<Map<string, number>> {
  return new Map(arrivalsText.parse(await (await fetch(url)).json()));
}

/** Opens batches at the planned times, one event each; answers from each commit, as the database dates it, to the receiver. */
async function measureOnce(desk: Desk, receiver: string, load: Load): Promise<Quantiles> {
  await fetch(receiver, { method: "DELETE" });
  const opened: string[] = [];
  let failed = 0;
  await openLoop(load, async () => {
    const batchTransactionId = randomUUID();
    opened.push(batchTransactionId);
    const input = { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" } as const;
    // A desk that cannot keep up refuses to open; such a batch has no event.
    await openBatch(desk.ctx, desk.trader, input).catch((error) => {
      if (!(error instanceof DatabaseFault)) throw error;
      failed += 1;
    });
  });
  if (failed > 0) console.log(`${failed} of ${opened.length} batches could not be opened in time`);
  const { rows } = await desk.owner.query<{ id: string; at: number }>(
    `select e.message_id as id, extract(epoch from pg_xact_commit_timestamp(e.xmin))::float8 * 1000 as at
     from outbox_events e join batches b on b.id = e.batch_id where b.batch_transaction_id = any($1)`,
    [opened],
  );
  if (rows.length < opened.length - failed) throw new Error(`${rows.length} events were committed`);
  const arrivals = await until("every event has come", 60_000, async () => {
    const came = await readArrivals(receiver);
    return rows.every(({ id }) => came.has(id)) && came;
  });
  return quantilesOf(rows.map(({ id, at }) => (arrivals.get(id) ?? Number.NaN) - at));
}

async function repeat(desk: Desk, receiver: string, plan: { load: Load; repetitions: number }) {
  await measureOnce(desk, receiver, warmUp);
  const found: Quantiles[] = [];
  for (let repetition = 0; repetition < plan.repetitions; repetition++) {
    await settle(desk);
    found.push(await measureOnce(desk, receiver, plan.load));
  }
  return found;
}

/** From the commit of an event to the moment at which it reaches the one endpoint of the firm. */
export async function measureFirstAttempt(
  desk: Desk,
  programs: Programs,
  plan: { load: Load; repetitions: number },
): Promise<Measured> {
  const receiver = await programs.startServer("receiver");
  const input = { url: `${receiver.url}/events`, description: "", subscribedEvents: null, sqs: null };
  const { publicId } = await createEndpoint(desk.ctx, desk.trader, input);
  const relay = await programs.startRelay();
  const ours = await repeat(desk, receiver.url, plan);
  await relay.stop();
  await deleteEndpoint(desk.ctx, desk.trader, publicId);
  const bare = programs.startBare("bare-relay", { DATABASE_URL: desk.ownerUrl, TARGET: input.url });
  await until("the bare relay listens", 30_000, () => bare.program.log().includes("ready"));
  const floor = await repeat(desk, receiver.url, plan);
  await bare.stop();
  await receiver.stop();
  const name = `commit → receiver, ${plan.load.perSecond}/s for ${plan.load.seconds} s`;
  return { latencies: [{ name, ours, floor }], times: [] };
}
