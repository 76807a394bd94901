import { OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { errorAnswerSchema } from "./contract";
import { errorRefs, errorResponses, headerRefs, headers } from "./openapi-answers";
import { operationExamples } from "./openapi-examples";
import { finished } from "./openapi-finish";
import { webhooks } from "./openapi-webhooks";
import { info, securitySchemes, servers, tagWords } from "./openapi-words";
import { operationIdOf } from "./operation-id";
import type { Route } from "./route";

/** The OpenAPI 3.1 document of the routes, made from the schemas that they read and answer with. */
export function documentOf(routes: readonly Route[]): object {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono();
  registry.register("Error", errorAnswerSchema);
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    registry.registerComponent("securitySchemes", name, scheme);
  }
  for (const one of routes) registry.registerPath(configOf(one));
  for (const one of webhooks) registry.registerWebhook(one);
  const used = new Set(routes.map((one) => one.tag));
  const tags = Object.entries(tagWords).filter(([name]) => used.has(name));
  const made = getOpenAPI31Document({
    openapi: "3.1.0",
    info,
    servers,
    tags: tags.map(([name, description]) => ({ name, description })),
  });
  return finished({
    ...made,
    components: { ...made.components, headers, responses: errorResponses(routes) },
  });
}

function configOf(one: Route): RouteConfig {
  const operationId = operationIdOf(one);
  const examples = operationExamples[operationId] ?? {};
  const content = one.rawBody ?? (one.body === null ? null : { "application/json": { schema: one.body } });
  return {
    method: one.method,
    path: one.path,
    operationId,
    tags: [one.tag],
    summary: one.summary,
    ...(one.description === undefined ? {} : { description: one.description }),
    security: one.permission === "public" ? [] : Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    request: {
      params: objectOf(one.params),
      query: objectOf(one.query),
      ...(content === null
        ? {}
        : { body: { required: true, content: mapContent(content, (type) => examples.request?.[type]) } }),
    },
    responses: { ...successOf(one, examples.answer), ...errorRefs(one) },
  };
}

function successOf(one: Route, example: unknown): RouteConfig["responses"] {
  const status = one.answerStatus ?? 200;
  const done = { description: "Done", headers: headerRefs() };
  if (status === 204) return { [status]: done };
  const type = one.answerType ?? "application/json";
  return {
    [status]: {
      ...done,
      content: { [type]: { schema: one.answer, ...(example === undefined ? {} : { example }) } },
    },
  };
}

function mapContent(
  content: Readonly<Record<string, { schema: z.ZodType }>>,
  exampleOf: (type: string) => unknown,
): Record<string, { schema: z.ZodType; example?: unknown }> {
  const entries = Object.entries(content).map(([type, { schema }]) => {
    const example = exampleOf(type);
    return [type, { schema, ...(example === undefined ? {} : { example }) }] as const;
  });
  return Object.fromEntries(entries);
}

/** Path and query schemas are objects of text; anything else is a mistake of the route's author. */
function objectOf(schema: z.ZodType): z.ZodObject {
  if (schema instanceof z.ZodObject) return schema;
  throw new Error("a path or a query is an object");
}
