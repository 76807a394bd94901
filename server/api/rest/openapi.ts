import { OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import { errorAnswerSchema } from "./contract";
import type { Route } from "./route";

const description = `The firm API of Prorata: open a batch, request allocations in it, close it, and pull what became of them.
The first five paths are the reference contract; an existing client changes only its host. Amounts are plain decimal text, or JSON
numbers written as such; unknown keys, keys that come twice and numbers in exponent form are refused.`;

const document = {
  openapi: "3.1.0",
  info: { title: "Prorata", version: "2", description },
  servers: [{ url: "/api/v2" }, { url: "/apex-crypto/api/v2" }],
};

/** The OpenAPI 3.1 document of the routes, made from the schemas that they read and answer with. */
export function documentOf(routes: readonly Route[]): object {
  const { openAPIRegistry: registry, getOpenAPI31Document } = new OpenAPIHono();
  registry.registerComponent("securitySchemes", "token", {
    type: "apiKey",
    in: "header",
    name: "Authorization",
    description: "The token of POST /login, with or without Bearer",
  });
  for (const one of routes) registry.registerPath(configOf(one));
  return getOpenAPI31Document(document);
}

function configOf(one: Route): RouteConfig {
  const content = one.rawBody ?? (one.body === null ? null : { "application/json": { schema: one.body } });
  return {
    method: one.method,
    path: one.path,
    tags: [one.tag],
    summary: one.summary,
    ...(one.description === undefined ? {} : { description: one.description }),
    ...(one.permission === "public" ? {} : { security: [{ token: [] }] }),
    request: {
      params: objectOf(one.params),
      query: objectOf(one.query),
      ...(content === null ? {} : { body: { required: true, content } }),
    },
    responses: {
      200: {
        description: "Done",
        content: { [one.answerType ?? "application/json"]: { schema: one.answer } },
      },
      400: { description: "Refused", content: { "application/json": { schema: errorAnswerSchema } } },
      default: { description: "Error", content: { "application/json": { schema: errorAnswerSchema } } },
    },
  };
}

/** Path and query schemas are objects of text; anything else is a mistake of the route's author. */
function objectOf(schema: z.ZodType): z.ZodObject {
  if (schema instanceof z.ZodObject) return schema;
  throw new Error("a path or a query is an object");
}
