import { expect, test } from "vitest";
import { everyNth } from "./every-nth";

test("few points are all drawn", () => {
  expect(everyNth(0, 10)).toEqual([]);
  expect(everyNth(3, 10)).toEqual([0, 1, 2]);
});

test("many points are thinned evenly and the last one stays", () => {
  expect(everyNth(25, 10)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24]);
  expect(everyNth(26, 10).at(-1)).toBe(25);
});
