/** Pauses before the second, third, … attempt: 14 attempts over about 123 hours, at least 111 with the jitter. */
const pausesMs: readonly number[] = [
  5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400, 86_400,
].map((seconds) => seconds * 1_000);

export const mostAttempts = pausesMs.length + 1;

/** After this long without a single success, an event that died ends its endpoint as well. */
export const failingTooLongMs = 96 * 3_600_000;

/**
 * How long to wait after the given number of failed attempts, ±10 % by `random` in [0, 1), at least what the receiver asked for;
 * null when the event has had its attempts and is dead.
 */
export function pauseAfter(failures: number, random: number, retryAfterMs: number | null): number | null {
  const pauseMs = pausesMs[failures - 1];
  if (pauseMs === undefined) return null;
  return Math.max(Math.round(pauseMs * (0.9 + random * 0.2)), retryAfterMs ?? 0);
}
