import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { getEndpoint, updateEndpoint } from "@/server/db/endpoints";
import { withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import { newSigningSecret } from "./signing-secret";

const overlapMs = 24 * 3_600_000;

/**
 * Gives a webhook a new signing secret, which is in the answer and never again. For 24 hours both secrets sign, so that a receiver
 * can change over without a gap. Throws NOT_FOUND, and CONFLICT for a queue or while an earlier rotation still overlaps.
 */
export async function rotateSecret(
  ctx: Context,
  actor: Actor,
  publicId: string,
): Promise<{ signingSecret: string; previousSecretUntil: Date }> {
  const signingSecret = newSigningSecret();
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const now = ctx.clock.now();
    const endpoint = await getEndpoint(tx, publicId, "update");
    if (endpoint.secret === null) throw new AppError("CONFLICT", "a queue has no signing secret");
    if (endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil > now) {
      const until = endpoint.previousSecretUntil.toISOString();
      throw new AppError("CONFLICT", `the secret was rotated already; the older one signs until ${until}`);
    }
    const previousSecretUntil = new Date(now.getTime() + overlapMs);
    await updateEndpoint(tx, endpoint.id, {
      secret: ctx.vault.seal(signingSecret),
      previousSecret: endpoint.secret,
      previousSecretUntil,
    });
    await appendAudit(tx, { actor: actor.name, action: "endpoint.rotate-secret", object: publicId });
    return { signingSecret, previousSecretUntil };
  });
}
