import type { Actor, Context } from "@/server/context";
import { type ApiKeyRow, endApiKey, findLiveSuccessor, lockApiKey } from "@/server/db/api-keys";
import { appendAudit } from "@/server/db/audit";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import { addKey, type CreatedApiKey } from "./create-api-key";

/** How long the older key may go on beside the new one. */
export const overlapHours = [0, 1, 24, 72] as const;

export type RotateApiKeyInput = {
  publicId: string;
  overlapHours: (typeof overlapHours)[number];
  /** When the new key ends; without it, it lives as long as the older one was given. */
  expiresAt?: Date | undefined;
};

/**
 * Makes a key with the name and scopes of another, which ends after the overlap. The new key is in the answer and never again.
 * Throws NOT_FOUND; CONFLICT when the older one is revoked or over, has a live successor already, or the firm has too many keys.
 */
export function rotateApiKey(
  ctx: Context,
  actor: Actor,
  input: RotateApiKeyInput,
): Promise<CreatedApiKey & { previous: { prefix: string; expiresAt: Date } }> {
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const old = await lockApiKey(tx, input.publicId);
    await refuseRotation(tx, old);
    // The older one ends first, so that a firm with the most keys it may have can rotate without an overlap.
    const expiresAt = await endApiKey(tx, old.id, input.overlapHours);
    const created = await addKey(tx, actor, {
      name: old.name,
      scopes: old.scopes,
      replacesId: old.id,
      ends: lifetime(old, input.expiresAt),
    });
    await appendAudit(tx, {
      actor: actor.name,
      action: "api-key.rotate",
      object: created.prefix,
      details: { replaces: old.prefix, previousUntil: expiresAt, expiresAt: created.expiresAt },
    });
    return { ...created, previous: { prefix: old.prefix, expiresAt } };
  });
}

async function refuseRotation(tx: Tx, old: ApiKeyRow): Promise<void> {
  if (!old.isLive) {
    const why = old.revokedAt === null ? "has ended" : "was revoked";
    throw new AppError("CONFLICT", `key ${old.prefix} ${why}; make a new one`);
  }
  const successor = await findLiveSuccessor(tx, old.id);
  if (successor !== null) {
    throw new AppError("CONFLICT", `key ${old.prefix} was replaced by ${successor}; rotate that one`);
  }
}

const lifetime = (old: ApiKeyRow, expiresAt: Date | undefined) => {
  if (expiresAt !== undefined) return { at: expiresAt };
  return old.lifetimeSeconds === null ? null : { afterSeconds: old.lifetimeSeconds };
};
