import pg from "pg";
import { Agent, request } from "undici";

/**
 * The least that sends what is stored and remembers it: for each target it reads pages of 64, posts them with eight on their way,
 * and notes each page in one statement. Prints the milliseconds of each repetition.
 */

const targets = (process.env.TARGETS ?? "").split(" ");
const repetitions = Number(process.env.REPETITIONS);
const pageSize = 64;
const inFlight = 8;
const agent = new Agent({ connections: inFlight * targets.length });
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL ?? "", max: targets.length });

type Event = { id: string; messageId: string; body: string };

async function post(url: string, { messageId, body }: Event): Promise<void> {
  const headers = { "content-type": "application/json", "webhook-id": messageId };
  const answer = await request(url, { method: "POST", headers, body, dispatcher: agent });
  await answer.body.dump();
}

async function drain(target: number, url: string): Promise<void> {
  for (let last = "0"; ; ) {
    const { rows } = await pool.query<Event>(
      `select e.id, e.message_id as "messageId", e.body from bench_sent s join outbox_events e on e.id = s.event_id
       where s.target = $1 and s.event_id > $2 and s.sent_at is null order by s.event_id limit ${pageSize}`,
      [target, last],
    );
    if (rows.length === 0) return;
    const waiting = [...rows];
    const work = async (): Promise<void> => {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) await post(url, event);
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    const ids = rows.map((event) => event.id);
    await pool.query(
      "update bench_sent set sent_at = clock_timestamp() where target = $1 and event_id = any($2)",
      [target, ids],
    );
    last = ids.at(-1) ?? last;
  }
}

const times: number[] = [];
for (let repetition = 0; repetition < repetitions; repetition++) {
  await pool.query("update bench_sent set sent_at = null");
  await pool.query("vacuum analyze bench_sent");
  await pool.query("checkpoint");
  const startedAt = performance.now();
  await Promise.all(targets.map((url, target) => drain(target, url)));
  times.push(performance.now() - startedAt);
}
await pool.end();
await agent.close();
console.log(JSON.stringify(times));
