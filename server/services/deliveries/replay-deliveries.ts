import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { type ReplaySelection, wakeRelays } from "@/server/db/deliveries";
import { getEndpoint } from "@/server/db/endpoints";
import { countReplay, insertReplay, insertResend } from "@/server/db/replays";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { kindsOf } from "@/server/domain/delivery/subscription";
import { AppError } from "@/server/domain/errors";

const keptMs = 30 * 24 * 3_600_000;

export type ReplayInput = {
  /** ALL: every event; FAILED: those that were given up; MISSING: those that never reached the endpoint. */
  selection: ReplaySelection;
  since: Date;
  /** Up to but without this time; null is until now. */
  until: Date | null;
  /** True only counts. */
  dryRun: boolean;
};

export type ReplayAnswer = { id: string | null; events: number; batches: number };

/**
 * Sends events of a time to the endpoint again, in order per batch, with the bytes and ids that they always had. What is still
 * waiting to be sent is left to its turn. Goes back 30 days at most. Throws NOT_FOUND, and BODY_INVALID for a time to come.
 */
export async function replayDeliveries(
  ctx: Context,
  actor: Actor,
  publicId: string,
  input: ReplayInput,
): Promise<ReplayAnswer> {
  const send = async (tx: Tx): Promise<ReplayAnswer> => {
    const now = ctx.clock.now();
    if (input.since > now) {
      throw new AppError("BODY_INVALID", "since must not lie in the future", { field: "since" });
    }
    if (input.until !== null && input.until <= input.since) {
      throw new AppError("BODY_INVALID", "until must lie after since", { field: "until" });
    }
    const endpoint = await getEndpoint(tx, publicId, "update");
    const range = {
      selection: input.selection,
      since: new Date(Math.max(input.since.getTime(), now.getTime() - keptMs)),
      until: input.until,
      kinds: kindsOf(endpoint.subscribedEvents),
    };
    if (input.dryRun) return { id: null, ...(await countReplay(tx, endpoint.id, range)) };
    const replay = await insertReplay(tx, endpoint.id, range, { now, by: actor.name });
    if (replay.id === null) return replay;
    await wakeRelays(tx);
    await appendAudit(tx, {
      actor: actor.name,
      action: "endpoint.replay",
      object: publicId,
      details: { selection: input.selection, since: range.since, until: range.until, events: replay.events },
    });
    return replay;
  };
  return withFirmTx(ctx.pool, actor.firmId, send, { statementTimeoutMs: 60_000 });
}

/** Sends one event to the endpoint again, with the bytes and id that it always had. Throws NOT_FOUND. */
export async function resendDelivery(
  ctx: Context,
  actor: Actor,
  publicId: string,
  messageId: string,
): Promise<void> {
  await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const endpoint = await getEndpoint(tx, publicId, "none");
    await insertResend(tx, endpoint.id, messageId, { now: ctx.clock.now(), by: actor.name });
    await wakeRelays(tx);
    await appendAudit(tx, {
      actor: actor.name,
      action: "endpoint.resend",
      object: publicId,
      details: { messageId },
    });
  });
}
