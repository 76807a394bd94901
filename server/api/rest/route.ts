import { z } from "@hono/zod-openapi";
import type { Actor, Context } from "@/server/context";
import type { Permission } from "@/server/domain/roles";

/** What the sandbox lets a caller do beyond the contract. */
export type SandboxDoors = {
  venue: { setControl(change: unknown): Promise<object> };
};

/** What the firm API needs of its process; `sandbox` is null in production. Without a config nothing limits good callers. */
export type RestDesk = {
  ctx: Context;
  sandbox: SandboxDoors | null;
  config?: { rateLimitPerSecond: number };
};

/** One request, read and checked: who asks, and what they say in path, query and body. */
export type Call<Params = unknown, Query = unknown, Body = unknown> = {
  desk: RestDesk;
  /** Who acts; on a public route an actor of no firm. */
  actor: Actor;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  /** Says whose request it is where the credentials are in the body, for the firm's request log. */
  callFor(firmId: string, label: string): void;
};

type Documentation = {
  method: "get" | "post" | "patch" | "delete";
  /** Relative to /api/v2, parameters in braces. */
  path: string;
  /** The operation's name in the OpenAPI document; made from method and path when it is left out. */
  operationId?: string;
  /** What the actor's role must hold; a public route asks for no credentials. */
  permission: Permission | "public";
  /** The route does not exist in production. */
  sandboxOnly?: true;
  tag: string;
  summary: string;
  description?: string;
  /** Media types of a body that the handler reads itself. */
  rawBody?: Record<string, { schema: z.ZodType }>;
  /** The status of a call that was served, 200 when it is left out; a 204 has no body. */
  answerStatus?: 200 | 201 | 204;
  /** Media type of the answer when it is not JSON. */
  answerType?: string;
};

/** A route as the app mounts it and the tests walk it: its own types are known only to its handler. */
export type Route = Documentation & {
  params: z.ZodType;
  query: z.ZodType;
  body: z.ZodType | null;
  /** Query parameters that the operation knows. */
  queryNames: readonly string[];
  answer: z.ZodType;
  handle(call: Call): Promise<unknown>;
};

const nothing = z.strictObject({});
type Nothing = typeof nothing;

type Definition<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> = Documentation & {
  params?: Params;
  query?: Query;
  /** The schema of a JSON body, read before the handler runs. */
  body?: Body;
  answer: Answer;
  /** Answers the JSON body of a 200, or a whole response. */
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<z.input<Answer> | Response>;
};

/** Declares one route of the firm API: its words in the OpenAPI document, what it reads and what it answers. */
export const route = <
  Answer extends z.ZodType,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(
  definition: Definition<Params, Query, Body, Answer>,
): Route => ({
  ...definition,
  params: definition.params ?? nothing,
  query: definition.query ?? nothing,
  queryNames: definition.query instanceof z.ZodObject ? Object.keys(definition.query.shape) : [],
  body: definition.body ?? null,
});
