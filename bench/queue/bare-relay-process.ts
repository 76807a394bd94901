import pg from "pg";
import { Agent, request } from "undici";

/** The least a relay can do: hears of a commit, reads the new events and posts each at once. It claims and records nothing. */

const url = process.env.TARGET ?? "";
const agent = new Agent({ connections: 64 });
const client = new pg.Client({ connectionString: process.env.DATABASE_URL ?? "" });
const sent = new Set<string>();
let isReading = false;
let isMore = false;

async function post(messageId: string, body: string): Promise<void> {
  const headers = { "content-type": "application/json", "webhook-id": messageId };
  const answer = await request(url, { method: "POST", headers, body, dispatcher: agent });
  await answer.body.dump();
}

/** Ids are given before the commit, so those that came a little earlier are looked at again. */
async function readNew(): Promise<void> {
  isMore = true;
  if (isReading) return;
  isReading = true;
  while (isMore) {
    isMore = false;
    const { rows } = await client.query<{ id: string; messageId: string; body: string }>(
      `select id, message_id as "messageId", body from outbox_events where id > $1::bigint - 200 and id > $2 order by id`,
      [last, first],
    );
    for (const { id, messageId, body } of rows) {
      if (sent.has(id)) continue;
      sent.add(id);
      last = id;
      void post(messageId, body);
    }
  }
  isReading = false;
}

await client.connect();
const { rows } = await client.query<{ id: string }>(
  "select coalesce(max(id), 0)::text as id from outbox_events",
);
const first = rows[0]?.id ?? "0";
let last = first;
client.on("notification", () => void readNew());
await client.query("listen prorata_event");
console.log("ready");
process.on("SIGTERM", () => process.exit(0));
