import { expect, it } from "vitest";

it("the fields work in a process that served pages before its first REST request", async () => {
  // A page loads the domain's schemas; the OpenAPI extension comes with the first REST request.
  const { uuidText } = await import("@/server/domain/requests");
  expect(uuidText).not.toHaveProperty("openapi");

  const { uuidField } = await import("./fields");
  expect(uuidField.parse("0189E3A0-0000-7000-8000-000000000001")).toBe(
    "0189e3a0-0000-7000-8000-000000000001",
  );
  await expect(import("./app")).resolves.toBeDefined();

  const { documentOf } = await import("./openapi");
  const { routes } = await import("./routes");
  expect(documentOf(routes)).toHaveProperty(["paths", "/allocation/trade/batch/{batchTransactionId}/proof"]);
});
