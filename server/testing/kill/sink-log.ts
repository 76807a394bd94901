import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";
import type { Harness } from "../harness";

type Line = { headers: Record<string, string>; body: string; answered: number | string };

/** What a receiver's own log says of the events that were committed. */
export type SinkFindings = {
  committed: number;
  /** Requests that the receiver answered with success. */
  accepted: number;
  /** Committed events that it never accepted. */
  missing: number;
  /** Requests beyond the first that it accepted of an event. */
  duplicates: number;
  /** Events accepted for the first time before an earlier one of their batch was. */
  disorders: number;
  /** Requests whose bytes were not the stored ones. */
  altered: number;
  /** Requests whose signature a foreign library refuses. */
  unsigned: number;
  /** Requests that the receiver refused, dropped or left hanging. */
  faults: number;
};

/** Reads the receiver's log line by line and holds it against the outbox. Every request's signature is verified. */
export async function readSinkLog(
  desk: Pick<Harness, "owner" | "trader">,
  file: string,
  signingSecret: string,
): Promise<SinkFindings> {
  const { rows } = await desk.owner.query<{ id: string; batch: string; seq: number; body: string }>(
    "select message_id as id, batch_id as batch, seq, body from outbox_events where firm_id = $1",
    [desk.trader.firmId],
  );
  const events = new Map(rows.map((row) => [row.id, row]));
  const verifier = new Webhook(signingSecret);
  const accepted = new Set<string>();
  const reached = new Map<string, number>();
  const found = { accepted: 0, duplicates: 0, disorders: 0, altered: 0, unsigned: 0, faults: 0 };
  for await (const text of createInterface({ input: createReadStream(file) })) {
    if (text === "") continue;
    const { headers, body, answered }: Line = JSON.parse(text);
    const event = events.get(headers["webhook-id"] ?? "");
    if (event === undefined || event.body !== body) found.altered += 1;
    if (!isSigned(verifier, headers, body)) found.unsigned += 1;
    if (answered !== 200) found.faults += 1;
    if (answered !== 200 || event === undefined) continue;
    found.accepted += 1;
    if (accepted.has(event.id)) found.duplicates += 1;
    else if (event.seq !== (reached.get(event.batch) ?? 0) + 1) found.disorders += 1;
    accepted.add(event.id);
    reached.set(event.batch, Math.max(reached.get(event.batch) ?? 0, event.seq));
  }
  return { committed: events.size, missing: events.size - accepted.size, ...found };
}

/** The log may be read long after the request, and its time-stamp is not what is asked here. */
function isSigned(verifier: Webhook, headers: Record<string, string>, body: string): boolean {
  const id = headers["webhook-id"] ?? "";
  const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
  return (headers["webhook-signature"] ?? "").split(" ").includes(verifier.sign(id, at, body));
}
