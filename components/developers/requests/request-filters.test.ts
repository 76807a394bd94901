import { expect, test } from "vitest";
import { requestListInput } from "./request-filters";

const none = { status: null, method: null, path: "", key: "", id: "", cursor: null };

test("only what is set narrows the log, and half an id does not", () => {
  expect(requestListInput(none)).toEqual({ limit: 50 });
  expect(requestListInput({ ...none, path: "  ", key: " ", id: "0c61649a" })).toEqual({ limit: 50 });
  const id = "0c61649a-25db-424c-904e-5568b2a9d1f0";
  expect(
    requestListInput({ status: "4xx", method: "POST", path: "/close ", key: "demo-api", id, cursor: "7" }),
  ).toEqual({
    limit: 50,
    statusClass: "4xx",
    method: "POST",
    path: "/close",
    credential: "demo-api",
    requestId: id,
    cursor: "7",
  });
});
