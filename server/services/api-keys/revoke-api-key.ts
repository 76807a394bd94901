import type { Actor, Context } from "@/server/context";
import { lockApiKey, markApiKeyRevoked } from "@/server/db/api-keys";
import { appendAudit } from "@/server/db/audit";
import { withFirmTx } from "@/server/db/transaction";

/**
 * Ends a key for good; a process that has just seen it refuses it at the latest ten seconds later. Repeating it changes nothing.
 * Throws NOT_FOUND.
 */
export function revokeApiKey(ctx: Context, actor: Actor, publicId: string): Promise<{ prefix: string }> {
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const { id, prefix, revokedAt } = await lockApiKey(tx, publicId);
    if (revokedAt !== null) return { prefix };
    await markApiKeyRevoked(tx, id, actor.name);
    await appendAudit(tx, { actor: actor.name, action: "api-key.revoke", object: prefix });
    return { prefix };
  });
}
