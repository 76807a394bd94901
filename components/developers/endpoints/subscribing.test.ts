import { expect, test } from "vitest";
import { subscriptions } from "@/server/domain/delivery/subscription";
import { leaves, leavesOf, subscriptionsOf } from "./subscribing";

test("both parts of an event type become the event type", () => {
  expect(subscriptionsOf(leaves)).toEqual(["allocation/batch/1", "order/1"]);
  expect(subscriptionsOf(["allocation/batch/1:allocation"])).toEqual(["allocation/batch/1:allocation"]);
  expect(subscriptionsOf([])).toEqual([]);
});

test("what is chosen reads back as it was chosen", () => {
  for (const one of subscriptions)
    expect(leavesOf(subscriptionsOf(leavesOf([one])))).toEqual(leavesOf([one]));
  expect(leavesOf(null)).toEqual(leaves);
});
