import { expect, test } from "vitest";
import { localText } from "./since";

test("a moment written for the date field reads back as the same second, whatever the zone", () => {
  for (const iso of ["2026-01-03T06:02:13.000Z", "2026-07-31T23:59:59.000Z", "2026-11-01T06:30:00.000Z"]) {
    expect(new Date(localText(new Date(iso))).getMinutes()).toBe(new Date(iso).getMinutes());
    expect(localText(new Date(iso))).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
  }
  expect(localText(new Date(2026, 0, 3, 6, 2, 9))).toBe("2026-01-03T06:02:09");
});
