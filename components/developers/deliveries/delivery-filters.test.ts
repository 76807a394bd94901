import { expect, test } from "vitest";
import { cursorText, deliveryFilters, deliveryListInput } from "./delivery-filters";

const cursor = { lastAttemptAt: "2026-11-24 13:35:25.123456+00", batchId: "12", seq: 3 };
const none = { status: null, batch: "", cursor: null, trail: [] };

test("a place in the list survives the address to the microsecond", () => {
  const text = deliveryFilters.cursor.parse(cursorText(cursor) ?? "");
  expect(text).not.toBeNull();
  expect(deliveryListInput("e", { ...none, cursor: text })).toMatchObject({ cursor });
});

test.each(["2026_1_0", "x_1_1", "2026-11-24 13:35:25+00_1", "2026-11-24 13:35:25+00_1_1_1"])(
  "%j is no place in the list",
  (text) => {
    expect(deliveryFilters.cursor.parse(text)).toBeNull();
  },
);

test("half an id narrows nothing", () => {
  expect(deliveryListInput("e", { ...none, batch: "49136c79" })).toEqual({ endpointId: "e", limit: 50 });
});
