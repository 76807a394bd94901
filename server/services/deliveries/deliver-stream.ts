import type { Context } from "@/server/context";
import { type AttemptRecord, type ClaimedStream, type DueEvent, readDueEvents } from "@/server/db/deliveries";
import { withFirmTx } from "@/server/db/transaction";
import type { AttemptOutcome } from "@/server/domain/delivery/attempt";
import { pauseAfter } from "@/server/domain/delivery/schedule";
import { type EventKind, kindsOf, readSubscriptions } from "@/server/domain/delivery/subscription";
import type { EventSink } from "@/server/integrations/ports";
import type { StreamRecord } from "./record-attempts";

const pageSize = 64;
/** What comes with the claim: most cursors have a few events ahead, and need no reading of their own. */
export const firstPageSize = 16;
/** After this long another cursor of the endpoint gets its turn. */
const turnMs = 2_000;
/** How many events may be sent before the first of them is known to be recorded: what a killed relay sends twice at most. */
const unrecorded = 3;

/** What a relay lends to a cursor while it is at work on it. */
export type Lane = {
  sink: EventSink;
  /** Writes soon, together with what other cursors have to write; false when the claim is lost. */
  record(record: StreamRecord): Promise<boolean>;
  /** True when the relay must not send any more: it is stopping, or can no longer be sure of its claims. */
  mustStop(): boolean;
  random(): number;
};

/** The kinds of events that the cursor's endpoint wants; null is every kind. */
export const wantedKinds = (stream: ClaimedStream): readonly EventKind[] | null =>
  kindsOf(readSubscriptions(stream.endpoint.subscribedEvents));

/**
 * Sends the events of a claimed cursor in order until nothing is left, one fails, or its turn is over, and gives the cursor back.
 * An event is sent only after the one before was delivered or given up, except that a sink that promises no order may have a
 * window of them on their way. `firstPage` is what was read with the claim. Rejects when the database cannot answer: the claim is then still held.
 */
export async function deliverStream(
  ctx: Context,
  firmId: string,
  stream: ClaimedStream,
  firstPage: readonly DueEvent[] | null,
  lane: Lane,
): Promise<void> {
  const endsAt = performance.now() + turnMs;
  const cursor = { nextSeq: stream.nextSeq, failures: stream.failures };
  const kinds = wantedKinds(stream);
  const recorded: Promise<boolean>[] = [];
  const at = (dueAt: Date | null, release: boolean) => ({
    streamId: stream.id,
    hold: stream.hold,
    ...cursor,
    dueAt,
    release,
  });
  const giveBack = (attempts: AttemptRecord[], dueAt: Date | null) =>
    lane.record({ cursor: at(dueAt, true), attempts });
  /** The last attempts and the end of the run are one record: most runs are short. */
  const end = async (attempts: AttemptRecord[]): Promise<void> => {
    Object.assign(cursor, { nextSeq: stream.lastSeq + 1, failures: 0 });
    await giveBack(attempts, null);
  };
  const readPage = () =>
    withFirmTx(ctx.pool, firmId, (tx) =>
      readDueEvents(
        tx,
        { ...stream, nextSeq: cursor.nextSeq, endpointId: stream.endpoint.id },
        { kinds, skipDelivered: lane.sink.window > 1 && cursor.failures > 0, limit: pageSize },
      ),
    );

  for (let given = firstPage; ; given = null) {
    const page = given ?? (await readPage());
    const isLast = page.length < (given === null ? pageSize : firstPageSize);
    for (let start = 0; start < page.length; start += lane.sink.window) {
      if (lane.mustStop() || performance.now() > endsAt) return void (await giveBack([], null));
      const sent = page.slice(start, start + lane.sink.window);
      const outcomes = await Promise.all(sent.map((event) => attempt(ctx, lane, stream, event)));
      const { attempts, dueAt } = follow(cursor, sent, outcomes, { ctx, stream, random: lane.random });
      if (dueAt !== null) return void (await giveBack(attempts, dueAt));
      if (isLast && start + lane.sink.window >= page.length) return end(attempts);
      recorded.push(lane.record({ cursor: at(null, false), attempts }));
      if (recorded.length >= unrecorded && !(await recorded.shift())) return;
    }
    if (isLast) return end([]);
  }
}

async function attempt(
  ctx: Context,
  lane: Lane,
  stream: ClaimedStream,
  event: DueEvent,
): Promise<{ at: Date; outcome: AttemptOutcome }> {
  const at = ctx.clock.now();
  const outcome = await lane.sink.attempt({
    messageId: event.messageId,
    eventType: event.eventType,
    batchId: stream.batchTransactionId,
    body: event.body,
  });
  await ctx.reach("delivery.attempted");
  return { at, outcome };
}

/** Moves the cursor by what came of the events sent, and says when to try the first failed one again; null when none failed. */
function follow(
  cursor: { nextSeq: number; failures: number },
  sent: readonly DueEvent[],
  outcomes: readonly { at: Date; outcome: AttemptOutcome }[],
  { ctx, stream, random }: { ctx: Context; stream: ClaimedStream; random(): number },
): { attempts: AttemptRecord[]; dueAt: Date | null } {
  const attempts: AttemptRecord[] = [];
  let dueAt: Date | null = null;
  for (const [index, event] of sent.entries()) {
    const tried = outcomes[index];
    if (tried === undefined) break;
    const { at, outcome } = tried;
    const record = { endpointId: stream.endpoint.id, batchId: stream.batchId, seq: event.seq, at, outcome };
    if (outcome.result === "DELIVERED") {
      attempts.push({ ...record, status: "DELIVERED" });
      if (dueAt === null) Object.assign(cursor, { nextSeq: event.seq + 1, failures: 0 });
      continue;
    }
    // The first failure of a window stays at the cursor; those behind it are tried again with it.
    const failures: number = dueAt === null ? cursor.failures + 1 : 1;
    const pauseMs: number | null = dueAt === null ? pauseAfter(failures, random(), outcome.retryAfterMs) : 0;
    attempts.push({ ...record, status: pauseMs === null ? "DEAD" : "FAILED" });
    if (dueAt !== null) continue;
    // A cursor whose event died is given back, so that its endpoint is judged before the next event is tried.
    if (pauseMs === null) Object.assign(cursor, { nextSeq: event.seq + 1, failures: 0 });
    else Object.assign(cursor, { nextSeq: event.seq, failures });
    dueAt = new Date(ctx.clock.now().getTime() + (pauseMs ?? 0));
  }
  return { attempts, dueAt };
}
