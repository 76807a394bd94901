import { expect, test } from "vitest";
import { routes } from "@/server/api/rest/routes";
import { readReference } from "./reference";

const reference = readReference();
const operations = reference.tags.flatMap((tag) => tag.operations);

test("every route of the firm API stands under a tag, with a call to copy and an answer", () => {
  expect(operations.map((one) => `${one.method} ${one.path}`).sort()).toEqual(
    routes.map((one) => `${one.method.toUpperCase()} ${one.path}`).sort(),
  );
  for (const one of operations) {
    expect(
      one.calls.map((call) => call.label),
      one.id,
    ).toEqual(["cURL", "TypeScript"]);
    expect(one.answers, one.id).toHaveLength(1);
  }
});

test("nested properties, lists and choices are rows of their own", () => {
  const allocate = operations.find((one) => one.id === "allocationTradeBatchAllocateCreate");
  const rows = allocate?.answers[0]?.body?.fields ?? [];
  expect(rows.find((row) => row.path === "request.side")).toEqual({
    path: "request.side",
    type: "one of BUY, SELL",
    required: true,
    note: "",
  });
  expect(allocate?.bodies[0]?.fields.find((row) => row.path === "fixedCommission")?.type).toBe(
    "decimal text or null",
  );
  const bulk = operations.find((one) => one.id === "addAllocations");
  expect(bulk?.answers[0]?.body?.fields.map((row) => row.path)).toContain("results[].clientTransactionId");
  expect(bulk?.bodies.map((body) => body.mediaType)).toEqual([
    "application/json",
    "application/x-ndjson",
    "text/csv",
  ]);
});

test("a call in cURL names the method, the filled path, the token and the body", () => {
  const cancel = operations.find((one) => one.id === "cancelBatch");
  expect(cancel?.calls[0]?.text).toBe(
    'curl -X POST "$PRORATA/allocation/trade/batch/49136c79-3ce9-4f8d-8794-51f3a4c0b9e2/cancel" \\\n  -H "Authorization: $TOKEN"',
  );
  const login = operations.find((one) => one.id === "login");
  expect(login?.calls[0]?.text).toContain(`-d '{"logonId":"demo-api","password":"prorata-demo"}'`);
  expect(login?.calls[0]?.text).not.toContain("Authorization");
});

test("every failure of an operation names codes that the table of errors explains", () => {
  const explained = new Set(reference.errors.map((row) => row.code));
  for (const one of operations) {
    expect(
      one.failures.map((failure) => failure.status),
      one.id,
    ).toContain("400");
    for (const failure of one.failures) {
      expect(failure.codes.length, `${one.id} ${failure.status}`).toBeGreaterThan(0);
      for (const code of failure.codes) expect(explained, one.id).toContain(code);
    }
  }
});
