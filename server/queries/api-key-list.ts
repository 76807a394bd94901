import { type Reader, readAsFirm } from "@/server/db/client";
import type { ApiScope } from "@/server/domain/roles";

/** `ended`: past its expiry, as the database's clock says. */
export type ApiKeyState = "active" | "ended" | "revoked";

export type ApiKeyItem = {
  publicId: string;
  prefix: string;
  name: string;
  scopes: ApiScope[];
  state: ApiKeyState;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
  revokedAt: Date | null;
  revokedBy: string | null;
  /** Prefix of the key that this one took over from, and of the latest that took over from this one. */
  replaces: string | null;
  replacedBy: string | null;
};

/** The firm's keys, newest first, those that ended included; never a key or its hash. */
export function listApiKeys(reader: Reader, firmId: string): Promise<{ items: ApiKeyItem[] }> {
  return readAsFirm(reader, firmId, async (read) => ({
    items: await read.$queryRaw<ApiKeyItem[]>`
      select k.public_id as "publicId", k.prefix, k.name, k.scopes,
        case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'ended' else 'active' end as state,
        k.created_by as "createdBy", k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt",
        k.last_used_from as "lastUsedFrom", k.revoked_at as "revokedAt", k.revoked_by as "revokedBy", older.prefix as replaces,
        (select newer.prefix from api_keys newer where newer.firm_id = k.firm_id and newer.replaces_id = k.id order by newer.id desc limit 1) as "replacedBy"
      from api_keys k left join api_keys older on older.id = k.replaces_id
      where k.firm_id = ${BigInt(firmId)} order by k.id desc`,
  }));
}
