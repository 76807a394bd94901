import { expect, test } from "vitest";
import { readCount } from "./expected-count";

test.each([
  ["5000", 5000],
  [" 5,000 ", 5000],
  ["5 000", 5000],
  ["5'000", 5000],
  ["0", 0],
])("%j is a count", (text, count) => {
  expect(readCount(text)).toBe(count);
});

test.each(["", "5.000", "5e3", "-1", "five", "99999999999"])("%j is no count", (text) => {
  expect(readCount(text)).toBeNull();
});
