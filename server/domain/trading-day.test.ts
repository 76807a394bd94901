import { describe, expect, it } from "vitest";
import { endOfTradingDay, isMaintenance, tradingDay } from "./trading-day";

const day = (now: string) => {
  const { date, opensAt, closesAt } = tradingDay(new Date(now));
  return [date, opensAt.toISOString(), closesAt.toISOString()];
};
const hours = (now: string): number => {
  const { opensAt, closesAt } = tradingDay(new Date(now));
  return (closesAt.getTime() - opensAt.getTime()) / 3_600_000;
};

describe("a trading day", () => {
  it.each([
    {
      at: "noon in winter",
      now: "2026-01-15T18:00:00Z",
      date: "2026-01-15",
      opens: "2026-01-14T23:05:00.000Z",
      closes: "2026-01-15T22:30:00.000Z",
    },
    {
      at: "noon in summer",
      now: "2026-07-15T17:00:00Z",
      date: "2026-07-15",
      opens: "2026-07-14T22:05:00.000Z",
      closes: "2026-07-15T21:30:00.000Z",
    },
    {
      at: "the evening, which belongs to tomorrow",
      now: "2026-01-15T23:30:00Z",
      date: "2026-01-16",
      opens: "2026-01-15T23:05:00.000Z",
      closes: "2026-01-16T22:30:00.000Z",
    },
    {
      at: "after midnight in Chicago",
      now: "2026-01-16T06:30:00Z",
      date: "2026-01-16",
      opens: "2026-01-15T23:05:00.000Z",
      closes: "2026-01-16T22:30:00.000Z",
    },
    {
      at: "the last day of a month",
      now: "2026-01-31T23:30:00Z",
      date: "2026-02-01",
      opens: "2026-01-31T23:05:00.000Z",
      closes: "2026-02-01T22:30:00.000Z",
    },
    {
      at: "New Year's Eve",
      now: "2026-12-31T23:30:00Z",
      date: "2027-01-01",
      opens: "2026-12-31T23:05:00.000Z",
      closes: "2027-01-01T22:30:00.000Z",
    },
    {
      at: "a leap day",
      now: "2028-02-28T23:30:00Z",
      date: "2028-02-29",
      opens: "2028-02-28T23:05:00.000Z",
      closes: "2028-02-29T22:30:00.000Z",
    },
    {
      at: "the maintenance window, which precedes its day",
      now: "2026-01-15T22:45:00Z",
      date: "2026-01-16",
      opens: "2026-01-15T23:05:00.000Z",
      closes: "2026-01-16T22:30:00.000Z",
    },
  ])("at $at", ({ now, date, opens, closes }) => expect(day(now)).toEqual([date, opens, closes]));

  it("is an hour shorter on 8 March 2026, when clocks go forward", () => {
    expect(day("2026-03-08T12:00:00Z")).toEqual([
      "2026-03-08",
      "2026-03-07T23:05:00.000Z",
      "2026-03-08T21:30:00.000Z",
    ]);
    expect(hours("2026-03-07T12:00:00Z") - hours("2026-03-08T12:00:00Z")).toBeCloseTo(1, 10);
    expect(day("2026-03-09T12:00:00Z")).toEqual([
      "2026-03-09",
      "2026-03-08T22:05:00.000Z",
      "2026-03-09T21:30:00.000Z",
    ]);
  });

  it("is an hour longer on 1 November 2026, when clocks go back", () => {
    expect(day("2026-11-01T12:00:00Z")).toEqual([
      "2026-11-01",
      "2026-10-31T22:05:00.000Z",
      "2026-11-01T22:30:00.000Z",
    ]);
    expect(hours("2026-11-01T12:00:00Z") - hours("2026-10-31T12:00:00Z")).toBeCloseTo(1, 10);
    // 01:30 happens twice that night; both are the same trading day.
    expect(day("2026-11-01T06:30:00Z")).toEqual(day("2026-11-01T07:30:00Z"));
  });

  it("covers the year without a gap other than the 35 minutes of maintenance", () => {
    let now = new Date("2026-01-01T12:00:00Z");
    for (let count = 0; count < 365; count++) {
      const today = tradingDay(now);
      const tomorrow = tradingDay(today.closesAt);
      expect(tomorrow.opensAt.getTime() - today.closesAt.getTime()).toBe(35 * 60_000);
      expect(tomorrow.date > today.date).toBe(true);
      now = new Date(tomorrow.opensAt.getTime());
      expect(tradingDay(now)).toEqual(tomorrow);
    }
    expect(tradingDay(now).date).toBe("2027-01-01");
  });

  it("does not depend on the zone of the machine", () => {
    const zone = process.env.TZ;
    const seen = ["UTC", "Asia/Tokyo", "Pacific/Kiritimati", "America/Chicago"].map((name) => {
      process.env.TZ = name;
      return day("2026-03-08T23:30:00Z").join();
    });
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    expect(new Set(seen).size).toBe(1);
  });
});

describe("the maintenance window", () => {
  it.each([
    ["2026-01-15T22:29:59.999Z", false],
    ["2026-01-15T22:30:00.000Z", true],
    ["2026-01-15T23:04:59.999Z", true],
    ["2026-01-15T23:05:00.000Z", false],
    ["2026-07-15T21:30:00.000Z", true],
    ["2026-07-15T22:30:00.000Z", false],
    ["2026-03-08T21:30:00.000Z", true],
    ["2026-03-08T22:30:00.000Z", false],
    ["2026-11-01T21:45:00.000Z", false],
    ["2026-11-01T22:30:00.000Z", true],
  ])("at %s: %s", (now, expected) => expect(isMaintenance(new Date(now))).toBe(expected));
});

describe("when an open batch expires", () => {
  it.each([
    ["opened in the morning: the same afternoon", "2026-01-15T15:00:00Z", "2026-01-15T22:30:00.000Z"],
    ["opened in the evening: the next afternoon", "2026-01-15T23:05:00Z", "2026-01-16T22:30:00.000Z"],
    ["opened in maintenance: the next afternoon", "2026-01-15T22:30:00Z", "2026-01-16T22:30:00.000Z"],
    ["opened before the clocks go forward", "2026-03-08T01:00:00Z", "2026-03-08T21:30:00.000Z"],
    ["opened before the clocks go back", "2026-11-01T01:00:00Z", "2026-11-01T22:30:00.000Z"],
  ])("%s", (_, openedAt, expiresAt) => {
    expect(endOfTradingDay(new Date(openedAt)).toISOString()).toBe(expiresAt);
  });
});
