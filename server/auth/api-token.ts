import { createHash } from "node:crypto";
import type pg from "pg";
import type { Actor } from "@/server/context";
import { lookUp, withFirmTx } from "@/server/db/transaction";

export type ApiTokens = {
  /** The API login behind an Authorization header, or null when the header names none that may act now. */
  findActor(authorization: string | null): Promise<Actor | null>;
};

type Known = { actor: Actor; until: number };

/** 256 random bits as base64url. Anything else is refused without asking the database. */
const tokenText = /^(?:Bearer +)?([A-Za-z0-9_-]{43})$/i;
const mostKnown = 10_000;

/**
 * Reads tokens of API logins. A token that was found is remembered in this process for `rememberMs` (10 seconds), so a login that
 * is disabled, or a token that expires, is refused at the latest that much later; what was not found is never remembered.
 */
export function apiTokens(getPool: () => Promise<pg.Pool>, rememberMs = 10_000): ApiTokens {
  const known = new Map<string, Known>();
  return {
    async findActor(authorization) {
      const token = tokenText.exec(authorization ?? "")?.[1];
      if (token === undefined) return null;
      const hash = createHash("sha256").update(token).digest("hex");
      const found = known.get(hash);
      if (found !== undefined && found.until > performance.now()) return found.actor;
      known.delete(hash);
      const actor = await readActor(await getPool(), hash);
      if (actor === null) return null;
      // The oldest entry goes first: a Map keeps the order in which they came.
      for (const oldest of known.keys()) {
        if (known.size < mostKnown) break;
        known.delete(oldest);
      }
      known.set(hash, { actor, until: performance.now() + rememberMs });
      return actor;
    },
  };
}

/** Lifetimes are counted by the database's clock, which the sandbox cannot move. */
async function readActor(pool: pg.Pool, tokenHash: string): Promise<Actor | null> {
  const token = await lookUp<{ firmId: string; apiLoginId: string }>(
    pool,
    { tokenHash },
    `select firm_id as "firmId", api_login_id as "apiLoginId" from api_tokens
     where token_hash = decode($1, 'hex') and expires_at > now()`,
    [tokenHash],
  );
  if (token === null) return null;
  return withFirmTx(pool, token.firmId, async (tx) => {
    const rows = await tx.query<{ name: string }>(
      "select logon_id as name from api_logins where id = $1 and disabled_at is null",
      [token.apiLoginId],
    );
    const name = rows[0]?.name;
    return name === undefined ? null : { firmId: token.firmId, name, role: "API" };
  });
}
