import { randomUUID } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context as HonoContext } from "hono";
import { type ApiTokens, apiTokens } from "@/server/auth/api-token";
import type { Actor } from "@/server/context";
import { AppError } from "@/server/domain/errors";
import { may, rolesWith } from "@/server/domain/roles";
import { createLogger } from "@/server/observability/logger";
import { readJson } from "./body";
import { errorAnswer } from "./errors";
import { readAs } from "./fields";
import { documentOf } from "./openapi";
import type { RestDesk, Route } from "./route";
import { routes } from "./routes";

type Env = { Variables: { requestId: string } };

/** The prefixes under which the same paths are served; the second is the contract's, so a client changes only its host. */
export const prefixes = ["/api/v2", "/apex-crypto/api/v2"] as const;
const statusPaths = ["/api/status", "/apex-crypto/api/status"];

const securityHeaders = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
} as const;

const nobody: Actor = { firmId: "0", name: "", role: "API" };

/** The path below the prefix, which routes are declared with. */
function relativePath(request: Request): string {
  const { pathname } = new URL(request.url);
  if (statusPaths.includes(pathname)) return "/status";
  const prefix = prefixes.find((one) => pathname === one || pathname.startsWith(`${one}/`));
  return prefix === undefined ? "/" : pathname.slice(prefix.length) || "/";
}

/**
 * The firm API over a process that is asked for on each request, as one fetch handler: Next mounts it, tests call it. Every
 * error becomes the contract's `{code, message}`; a cause that is our fault is logged with the request's id and not shown.
 */
export function restApp(startDesk: () => Promise<RestDesk>): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({ getPath: relativePath });
  const getDesk = () => startDesk().catch(refuseUnstarted);
  const tokens = apiTokens(async () => (await getDesk()).ctx.pool);
  app.use(async (c, next) => {
    c.set("requestId", randomUUID());
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value);
    c.res.headers.set("X-Request-Id", c.get("requestId"));
  });
  app.onError((error, c) => failed(error, c, getDesk));
  app.notFound((c) => failed(new AppError("NOT_FOUND", `there is no ${c.req.path}`), c, getDesk));
  app.get("/openapi.json", (c) => c.json(documentOf(routes)));
  app.all("/openapi.json", (c) => refuseMethod(c.req.path, "GET"));
  mount(app, getDesk, tokens);
  return app;
}

/** Fixed paths come before parameters ("{" sorts after the letters), and each path refuses the methods it does not have. */
function mount(app: OpenAPIHono<Env>, getDesk: () => Promise<RestDesk>, tokens: ApiTokens): void {
  const byPath = Map.groupBy(routes, (one) => one.path);
  for (const path of [...byPath.keys()].sort()) {
    const here = byPath.get(path) ?? [];
    const pattern = path.replaceAll(/\{(\w+)\}/g, ":$1");
    for (const one of here) app.on(one.method.toUpperCase(), pattern, (c) => serve(one, c, getDesk, tokens));
    const allowed = here.map((one) => one.method.toUpperCase()).join(", ");
    app.all(pattern, (c) => refuseMethod(c.req.path, allowed));
  }
}

function refuseMethod(path: string, allowed: string): never {
  throw new AppError("METHOD_NOT_ALLOWED", `${path} takes ${allowed} only`, { allowed });
}

/** The process cannot start, most often because the database is out of reach; the next request tries again. */
function refuseUnstarted(error: unknown): never {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  createLogger("web", "error").error({ text }, "the process behind the firm API cannot start");
  throw new AppError("UNAVAILABLE", "Prorata is not ready; try again");
}

async function serve(
  one: Route,
  c: HonoContext<Env>,
  getDesk: () => Promise<RestDesk>,
  tokens: ApiTokens,
): Promise<Response> {
  const desk = await getDesk();
  const request = c.req.raw;
  const actor = one.permission === "public" ? nobody : await authorize(one.permission, request, tokens);
  if (one.sandboxOnly && desk.sandbox === null) throw new AppError("NOT_FOUND", `there is no ${c.req.path}`);
  const answer = await one.handle({
    desk,
    actor,
    params: readAs(one.params, c.req.param(), "the path"),
    query: readAs(one.query, singleValues(new URL(request.url).searchParams), "the query"),
    body: one.body === null ? undefined : readAs(one.body, await readJson(request), "the body"),
    request,
  });
  if (answer instanceof Response) return answer;
  const status = one.answerStatus ?? 200;
  return status === 204 ? new Response(null, { status }) : Response.json(answer, { status });
}

async function authorize(
  permission: Exclude<Route["permission"], "public">,
  request: Request,
  tokens: ApiTokens,
): Promise<Actor> {
  const actor = await tokens.findActor(request.headers.get("authorization"));
  if (actor === null) throw new AppError("UNAUTHENTICATED", "a valid token is needed in Authorization");
  if (may(actor.role, permission)) return actor;
  throw new AppError(
    "FORBIDDEN",
    `${actor.role} may not do this; it needs ${rolesWith(permission).join(", ")}`,
  );
}

/** Query parameters by name; one that comes twice is kept as a list, which no schema takes. */
function singleValues(search: URLSearchParams): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(search.keys())) {
    const all = search.getAll(name);
    values[name] = all.length === 1 && all[0] !== undefined ? all[0] : all;
  }
  return values;
}

async function failed(
  error: Error,
  c: HonoContext<Env>,
  getDesk: () => Promise<RestDesk>,
): Promise<Response> {
  const requestId = c.get("requestId");
  const { body, headers, isBug } = errorAnswer(error, requestId);
  if (isBug) {
    const { ctx } = await getDesk();
    const at = { requestId, method: c.req.method, path: c.req.path };
    ctx.logger.error({ ...at, text: error.stack ?? error.message }, "a request failed");
  }
  return Response.json(body, { status: body.code, headers });
}
