import type { Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import {
  type AttemptRecord,
  type CursorRecord,
  insertAttempts,
  lockHeldStreams,
  moveCursors,
} from "@/server/db/deliveries";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { failingTooLongMs } from "@/server/domain/delivery/schedule";

/** What a relay has to write of one cursor: the attempts since it last wrote, and where the cursor stands now. */
export type StreamRecord = { cursor: CursorRecord; attempts: readonly AttemptRecord[] };

/**
 * Records attempts of one firm and moves their cursors, in one transaction. What was done under a claim that another relay has
 * taken over is not written. An endpoint that answers 410 is disabled, and one that has had no success for 96 hours when an event
 * of it dies; both are in the audit trail. Answers the cursors that were still held.
 */
export function recordAttempts(
  ctx: Context,
  firmId: string,
  relayId: string,
  records: readonly StreamRecord[],
): Promise<Set<string>> {
  return withFirmTx(ctx.pool, firmId, async (tx) => {
    const now = ctx.clock.now();
    const held = await lockHeldStreams(
      tx,
      relayId,
      records.map(({ cursor }) => cursor),
    );
    const standing = records.filter(({ cursor }) => held.has(cursor.streamId));
    const attempts = standing.flatMap((record) => record.attempts);
    for (const round of withoutRepeats(attempts)) await insertAttempts(tx, round);
    await moveCursors(
      tx,
      standing.map(({ cursor }) => cursor),
      now,
    );
    await judgeEndpoints(tx, attempts, now);
    await ctx.reach("delivery.recorded");
    return held;
  });
}

/** A replay may send an event that is on its way already; two attempts of one delivery are numbered one after the other. */
function withoutRepeats(attempts: readonly AttemptRecord[]): AttemptRecord[][] {
  const rounds: AttemptRecord[][] = [];
  const seen = new Map<string, number>();
  for (const attempt of attempts) {
    const key = `${attempt.endpointId} ${attempt.batchId} ${attempt.seq}`;
    const round = seen.get(key) ?? 0;
    seen.set(key, round + 1);
    const here = rounds[round] ?? [];
    rounds[round] = here;
    here.push(attempt);
  }
  return rounds;
}

/** What the attempts say of their endpoints: whether they work, fail, are gone, or have failed for too long. */
async function judgeEndpoints(tx: Tx, attempts: readonly AttemptRecord[], now: Date): Promise<void> {
  const byEndpoint = Map.groupBy(attempts, (attempt) => attempt.endpointId);
  for (const [endpointId, theirs] of [...byEndpoint].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1))) {
    const works = theirs.some(({ outcome }) => outcome.result === "DELIVERED");
    if (works) {
      await tx.execute(
        "update endpoints set failing_since = null where id = $1 and failing_since is not null",
        [endpointId],
      );
      continue;
    }
    await tx.execute("update endpoints set failing_since = $2 where id = $1 and failing_since is null", [
      endpointId,
      theirs[0]?.at ?? now,
    ]);
    const gone = theirs.some(({ outcome }) => outcome.result === "GONE");
    if (gone) await disable(tx, endpointId, "The endpoint answered 410 Gone.");
    else if (theirs.some(({ status }) => status === "DEAD")) await disableDead(tx, endpointId, now);
  }
}

async function disableDead(tx: Tx, endpointId: string, now: Date): Promise<void> {
  const [row] = await tx.query<{ failingSince: Date | null }>(
    'select failing_since as "failingSince" from endpoints where id = $1',
    [endpointId],
  );
  const since = row?.failingSince ?? now;
  if (now.getTime() - since.getTime() < failingTooLongMs) return;
  await disable(
    tx,
    endpointId,
    `No delivery has succeeded since ${since.toISOString()}. Nothing is lost: enable it and what is waiting is sent.`,
  );
}

async function disable(tx: Tx, endpointId: string, reason: string): Promise<void> {
  const rows = await tx.query<{ publicId: string }>(
    `update endpoints set status = 'auto_disabled', status_reason = $2, version = version + 1 where id = $1 and status = 'active' and deleted_at is null
     returning public_id as "publicId"`,
    [endpointId, reason],
  );
  const publicId = rows[0]?.publicId;
  if (publicId === undefined) return;
  await appendAudit(tx, {
    actor: "system",
    action: "endpoint.disable",
    object: publicId,
    details: { reason },
  });
}
