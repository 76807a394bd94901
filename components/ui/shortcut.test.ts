import { expect, test } from "vitest";
import { chordOf, completes } from "./shortcut";

test("a single key is itself in either case, and a sequence needs both keys in order", () => {
  expect(completes("c", "", "C")).toBe(true);
  expect(completes("g b", "g", "b")).toBe(true);
  expect(completes("g b", "", "b")).toBe(false);
  expect(completes("g b", "b", "g")).toBe(false);
});

test("a chord names its modifiers in one order, and the command key counts as control", () => {
  const pressed = { ctrlKey: false, metaKey: true, altKey: false, shiftKey: true, key: "Enter" };
  expect(chordOf(pressed)).toBe("ctrl+shift+enter");
  expect(chordOf({ ...pressed, metaKey: false, altKey: true, shiftKey: false })).toBe("alt+enter");
});
