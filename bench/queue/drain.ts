import type { Desk } from "../desk";
import { addDisabled, type Endpoint, makeBacklog, placeAll, timeDrain } from "./backlog";
import type { Programs } from "./programs";
import type { Measured, TimeRow } from "./table";

type Plan = { events: number; repetitions: number };

async function repeat(desk: Desk, endpoints: Endpoint[], events: number, times: number): Promise<number[]> {
  const found: number[] = [];
  for (let repetition = 0; repetition < times; repetition++)
    found.push(await timeDrain(desk, endpoints, events));
  return found;
}

/** How long it takes until events that wait at one and two webhooks are delivered, by one relay and by two. */
export async function measureDrain(desk: Desk, programs: Programs, plan: Plan): Promise<Measured> {
  const { repetitions } = plan;
  await placeAll(desk);
  const receiver = await programs.startServer("receiver");
  const urls = ["one", "two"].map((name) => `${receiver.url}/${name}`);
  const endpoints: Endpoint[] = [];
  for (const url of urls) endpoints.push(await addDisabled(desk, { url, sqs: null }));
  const [first] = endpoints;
  if (first === undefined) throw new Error("there is no endpoint");
  const events = await makeBacklog(desk, plan.events, first);

  const ours: { name: string; endpoints: number; times: number[] }[] = [];
  const relays: { stop(): Promise<void> }[] = [];
  for (const count of ["1 relay", "2 relays"]) {
    relays.push(await programs.startRelay());
    for (const used of [1, 2]) {
      const times = await repeat(desk, endpoints.slice(0, used), events, repetitions);
      ours.push({
        name: `deliveries to ${used} webhook${used === 1 ? "" : "s"}, ${count}`,
        endpoints: used,
        times,
      });
    }
  }
  for (const relay of relays) await relay.stop();

  const floors = new Map<number, number[]>();
  for (const used of [1, 2]) {
    if (used === 2) await desk.owner.query("insert into bench_sent select 1, event_id from bench_sent");
    const env = {
      DATABASE_URL: desk.ownerUrl,
      TARGETS: urls.slice(0, used).join(" "),
      REPETITIONS: String(repetitions),
    };
    floors.set(used, await programs.runBare("bare-drain", env));
  }
  await receiver.stop();
  const times = ours.map(
    (row): TimeRow => ({
      name: row.name,
      count: events * row.endpoints,
      ours: row.times,
      floor: floors.get(row.endpoints) ?? [],
    }),
  );
  return { latencies: [], times };
}
