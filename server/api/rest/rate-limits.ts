import type { Credential } from "@/server/auth/credentials";
import { type Level, throttle } from "./throttle";

export type RateLimits = {
  /** Takes one request of the credential and of its firm. Throws TOO_MANY_REQUESTS, taking nothing. */
  take(credential: Credential): void;
  /** What is left for the credential: the tighter of its own limit and its firm's. */
  level(credential: Credential): Level;
};

/**
 * Limits on requests with a good key or token, counted in memory, so each web process allows as much again: a firm `perSecond` with
 * twice that at once, one credential of it half as much. Zero is no limit, and answers null.
 */
export function rateLimits(perSecond: number, now?: () => number): RateLimits | null {
  if (perSecond === 0) return null;
  const byFirm = throttle(
    {
      burst: perSecond * 2,
      refillMs: 1_000 / perSecond,
      message: `too many requests of this firm: ${perSecond} a second are served`,
    },
    now,
  );
  const byCredential = throttle(
    {
      burst: perSecond,
      refillMs: 2_000 / perSecond,
      message: `too many requests of this key or login: ${perSecond / 2} a second are served`,
    },
    now,
  );
  const keyOf = ({ keyId, label }: Credential): string =>
    keyId === null ? `login ${label}` : `key ${keyId}`;
  return {
    take(credential) {
      const own = [keyOf(credential)];
      byCredential.take(own);
      try {
        byFirm.take([credential.actor.firmId]);
      } catch (error) {
        byCredential.giveBack(own);
        throw error;
      }
    },
    level(credential) {
      const own = byCredential.level(keyOf(credential));
      const firm = byFirm.level(credential.actor.firmId);
      return firm.remaining < own.remaining ? firm : own;
    },
  };
}

/** Headers that tell an authenticated caller how much is left. */
export const rateHeaders = ({ limit, remaining, resetSeconds }: Level): Record<string, string> => ({
  "RateLimit-Limit": String(limit),
  "RateLimit-Remaining": String(remaining),
  "RateLimit-Reset": String(resetSeconds),
});
