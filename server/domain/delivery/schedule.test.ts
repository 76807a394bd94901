import { describe, expect, test } from "vitest";
import { failingTooLongMs, mostAttempts, pauseAfter } from "./schedule";

const hour = 3_600_000;
const total = (random: number): number => {
  let sum = 0;
  for (let failures = 1; failures < mostAttempts; failures++) sum += pauseAfter(failures, random, null) ?? 0;
  return sum;
};

describe("the schedule of attempts", () => {
  test("has at least 12 attempts over at least 96 hours, whatever the jitter", () => {
    expect(mostAttempts).toBeGreaterThanOrEqual(12);
    expect(total(0)).toBeGreaterThanOrEqual(96 * hour);
    expect(total(0)).toBeGreaterThanOrEqual(failingTooLongMs);
    expect(total(0.999_999)).toBeLessThan(30 * 24 * hour);
  });

  test("never waits less than the time before", () => {
    const pauses = Array.from(
      { length: mostAttempts - 1 },
      (_, index) => pauseAfter(index + 1, 0.5, null) ?? 0,
    );
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
    expect(pauses[0]).toBe(5_000);
  });

  test("moves each pause by at most a tenth", () => {
    expect(pauseAfter(2, 0, null)).toBe(27_000);
    expect(pauseAfter(2, 0.5, null)).toBe(30_000);
    expect(pauseAfter(2, 0.999_999_9, null)).toBe(33_000);
  });

  test("waits as long as the receiver asks, but never less than planned", () => {
    expect(pauseAfter(1, 0.5, 120_000)).toBe(120_000);
    expect(pauseAfter(4, 0.5, 1_000)).toBe(600_000);
  });

  test("ends after the last attempt", () => {
    expect(pauseAfter(mostAttempts - 1, 0.5, null)).not.toBeNull();
    expect(pauseAfter(mostAttempts, 0.5, null)).toBeNull();
    expect(pauseAfter(mostAttempts, 0.5, 5_000)).toBeNull();
  });
});
