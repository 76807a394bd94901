import { expect, test } from "vitest";
import { cursorOf, pagesAround, trailOf } from "./paging";

const digits = /^\d+$/;

test("going on and coming back again leads to the page before", () => {
  const first = pagesAround({ cursor: null, trail: [] }, "90");
  expect(first).toEqual({ previous: null, next: { cursor: "90", trail: "0" } });
  const second = pagesAround({ cursor: "90", trail: ["0"] }, "40");
  expect(second.next).toEqual({ cursor: "40", trail: "0,90" });
  expect(second.previous).toEqual({ cursor: null, trail: "" });
  expect(pagesAround({ cursor: "40", trail: ["0", "90"] }, null)).toEqual({
    previous: { cursor: "90", trail: "0" },
    next: null,
  });
});

test("an address that was tampered with opens the first page", () => {
  expect(cursorOf(digits).parse("1;drop")).toBeNull();
  expect(cursorOf(digits).parse("12")).toBe("12");
  expect(trailOf(digits).parse("0,x")).toBeNull();
  expect(trailOf(digits).parse("0,12")).toEqual(["0", "12"]);
});
