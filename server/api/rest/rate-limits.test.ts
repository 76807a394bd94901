import { expect, test } from "vitest";
import type { Credential } from "@/server/auth/credentials";
import { AppError } from "@/server/domain/errors";
import { rateHeaders, rateLimits } from "./rate-limits";

const credential = (firmId: string, keyId: string): Credential => ({
  actor: { firmId, name: `key ${keyId}`, role: "API" },
  label: keyId,
  keyId,
});

function started(perSecond: number) {
  const clock = { ms: 0 };
  const limits = rateLimits(perSecond, () => clock.ms);
  if (limits === null) throw new Error("no limits");
  /** How many of so many calls at once are served. */
  const served = (who: Credential, calls: number): number => {
    let n = 0;
    for (let call = 0; call < calls; call++) {
      try {
        limits.take(who);
        n += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code: "TOO_MANY_REQUESTS", details: { retryAfterSeconds: 1 } });
      }
    }
    return n;
  };
  return { clock, limits, served };
}

test("one credential has 1,000 calls at once and 500 a second", () => {
  const { clock, served } = started(1_000);
  const own = credential("1", "10");
  expect(served(own, 3_000)).toBe(1_000);
  let inTenSeconds = 0;
  for (let n = 0; n < 100; n++) {
    clock.ms += 100;
    inTenSeconds += served(own, 200);
  }
  expect(inTenSeconds).toBe(5_000);
});

test("a firm has 2,000 at once and 1,000 a second, however many keys it makes, and another firm is not touched", () => {
  const { clock, served } = started(1_000);
  const keys = Array.from({ length: 5 }, (_, n) => credential("1", String(n)));
  expect(keys.map((key) => served(key, 1_500))).toEqual([1_000, 1_000, 0, 0, 0]);
  clock.ms += 1_000;
  expect(keys.map((key) => served(key, 1_500))).toEqual([500, 500, 0, 0, 0]);
  expect(served(credential("2", "99"), 1_500)).toBe(1_000);
});

test("a call that the firm's limit refuses costs its key nothing", () => {
  const { clock, limits, served } = started(10);
  served(credential("1", "a"), 10);
  served(credential("1", "b"), 10);
  expect(served(credential("1", "c"), 5)).toBe(0);
  clock.ms += 2_000;
  expect(served(credential("1", "c"), 20)).toBe(10);
  expect(limits.level(credential("1", "c")).remaining).toBe(0);
});

test("the headers tell the tighter limit, what is left and when all of it is back", () => {
  const { limits, served } = started(1_000);
  const first = credential("1", "a");
  served(first, 1);
  expect(rateHeaders(limits.level(first))).toEqual({
    "RateLimit-Limit": "1000",
    "RateLimit-Remaining": "999",
    "RateLimit-Reset": "1",
  });
  served(first, 2_000);
  served(credential("1", "b"), 700);
  expect(limits.level(credential("1", "c"))).toEqual({ limit: 2_000, remaining: 300, resetSeconds: 2 });
});

test("zero is no limit", () => {
  expect(rateLimits(0)).toBeNull();
});
