import { randomUUID } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context as HonoContext } from "hono";
import type { Actor } from "@/server/context";
import { AppError } from "@/server/domain/errors";
import { createLogger } from "@/server/observability/logger";
import { readJson } from "./body";
import { errorAnswer } from "./errors";
import { readAs } from "./fields";
import { authorize } from "./gate";
import { documentOf } from "./openapi";
import type { RestDesk, Route } from "./route";
import { routes } from "./routes";
import { masked } from "./secrets";
import { type Env, type Traffic, type TrafficOptions, traffic } from "./traffic";

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

export type RestApp = OpenAPIHono<Env> & { requestLog: Traffic["log"] };

/**
 * The firm API over a process that is asked for on each request, as one fetch handler: Next mounts it, tests call it. Every
 * error becomes the contract's `{code, message}`; a cause that is our fault is logged with the request's id and not shown.
 * What waits in its request log is written by a flush before the process ends.
 */
export function restApp(startDesk: () => Promise<RestDesk>, options: TrafficOptions = {}): RestApp {
  const app = new OpenAPIHono<Env>({ getPath: relativePath });
  const getDesk = () => startDesk().catch(refuseUnstarted);
  const watched = traffic(getDesk, options);
  app.use(async (c, next) => {
    const requestId = randomUUID();
    const startedAt = performance.now();
    c.set("notes", { requestId, startedAt, route: null, credential: null, sender: null, refusal: null });
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) c.res.headers.set(name, value);
    c.res.headers.set("X-Request-Id", requestId);
    watched.finish(c);
  });
  app.use(async (c, next) => {
    await watched.refuseLeak(c);
    await next();
  });
  app.onError((error, c) => failed(error, c, getDesk));
  app.notFound(async (c) => {
    const refusal = new AppError("NOT_FOUND", `there is no ${c.req.path}`);
    const limit = await watched.recognize(c).catch((error: Error) => error);
    return failed(limit ?? refusal, c, getDesk);
  });
  // Made once: it never changes, and anyone may ask for it at any rate.
  let document: object | undefined;
  app.get("/openapi.json", (c) => {
    document ??= documentOf(routes);
    return c.json(document);
  });
  app.all("/openapi.json", (c) => refuseMethod(c.req.path, "GET"));
  mount(app, getDesk, watched);
  return Object.assign(app, { requestLog: watched.log });
}

/** Fixed paths come before parameters ("{" sorts after the letters), and each path refuses the methods it does not have. */
function mount(app: OpenAPIHono<Env>, getDesk: () => Promise<RestDesk>, watched: Traffic): void {
  const byPath = Map.groupBy(routes, (one) => one.path);
  for (const path of [...byPath.keys()].sort()) {
    const here = byPath.get(path) ?? [];
    const pattern = path.replaceAll(/\{(\w+)\}/g, ":$1");
    for (const one of here) app.on(one.method.toUpperCase(), pattern, (c) => serve(one, c, getDesk, watched));
    const allowed = here.map((one) => one.method.toUpperCase()).join(", ");
    app.all(pattern, async (c) => {
      await watched.recognize(c);
      return refuseMethod(c.req.path, allowed);
    });
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
  watched: Traffic,
): Promise<Response> {
  const notes = c.get("notes");
  notes.route = one;
  const desk = await getDesk();
  const request = c.req.raw;
  const actor = one.permission === "public" ? nobody : (await watched.enter(c)).actor;
  if (one.permission !== "public") authorize(actor, one.permission);
  if (one.sandboxOnly && desk.sandbox === null) throw new AppError("NOT_FOUND", `there is no ${c.req.path}`);
  const answer = await one.handle({
    desk,
    actor,
    params: readAs(one.params, c.req.param(), "the path"),
    query: readAs(one.query, singleValues(new URL(request.url).searchParams), "the query"),
    body: one.body === null ? undefined : readAs(one.body, await readJson(request), "the body"),
    request,
    callFor: (firmId, label) => {
      notes.sender = { firmId, label, keyId: null };
    },
  });
  if (answer instanceof Response) return answer;
  const status = one.answerStatus ?? 200;
  return status === 204 ? new Response(null, { status }) : Response.json(answer, { status });
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
  const notes = c.get("notes");
  const { requestId } = notes;
  const { body, headers, isBug } = errorAnswer(error, requestId);
  notes.refusal = body;
  if (isBug) {
    const { ctx } = await getDesk();
    const at = { requestId, method: c.req.method, path: masked(c.req.path) };
    ctx.logger.error({ ...at, text: error.stack ?? error.message }, "a request failed");
  }
  return Response.json(body, { status: body.code, headers });
}
