import { createConfig, lintFromString } from "@redocly/openapi-core";
import { expect, test } from "vitest";
import { documentOf } from "./openapi";
import { routes } from "./routes";

// The contract fixes both families of paths; what the linter cannot know is that a batchTransactionId is a UUID, never "allocate".
const settledByTheContract = "`/allocation/trade/batch/allocate/{clientTransactionId}`";

async function faultsOf(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended"] });
  const problems = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: "openapi.json",
    config,
  });
  return problems
    .filter((one) => one.ruleId !== "no-ambiguous-paths" || !one.message.includes(settledByTheContract))
    .map((one) => `${one.severity} ${one.ruleId} at ${one.location[0]?.pointer}: ${one.message}`);
}

type Planted = Record<string, Record<string, Record<string, Record<string, unknown>>>>;
const copy = (): Planted => JSON.parse(JSON.stringify(documentOf(routes)));

test("the document passes the linter's recommended rules without an error or a warning", async () => {
  expect(await faultsOf(documentOf(routes))).toEqual([]);
});

test.each<[string, (document: Planted) => void]>([
  ["operation-operationId-unique", (document) => setLogin(document, { operationId: "listEvents" })],
  ["operation-operationId", (document) => setLogin(document, { operationId: undefined })],
  ["security-defined", (document) => setLogin(document, { security: undefined })],
  ["no-unresolved-refs", (document) => setLogin(document, { requestBody: { $ref: "#/components/none" } })],
  [
    "no-invalid-media-type-examples",
    (document) =>
      setLogin(document, {
        responses: { 200: { description: "Done", content: { "application/json": wrongExample } } },
      }),
  ],
])("a planted fault is found by %s", async (rule, plant) => {
  const document = copy();
  plant(document);
  expect(await faultsOf(document)).toEqual(expect.arrayContaining([expect.stringContaining(rule)]));
});

const wrongExample = { schema: { $ref: "#/components/schemas/LoginAnswer" }, example: { token: 7 } };

function setLogin(document: Planted, change: object): void {
  const login = document.paths?.["/login"]?.post;
  if (login === undefined) throw new Error("there is no POST /login");
  Object.assign(login, change);
}
