import { expect, test } from "vitest";
import { batchStatuses } from "@/server/domain/batch/status";
import { orderEventStatuses } from "@/server/domain/order/status";
import { eventListInput, statusesOf } from "./event-filters";

const none = { kind: null, status: null, by: "batch" as const, id: "", cursor: null };
const id = "49136c79-3ce9-4f8d-8794-0f1f6b1f7a55";

test("an id is looked for as what it is said to be", () => {
  expect(eventListInput({ ...none, id: ` ${id} ` })).toEqual({ limit: 50, batchTransactionId: id });
  expect(eventListInput({ ...none, by: "allocation", id })).toEqual({ limit: 50, clientTransactionId: id });
  expect(eventListInput({ ...none, by: "message", id })).toEqual({ limit: 50, messageId: id });
  expect(eventListInput({ ...none, id: "49136c79" })).toEqual({ limit: 50 });
});

test("every status of a batch and of an order can be asked for", () => {
  expect(statusesOf.batch).toEqual(batchStatuses);
  expect([...statusesOf.order].sort()).toEqual([...new Set(Object.values(orderEventStatuses))].sort());
});
