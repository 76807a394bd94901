import { expect, test } from "vitest";
import { only, rangeOf, stepCell, target, within, writesText } from "./grid-moves";

const bounds = { rows: 100, columns: 7, page: 20 };
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false });

test.each([
  ["ArrowDown", false, { index: 51, column: 3 }],
  ["ArrowUp", false, { index: 49, column: 3 }],
  ["ArrowLeft", false, { index: 50, column: 2 }],
  ["ArrowRight", false, { index: 50, column: 4 }],
  ["Home", false, { index: 50, column: 0 }],
  ["End", false, { index: 50, column: 6 }],
  ["Home", true, { index: 0, column: 0 }],
  ["End", true, { index: 99, column: 6 }],
  ["PageDown", false, { index: 70, column: 3 }],
  ["PageUp", false, { index: 30, column: 3 }],
  ["ArrowDown", true, { index: 99, column: 3 }],
])("%s (ctrl %s) goes where the grid pattern says", (key, ctrl, place) => {
  expect(target({ index: 50, column: 3 }, press(key, ctrl), bounds)).toEqual(place);
});

test("no key leads out of the grid, and upwards the header can be reached", () => {
  expect(target({ index: 99, column: 6 }, press("ArrowDown"), bounds)).toEqual({ index: 99, column: 6 });
  expect(target({ index: 99, column: 6 }, press("PageDown"), bounds)).toEqual({ index: 99, column: 6 });
  expect(target({ index: 0, column: 0 }, press("ArrowUp"), bounds)).toEqual({ index: -1, column: 0 });
  expect(target({ index: -1, column: 0 }, press("ArrowUp"), bounds)).toEqual({ index: -1, column: 0 });
  expect(target({ index: 0, column: 0 }, press("ArrowDown"), { ...bounds, rows: 0 })).toEqual({
    index: -1,
    column: 0,
  });
  expect(target({ index: 0, column: 0 }, press("x"), bounds)).toBeUndefined();
});

test("Tab while editing goes on to the next row at the end of one, and stops at the ends of the grid", () => {
  expect(stepCell({ index: 3, column: 6 }, 1, bounds)).toEqual({ index: 4, column: 0 });
  expect(stepCell({ index: 4, column: 0 }, -1, bounds)).toEqual({ index: 3, column: 6 });
  expect(stepCell({ index: 99, column: 6 }, 1, bounds)).toEqual({ index: 99, column: 6 });
  expect(stepCell({ index: 0, column: 0 }, -1, bounds)).toEqual({ index: 0, column: 0 });
});

test("a selection is the rectangle between its corners, shrunk when rows went away", () => {
  const selection = { active: { index: 2, column: 5 }, anchor: { index: 8, column: 1 } };
  expect(rangeOf(selection)).toEqual({ top: 2, bottom: 8, left: 1, right: 5 });
  expect(rangeOf(within(selection, 5))).toEqual({ top: 2, bottom: 4, left: 1, right: 5 });
  expect(within(selection, 9)).toBe(selection);
  expect(within(only({ index: 3, column: 0 }), 0).active.index).toBe(-1);
});

test("only keys that write something start an edit", () => {
  const plain = { ctrlKey: false, metaKey: false, altKey: false };
  expect(["a", "1", "-", " ", "Enter", "F2", "Dead"].map((key) => writesText({ key, ...plain }))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(writesText({ ...plain, key: "c", ctrlKey: true })).toBe(false);
});
