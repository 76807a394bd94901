import type pg from "pg";
import { AppError } from "@/server/domain/errors";
import type { ApiScope } from "@/server/domain/roles";
import { lookUp, type Tx } from "./transaction";

/** A key of a firm's own system, without the key itself. Its times are the database's, which the sandbox cannot move. */
export type ApiKeyRow = {
  id: string;
  publicId: string;
  name: string;
  prefix: string;
  scopes: ApiScope[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Neither revoked nor past its expiry. */
  isLive: boolean;
  /** How long the key was given to live when it was made; null is for ever. */
  lifetimeSeconds: number | null;
};

const live = "revoked_at is null and (expires_at is null or expires_at > now())";

const columns = `id, public_id as "publicId", name, prefix, scopes, expires_at as "expiresAt", revoked_at as "revokedAt",
  (${live}) as "isLive", extract(epoch from expires_at - created_at)::float8 as "lifetimeSeconds"`;

/** The key by its public id, held FOR NO KEY UPDATE. Throws NOT_FOUND. */
export async function lockApiKey(tx: Tx, publicId: string): Promise<ApiKeyRow> {
  const rows = await tx.query<ApiKeyRow>(
    `select ${columns} from api_keys where firm_id = $1 and public_id = $2 for no key update`,
    [tx.firmId, publicId],
  );
  const row = rows[0];
  if (row === undefined) throw new AppError("NOT_FOUND", `there is no key ${publicId}`);
  return row;
}

/** Prefix of the live key that took over from the key, or null. */
export async function findLiveSuccessor(tx: Tx, keyId: string): Promise<string | null> {
  const rows = await tx.query<{ prefix: string }>(
    `select prefix from api_keys where firm_id = $1 and replaces_id = $2 and ${live} order by id desc limit 1`,
    [tx.firmId, keyId],
  );
  return rows[0]?.prefix ?? null;
}

export type NewApiKey = {
  name: string;
  prefix: string;
  keyHash: string;
  scopes: readonly ApiScope[];
  replacesId: string | null;
  createdBy: string;
  /** When it ends: at a time, after so many seconds, or never. */
  ends: { at: Date } | { afterSeconds: number } | null;
};

/** Adds a key. Takes the firm's row, so that keys of one firm are counted one after the other. */
export async function insertApiKey(
  tx: Tx,
  key: NewApiKey,
): Promise<Pick<ApiKeyRow, "publicId" | "expiresAt" | "isLive">> {
  await tx.query("select 1 from firms where id = $1 for no key update", [tx.firmId]);
  const at = key.ends !== null && "at" in key.ends ? key.ends.at : null;
  const afterSeconds = key.ends !== null && "afterSeconds" in key.ends ? key.ends.afterSeconds : null;
  const rows = await tx.query<Pick<ApiKeyRow, "publicId" | "expiresAt" | "isLive">>(
    `insert into api_keys (firm_id, name, prefix, key_hash, scopes, replaces_id, created_by, expires_at)
     values ($1, $2, $3, decode($4, 'hex'), $5, $6, $7, coalesce($8::timestamptz, now() + make_interval(secs => $9::float8)))
     returning public_id as "publicId", expires_at as "expiresAt", (${live}) as "isLive"`,
    [
      tx.firmId,
      key.name,
      key.prefix,
      key.keyHash,
      key.scopes,
      key.replacesId,
      key.createdBy,
      at,
      afterSeconds,
    ],
  );
  const row = rows[0];
  if (row === undefined) throw new Error("the key was not inserted");
  return row;
}

/** How many of the firm's keys are neither revoked nor past their expiry. */
export async function countLiveApiKeys(tx: Tx): Promise<number> {
  const rows = await tx.query<{ n: number }>(
    `select count(*)::int as n from api_keys where firm_id = $1 and ${live}`,
    [tx.firmId],
  );
  return rows[0]?.n ?? 0;
}

/** Lets the key end after so many hours, unless it ends earlier anyway; answers when. Assumes it is locked. */
export async function endApiKey(tx: Tx, keyId: string, afterHours: number): Promise<Date> {
  const rows = await tx.query<{ expiresAt: Date }>(
    `update api_keys set expires_at = least(expires_at, now() + make_interval(hours => $2)) where id = $1
     returning expires_at as "expiresAt"`,
    [keyId, afterHours],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`key ${keyId} was not found again`);
  return row.expiresAt;
}

/** Revokes the key for good. Assumes it is locked and not revoked. */
export async function markApiKeyRevoked(tx: Tx, keyId: string, by: string): Promise<void> {
  await tx.execute("update api_keys set revoked_at = now(), revoked_by = $2 where id = $1", [keyId, by]);
}

export type LiveKey = {
  id: string;
  firmId: string;
  prefix: string;
  scopes: ApiScope[];
  /** Until it ends by itself; null is never. */
  leftMs: number | null;
};

/** The live key with this SHA-256 in hex, read before the firm is known. Throws DatabaseFault. */
export const findLiveKey = (pool: pg.Pool, keyHash: string): Promise<LiveKey | null> =>
  lookUp<LiveKey>(
    pool,
    { tokenHash: keyHash },
    `select id, firm_id as "firmId", prefix, scopes, extract(epoch from expires_at - now())::float8 * 1000 as "leftMs"
     from api_keys where key_hash = decode($1, 'hex') and ${live}`,
    [keyHash],
  );

export type KeyUse = { keyId: string; ageMs: number; address: string | null };

/** Notes when and from where keys were last used, at most once a minute for each. */
export async function noteKeyUses(tx: Tx, uses: readonly KeyUse[]): Promise<void> {
  await tx.execute(
    `update api_keys k set last_used_at = used.at, last_used_from = used.address
     from (select key_id, clock_timestamp() - make_interval(secs => age_ms / 1000) as at, address
           from unnest($2::bigint[], $3::float8[], $4::text[]) as use (key_id, age_ms, address)) used
     where k.firm_id = $1 and k.id = used.key_id and (k.last_used_at is null or k.last_used_at < used.at - interval '1 minute')`,
    [tx.firmId, uses.map((use) => use.keyId), uses.map((use) => use.ageMs), uses.map((use) => use.address)],
  );
}
