import type { Actor, Context } from "@/server/context";
import { credentialHash, newApiKeyText } from "@/server/db/api-key-text";
import { countLiveApiKeys, insertApiKey, type NewApiKey } from "@/server/db/api-keys";
import { appendAudit } from "@/server/db/audit";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import type { ApiScope } from "@/server/domain/roles";

const mostKeys = 50;

export type CreateApiKeyInput = { name: string; scopes: readonly ApiScope[]; expiresAt: Date | null };

/** A key as its maker sees it, the one time that it is shown. */
export type CreatedApiKey = {
  key: string;
  publicId: string;
  prefix: string;
  name: string;
  scopes: readonly ApiScope[];
  expiresAt: Date | null;
};

/**
 * Makes a key for one of the firm's own systems. The key is in the answer and never again: only its SHA-256 is stored. Throws
 * BODY_INVALID when it would be over already, CONFLICT when the firm has 50 keys that are neither revoked nor over.
 */
export function createApiKey(ctx: Context, actor: Actor, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  const ends = input.expiresAt === null ? null : { at: input.expiresAt };
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const created = await addKey(tx, actor, { ...input, ends, replacesId: null });
    await appendAudit(tx, {
      actor: actor.name,
      action: "api-key.create",
      object: created.prefix,
      details: { name: created.name, scopes: created.scopes, expiresAt: created.expiresAt },
    });
    return created;
  });
}

/** The part that making and rotating share; the audit entry is the caller's. */
export async function addKey(
  tx: Tx,
  actor: Actor,
  input: Pick<NewApiKey, "name" | "scopes" | "ends" | "replacesId">,
): Promise<CreatedApiKey> {
  const { key, prefix } = newApiKeyText();
  const scopes = [...new Set(input.scopes)];
  const { publicId, expiresAt, isLive } = await insertApiKey(tx, {
    ...input,
    scopes,
    prefix,
    keyHash: credentialHash(key),
    createdBy: actor.name,
  });
  if (!isLive) {
    throw new AppError("BODY_INVALID", "expiresAt must be in the future", { field: "expiresAt" });
  }
  // Counted under the firm's row, which the insertion holds.
  if ((await countLiveApiKeys(tx)) > mostKeys) {
    throw new AppError("CONFLICT", `a firm has at most ${mostKeys} keys; revoke one first`);
  }
  return { key, publicId, prefix, name: input.name, scopes, expiresAt };
}
