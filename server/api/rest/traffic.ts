import type { Context as HonoContext } from "hono";
import { type Credential, credentials } from "@/server/auth/credentials";
import { AppError } from "@/server/domain/errors";
import { type RequestLog, requestLog } from "@/server/services/requests/request-log";
import { addressOf } from "./address";
import type { ErrorBody } from "./errors";
import { gate } from "./gate";
import { type RateLimits, rateHeaders, rateLimits } from "./rate-limits";
import type { RestDesk, Route } from "./route";
import { carriesCredential, loggedMessage, loggedPath, masked } from "./secrets";

/** What becomes known of a request on its way, for its headers and for the request log. */
export type Notes = {
  requestId: string;
  startedAt: number;
  route: Route | null;
  credential: Credential | null;
  /** Whose request it is, also where no credential says so. */
  sender: { firmId: string; label: string; keyId: string | null } | null;
  refusal: ErrorBody | null;
};

export type Env = { Variables: { notes: Notes } };
type Call = HonoContext<Env>;

export type Traffic = {
  /** Who sends the request, counted against its limits. Throws UNAUTHENTICATED or TOO_MANY_REQUESTS. */
  enter(c: Call): Promise<Credential>;
  /** The same for a request that is refused anyway: notes whose it is, if it is anybody's. */
  recognize(c: Call): Promise<void>;
  /** Throws BODY_INVALID when the query carries a key or token, which then stands in logs on the way. */
  refuseLeak(c: Call): Promise<void>;
  /** Ends the request: the caller's limits become headers, and a row of the request log waits to be written. */
  finish(c: Call): void;
  log: RequestLog;
};

export type TrafficOptions = {
  /** How long a good credential is believed without asking the database again. */
  rememberMs?: number;
  /** A clock for the limits, in milliseconds. */
  now?: () => number;
};

/** Who may ask, how often, and the record of it, for every request of a firm's systems. */
export function traffic(getDesk: () => Promise<RestDesk>, { rememberMs, now }: TrafficOptions): Traffic {
  const entry = gate(
    credentials(async () => (await getDesk()).ctx.pool, rememberMs),
    now,
  );
  const log = requestLog(async () => (await getDesk()).ctx);
  let limits: RateLimits | null | undefined;

  async function admit(c: Call): Promise<Credential> {
    const credential = await entry.authenticate(c.req.raw);
    const { actor, label, keyId } = credential;
    Object.assign(c.get("notes"), { credential, sender: { firmId: actor.firmId, label, keyId } });
    return credential;
  }

  async function count(credential: Credential): Promise<void> {
    if (limits === undefined) limits = rateLimits((await getDesk()).config?.rateLimitPerSecond ?? 0, now);
    limits?.take(credential);
  }

  const recognize = async (c: Call): Promise<void> => {
    if (c.req.header("authorization") === undefined) return;
    const credential = await admit(c).catch(() => null);
    if (credential !== null) await count(credential);
  };

  return {
    log,
    recognize,
    async enter(c) {
      const credential = await admit(c);
      await count(credential);
      return credential;
    },
    async refuseLeak(c) {
      if (!c.req.url.includes("?") || !carriesCredential(new URL(c.req.url))) return;
      await recognize(c);
      const { logger } = (await getDesk()).ctx;
      const { requestId } = c.get("notes");
      logger.warn({ requestId, path: masked(c.req.path) }, "a key or token came in an address");
      const message =
        "a key or token belongs into Authorization, never into the address, where proxies and logs keep it; replace this one";
      throw new AppError("BODY_INVALID", message, { field: "query" });
    },
    finish(c) {
      const notes = c.get("notes");
      if (notes.credential !== null && limits) {
        const headers = rateHeaders(limits.level(notes.credential));
        for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
      }
      if (notes.sender !== null) log.add(requestOf(c, notes, notes.sender));
    },
  };
}

function requestOf(c: Call, notes: Notes, { firmId, label, keyId }: NonNullable<Notes["sender"]>) {
  return {
    firmId,
    keyId,
    startedAt: notes.startedAt,
    requestId: notes.requestId,
    method: c.req.method.slice(0, 16),
    path: loggedPath(new URL(c.req.url), notes.route?.queryNames ?? []),
    status: c.res.status,
    durationMs: Math.round(performance.now() - notes.startedAt),
    credential: label,
    address: addressOf(c.req.raw) || null,
    error: notes.refusal?.error ?? null,
    message: notes.refusal === null ? null : loggedMessage(notes.refusal.message),
  };
}
