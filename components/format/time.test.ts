import { expect, test } from "vitest";
import { formatDuration, formatTime } from "./time";

const moment = "2026-11-24T20:02:11.417Z";

test.each([
  ["America/Chicago", "24 Nov 2026, 14:02:11 CST"],
  ["Europe/Berlin", "24 Nov 2026, 21:02:11 CET"],
  ["UTC", "24 Nov 2026, 20:02:11 UTC"],
  ["Europe/London", "24 Nov 2026, 20:02:11 GMT"],
  ["Asia/Kolkata", "25 Nov 2026, 01:32:11 UTC+5:30"],
])("a moment in %s carries the zone's name", (zone, shown) => {
  expect(formatTime(moment, "moment", zone)).toBe(shown);
});

test("summer time changes the name of the zone", () => {
  expect(formatTime("2026-07-01T12:00:00Z", "moment", "America/Chicago")).toBe("1 Jul 2026, 07:00:00 CDT");
});

test("midnight is 00, not 24", () => {
  expect(formatTime("2026-11-24T06:00:00Z", "clock", "America/Chicago")).toBe("00:00:00.000");
});

test("nanoseconds of the wire are read, and shown to the millisecond", () => {
  expect(formatTime("2026-01-03T06:02:13.424552751Z", "clock", "UTC")).toBe("06:02:13.424");
  expect(formatTime("2026-01-03T06:02:13.424552751Z", "day", "UTC")).toBe("3 Jan 2026");
});

test("text that is no date is refused", () => {
  expect(() => formatTime("yesterday", "day", "UTC")).toThrow(RangeError);
});

test.each([
  [840, "0.8 s"],
  [12_900, "12 s"],
  [245_000, "4 min 05 s"],
  [7_800_000, "2 h 10 min"],
])("%d ms is %s", (milliseconds, shown) => {
  expect(formatDuration(milliseconds)).toBe(shown);
});
