import { expect, test } from "vitest";
import { kindsOf, readSubscriptions, subscriptions } from "./subscription";

test("an endpoint without a filter gets everything", () => {
  expect(kindsOf(null)).toBeNull();
  expect(readSubscriptions(null)).toBeNull();
  expect(readSubscriptions([])).toBeNull();
});

test("a filter names event types or a part of one, and parts that overlap count once", () => {
  expect(kindsOf(["allocation/batch/1"])).toEqual(["allocation", "batch"]);
  expect(kindsOf(["allocation/batch/1:batch"])).toEqual(["batch"]);
  expect(kindsOf(["allocation/batch/1", "allocation/batch/1:allocation", "order/1"])).toEqual([
    "allocation",
    "batch",
    "order",
  ]);
});

test("a stored filter is read in the catalogue's order", () => {
  expect(readSubscriptions([...subscriptions].reverse())).toEqual([...subscriptions]);
});
