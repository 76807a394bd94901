import { expect, test } from "vitest";
import { path, returnPath } from "./path";

test("only filters that are set are in the address", () => {
  expect(path.batches()).toBe("/batches");
  expect(path.batches({ q: "", status: "OPEN", symbol: null, cursor: undefined })).toBe(
    "/batches?status=OPEN",
  );
  expect(path.allocations("b 1", { q: "AT/1&2" })).toBe("/batches/b%201/allocations?q=AT%2F1%262");
});

test("the developers' pages hang under one section", () => {
  expect(path.endpoint("e1", { status: "FAILED", batch: null })).toBe(
    "/developers/webhooks/e1?status=FAILED",
  );
  expect(path.delivery("e1", "m1")).toBe("/developers/webhooks/e1/deliveries/m1");
  expect(path.events({ by: "batch", id: "b1" })).toBe("/developers/events?by=batch&id=b1");
});

test.each(["/batches", "/batches/1?status=OPEN"])("signing in returns to %s", (text) => {
  expect(returnPath(text)).toBe(text);
});

test.each([undefined, "", "https://evil.test", "//evil.test", "/\\evil.test", "/\tx", "javascript:alert(1)"])(
  "signing in never leaves the site for %j",
  (text) => {
    expect(returnPath(text)).toBe("/batches");
  },
);
