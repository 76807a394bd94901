import { z } from "@hono/zod-openapi";
import { describe, expect, test } from "vitest";
import { errorTable, wireErrorCodes } from "./error-words";
import { documentOf } from "./openapi";
import { operationExamples } from "./openapi-examples";
import { operationIdOf } from "./operation-id";
import { type Route, route } from "./route";
import { routes } from "./routes";

type Json = ReturnType<typeof JSON.parse>;
const document: Json = documentOf(routes);
const operations: Json[] = Object.values(document.paths).flatMap((path) => Object.values(path as object));

const refsIn = (part: Json): string[] =>
  part === null || typeof part !== "object"
    ? []
    : Object.entries(part).flatMap(([key, value]) =>
        key === "$ref" ? [value as string] : refsIn(value as Json),
      );

describe("the OpenAPI document", () => {
  test("names the contract's five operations as the contract does", () => {
    const under = "/allocation/trade/batch";
    expect(document.paths[`${under}/open`].post.operationId).toBe("openBatchTradeAllocation");
    expect(document.paths[`${under}/allocate`].post.operationId).toBe("allocationTradeBatchAllocateCreate");
    expect(document.paths[`${under}/close`].post.operationId).toBe("allocationTradeBatchClose");
    expect(document.paths[`${under}/{batchTransactionId}`].get.operationId).toBe("allocationTradeBatchGet");
    expect(document.paths[`${under}/allocate/{clientTransactionId}`].get.operationId).toBe(
      "allocationTradeBatchAllocateGet",
    );
  });

  test("has every route once, under its own name, with a described tag", () => {
    expect(operations).toHaveLength(routes.length);
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(routes.length);
    const described = document.tags.map((tag: Json) => tag.name);
    expect([...new Set(operations.flatMap((one) => one.tags))].sort()).toEqual([...described].sort());
  });

  test("has no example of an operation that is not there", () => {
    const names = operations.map((one) => one.operationId);
    expect(Object.keys(operationExamples).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("says for each operation how it fails, and whom it lets in", () => {
    for (const one of operations) {
      expect(Object.keys(one.responses), one.operationId).toEqual(
        expect.arrayContaining(["400", "500", "503", "default"]),
      );
    }
    expect(document.paths["/login"].post.security).toEqual([]);
    expect(document.paths["/events"].get.security).toEqual([{ token: [] }, { apiKey: [] }]);
    expect(document.paths["/status"].get.responses[401]).toBeUndefined();
    expect(document.components.responses.Unavailable.headers["Retry-After"]).toBeDefined();
  });

  test("answers known shapes only: no object without properties", () => {
    const loose: string[] = [];
    const walk = (part: Json, at: string): void => {
      if (part === null || typeof part !== "object") return;
      const closed = part.properties ?? part.additionalProperties ?? part.allOf;
      if (part.type === "object" && closed === undefined) loose.push(at);
      for (const [key, value] of Object.entries(part)) if (key !== "example") walk(value, `${at}/${key}`);
    };
    walk(document.components.schemas, "");
    walk(document.paths, "");
    expect(loose).toEqual([]);
  });

  test("closes what requests take and leaves answers open to grow", () => {
    const { schemas } = document.components;
    expect(schemas.BatchTradeAllocationRequest.additionalProperties).toBe(false);
    expect(schemas.BulkAllocationRow.additionalProperties).toBe(false);
    expect(schemas.BatchTradeAllocation.additionalProperties).toBeUndefined();
  });

  test("resolves every reference it makes", () => {
    for (const ref of refsIn(document)) {
      const found = ref
        .slice(2)
        .split("/")
        .reduce((at: Json, name: string) => at?.[name], document);
      expect(found, ref).toBeDefined();
    }
  });

  test("describes the webhooks with the headers of Standard Webhooks", () => {
    expect(Object.keys(document.webhooks)).toEqual(["allocation/batch/1", "order/1"]);
    for (const { post } of Object.values(document.webhooks) as Json[]) {
      expect(post.parameters.map((one: Json) => one.name)).toEqual([
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
      ]);
    }
  });

  test("explains every code, and lists each under a status that it comes with", () => {
    expect(document.components.schemas.Error.properties.error.enum).toEqual(wireErrorCodes);
    const text = JSON.stringify(document.components.responses);
    for (const { code, status, meaning, action } of errorTable()) {
      expect(meaning, code).toMatch(/\.$/);
      expect(action, code).toMatch(/\.$/);
      if (status !== null && ![405, 409].includes(status)) expect(text).toContain(`\`${code}\``);
    }
  });
});

test("a route's own method, status and media type come into the document as declared", () => {
  const handle = async () => ({ id: "1" });
  const words = { permission: "read", tag: "Things", summary: "A thing", handle } as const;
  const answer = z.strictObject({ id: z.string() });
  const params = z.strictObject({ id: z.string() });
  const made: Json = documentOf([
    route({ ...words, method: "post", path: "/things", answer, answerStatus: 201 }),
    route({ ...words, method: "delete", path: "/things/{id}", params, answer, answerStatus: 204 }),
    route({ ...words, method: "patch", path: "/things/{id}", params, answer, body: answer }),
  ]);
  expect(made.paths["/things"].post.responses[201].content["application/json"].schema).toBeDefined();
  expect(made.paths["/things"].post.responses[200]).toBeUndefined();
  expect(made.paths["/things/{id}"].delete.responses[204].content).toBeUndefined();
  expect(made.paths["/things/{id}"].patch.requestBody.required).toBe(true);
  expect(made.paths["/things/{id}"].patch.responses[415]).toBeDefined();
});

test.each([
  ["get", "/webhook-endpoints", "listWebhookEndpoints"],
  ["post", "/webhook-endpoints", "createWebhookEndpoint"],
  ["get", "/webhook-endpoints/{id}", "getWebhookEndpoint"],
  ["patch", "/webhook-endpoints/{id}", "updateWebhookEndpoint"],
  ["delete", "/webhook-endpoints/{id}", "deleteWebhookEndpoint"],
  ["post", "/webhook-endpoints/{id}/rotate-secret", "rotateSecretOfWebhookEndpoint"],
  ["get", "/webhook-endpoints/{id}/deliveries", "listDeliveriesOfWebhookEndpoint"],
] satisfies [Route["method"], string, string][])("%s %s is named %s by itself", (method, path, name) => {
  expect(operationIdOf({ method, path })).toBe(name);
});
