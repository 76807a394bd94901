import { createLoader } from "nuqs/server";
import { expect, test } from "vitest";
import { batchFilters, batchListInput, pagesAround } from "./batch-filters";

const load = createLoader(batchFilters);
const from = (search: string) => load(new URLSearchParams(search));

test("an address without filters asks for the first page", () => {
  expect(batchListInput(from(""))).toEqual({ limit: 50 });
});

test("filters that make no sense are ignored rather than sent", () => {
  expect(batchListInput(from("status=LOST&cursor=abc&q=%20&symbol="))).toEqual({ limit: 50 });
});

test("paging forward and back leads through the same pages", () => {
  const first = from("status=OPEN");
  const toSecond = pagesAround(first, "200").next;
  expect(toSecond).toEqual({ cursor: "200", trail: "0" });
  const second = from(`cursor=200&trail=${toSecond?.trail}`);
  const around = pagesAround(second, "150");
  expect(around).toEqual({
    previous: { cursor: null, trail: "" },
    next: { cursor: "150", trail: "0.200" },
    firstIndex: 51,
  });
  const third = from(`cursor=150&trail=${around.next?.trail}`);
  expect(pagesAround(third, null)).toEqual({
    previous: { cursor: "200", trail: "0" },
    next: null,
    firstIndex: 101,
  });
});
