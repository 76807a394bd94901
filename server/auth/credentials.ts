import type pg from "pg";
import type { Actor } from "@/server/context";
import { credentialHash, prefixOfKey } from "@/server/db/api-key-text";
import { findLiveKey } from "@/server/db/api-keys";
import { lookUp, withFirmTx } from "@/server/db/transaction";

/** Who asks: the actor, and the key or login behind it. */
export type Credential = {
  actor: Actor;
  /** The prefix of the key or the logonId, as the request log shows it. */
  label: string;
  /** Null for a token of a login. */
  keyId: string | null;
};

export type Credentials = {
  /**
   * The key or login behind an Authorization header, or null when the header names none that may act now. `beforeAsking` runs
   * before the database is asked about a credential that this process does not know from before; what it throws is thrown on.
   */
  find(authorization: string | null, beforeAsking?: () => void): Promise<Credential | null>;
};

type Found = { credential: Credential; leftMs: number };
type Known = { credential: Credential; until: number };

/** 256 random bits as base64url. Anything else that is not a key is refused without asking the database. */
const tokenText = /^[A-Za-z0-9_-]{43}$/;
const mostKnown = 10_000;

/**
 * Reads API keys and tokens of API logins. What was found is remembered in this process for `rememberMs` (10 seconds) or until it
 * ends by itself, so a key that is revoked, or a login that is disabled, is refused at the latest that much later; what was not found is
 * never remembered.
 */
export function credentials(getPool: () => Promise<pg.Pool>, rememberMs = 10_000): Credentials {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Found | null>>();

  /** One question at a time about one credential, however many requests wait for the answer. */
  function ask(text: string, hash: string): Promise<Found | null> {
    const asked = asking.get(hash);
    if (asked !== undefined) return asked;
    const answer = getPool()
      .then((pool) => (tokenText.test(text) ? readToken(pool, hash) : readKey(pool, hash)))
      .finally(() => asking.delete(hash));
    asking.set(hash, answer);
    return answer;
  }

  function remember(hash: string, { credential, leftMs }: Found): void {
    known.delete(hash);
    // The oldest entry goes first: a Map keeps the order in which they came.
    for (const oldest of known.keys()) {
      if (known.size < mostKnown) break;
      known.delete(oldest);
    }
    known.set(hash, { credential, until: performance.now() + Math.min(rememberMs, leftMs) });
  }

  return {
    async find(authorization, beforeAsking) {
      const text = credentialText(authorization);
      if (text === null) return null;
      const hash = credentialHash(text);
      const before = known.get(hash);
      if (before !== undefined && before.until > performance.now()) return before.credential;
      // One that was good a moment ago is asked about again whatever strangers at the same address do.
      if (before === undefined) beforeAsking?.();
      const found = await ask(text, hash);
      if (found === null) known.delete(hash);
      else remember(hash, found);
      return found?.credential ?? null;
    },
  };
}

/** The key or token in a header, with or without Bearer; null when the text is neither. */
function credentialText(authorization: string | null): string | null {
  const text = (authorization ?? "").replace(/^Bearer +/i, "");
  return tokenText.test(text) || prefixOfKey(text) !== null ? text : null;
}

async function readKey(pool: pg.Pool, hash: string): Promise<Found | null> {
  const key = await findLiveKey(pool, hash);
  if (key === null) return null;
  const { firmId, prefix, scopes } = key;
  const actor: Actor = { firmId, name: `key ${prefix}`, role: "API", scopes };
  return {
    credential: { actor, label: prefix, keyId: key.id },
    leftMs: key.leftMs ?? Number.POSITIVE_INFINITY,
  };
}

/** Lifetimes are counted by the database's clock, which the sandbox cannot move. */
async function readToken(pool: pg.Pool, tokenHash: string): Promise<Found | null> {
  const token = await lookUp<{ firmId: string; apiLoginId: string; leftMs: number }>(
    pool,
    { tokenHash },
    `select firm_id as "firmId", api_login_id as "apiLoginId", extract(epoch from expires_at - now())::float8 * 1000 as "leftMs"
     from api_tokens where token_hash = decode($1, 'hex') and expires_at > now()`,
    [tokenHash],
  );
  if (token === null) return null;
  return withFirmTx(pool, token.firmId, async (tx) => {
    const rows = await tx.query<{ name: string }>(
      "select logon_id as name from api_logins where id = $1 and disabled_at is null",
      [token.apiLoginId],
    );
    const name = rows[0]?.name;
    if (name === undefined) return null;
    const actor: Actor = { firmId: token.firmId, name, role: "API" };
    return { credential: { actor, label: name, keyId: null }, leftMs: token.leftMs };
  });
}
