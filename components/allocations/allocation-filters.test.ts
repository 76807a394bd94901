import { createLoader } from "nuqs/server";
import { expect, test } from "vitest";
import { allocationFilters, allocationListInput } from "./allocation-filters";

const load = createLoader(allocationFilters);
const input = (search: string) => allocationListInput("b", load(new URLSearchParams(search)));

test("the address narrows and pages the list", () => {
  expect(input("q=AT00&status=REJECTED&side=SELL&after=17")).toEqual({
    batchTransactionId: "b",
    limit: 100,
    search: "AT00",
    status: "REJECTED",
    side: "SELL",
    after: "17",
  });
});

test("a page is reached from one end only", () => {
  expect(input("after=17&before=40")).toEqual({ batchTransactionId: "b", limit: 100, before: "40" });
});

test("values that make no sense are ignored", () => {
  expect(input("status=GONE&side=HOLD&after=x&q=%20")).toEqual({ batchTransactionId: "b", limit: 100 });
});
