import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { steadyClock } from "./clock";

const hour = 3_600_000;
const start = Date.parse("2026-11-24T15:00:00.000Z");

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

it("follows the wall clock, also when it leaps forward", () => {
  const clock = steadyClock(0);
  expect(clock()).toBe(start);
  vi.setSystemTime(start + 2 * hour);
  expect(clock()).toBe(start + 2 * hour);
});

it("goes on evenly when the wall clock is set back", () => {
  const clock = steadyClock(0);
  vi.setSystemTime(start - 2 * hour);
  expect(clock()).toBe(start);
  vi.advanceTimersByTime(500);
  expect(clock()).toBe(start + 500);
});

it("starts no earlier than the last acceptance it is told of", () => {
  const clock = steadyClock(start + hour);
  expect(clock()).toBe(start + hour);
  vi.advanceTimersByTime(40);
  expect(clock()).toBe(start + hour + 40);
});
