import { expect } from "vitest";
import { restApp } from "@/server/api/rest/app";
import { routes } from "@/server/api/rest/routes";
import type { TrafficOptions } from "@/server/api/rest/traffic";
import { type Harness, newId } from "./harness";

type Json = ReturnType<typeof JSON.parse>;

/** An answer of the firm API; `json` is undefined when it is not JSON. */
export type RestAnswer = { status: number; headers: Headers; text: string; json: Json };

export type RestCall = {
  /** Raw text or bytes are sent as they are, anything else as JSON. */
  body?: unknown;
  token?: string | null;
  headers?: Record<string, string>;
};

export type RestClient = Awaited<ReturnType<typeof startRestClient>>;

const patterns = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
}));

/** The route that serves the path, fixed paths before parameters. */
const routeOf = (method: string, path: string) =>
  patterns
    .filter(({ route, pattern }) => route.method === method.toLowerCase() && pattern.test(path))
    .sort((a, b) => (a.route.path < b.route.path ? -1 : 1))[0]?.route;

/**
 * The firm API in this process over the harness's desk, signed in as the API login of the demo firm unless a call says otherwise.
 * Every 200 is checked against the schema that its route declares, which refuses keys that are not documented.
 */
export async function startRestClient(
  desk: Harness,
  options: TrafficOptions & { sandbox?: boolean; rateLimitPerSecond?: number } = {},
) {
  const sandbox = options.sandbox === false ? null : { venue: desk.control };
  const config = { rateLimitPerSecond: options.rateLimitPerSecond ?? 0 };
  const app = restApp(async () => ({ ctx: desk.ctx, sandbox, config }), options);

  async function send(method: string, target: string, call: RestCall = {}): Promise<RestAnswer> {
    const raw = typeof call.body === "string" || call.body instanceof Uint8Array;
    const body = call.body === undefined ? null : raw ? (call.body as string) : JSON.stringify(call.body);
    const headers = new Headers({
      ...(call.token === null ? {} : { Authorization: call.token ?? token }),
      ...(body === null ? {} : { "Content-Type": "application/json" }),
      ...call.headers,
    });
    const url =
      target.startsWith("/api/") || target.startsWith("/apex-crypto/") ? target : `/api/v2${target}`;
    const response = await app.request(url, { method, headers, body });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    const json: Json = isJson && text !== "" ? JSON.parse(text) : undefined;
    const path = target.replace(/\?.*$/, "").replace(/^(\/apex-crypto)?\/api\/v2/, "");
    if (response.ok && isJson) routeOf(method, path)?.answer.parse(json);
    return { status: response.status, headers: response.headers, text, json };
  }

  async function logIn(logonId: string, password = "prorata-demo"): Promise<string> {
    const answer = await send("POST", "/login", { body: { logonId, password }, token: null });
    if (answer.status !== 200) throw new Error(`no token for ${logonId}: ${answer.text}`);
    return answer.json.token;
  }

  const get = (target: string, call?: RestCall) => send("GET", target, call);
  const post = (target: string, body?: unknown, call: RestCall = {}) =>
    send("POST", target, { ...call, body });

  /** Opens a batch and answers its batchTransactionId. */
  async function openBatch(
    input: { symbol?: string; type?: string; partialFill?: string } = {},
  ): Promise<string> {
    const batchTransactionId = newId();
    const body = { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL", ...input };
    const answer = await post("/allocation/trade/batch/open", body);
    if (answer.json?.status !== "OPEN") throw new Error(`the batch is not open: ${answer.text}`);
    return batchTransactionId;
  }

  const allocate = (body: object) => post("/allocation/trade/batch/allocate", body);
  const close = (batchTransactionId: string, allocations: number) =>
    post("/allocation/trade/batch/close", { batchTransactionId, allocations });

  /** Opens a batch, allocates the bodies, closes it, walks it to its end, and answers its batchTransactionId. */
  async function finished(
    input: { type?: string; symbol?: string },
    rows: Record<string, unknown>[],
  ): Promise<string> {
    const id = await openBatch(input);
    for (const row of rows) await allocate(allocationBody(id, { symbol: input.symbol ?? "BTCUSD", ...row }));
    await close(id, rows.length);
    await desk.processAll();
    return id;
  }

  let token = "";
  token = await logIn("demo-api");
  const otherToken = await logIn("other-api");
  return { app, send, get, post, logIn, openBatch, allocate, close, finished, token, otherToken };
}

/** The path of a batch, or of something below it. */
export const batchAt = (id: string, tail = "") => `/allocation/trade/batch/${id}${tail}`;

/** A well-formed allocation body; what is given wins. */
export const allocationBody = (batchTransactionId: string, given: Record<string, unknown> = {}) => ({
  account: "AT00001",
  amount: "200",
  batchTransactionId,
  clientTransactionId: newId(),
  side: "BUY",
  symbol: "BTCUSD",
  ...given,
});

/** Number and hash of the rows of every table that a call could change, of all firms or of one. */
export async function fingerprint(desk: Harness, firmId?: string): Promise<Record<string, string>> {
  const tables =
    "batches allocations outbox_events orders fills balances api_tokens api_keys endpoints replays delivery_streams deliveries".split(
      " ",
    );
  const marks = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await desk.owner.query<{ mark: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as mark from ${table} t
         where $1::bigint is null or firm_id = $1`,
        [firmId ?? null],
      );
      return [table, rows[0]?.mark ?? ""] as const;
    }),
  );
  return Object.fromEntries(marks);
}

/** Expects a refusal in the contract's shape that gives nothing of the inside away. */
export function expectRefused(answer: RestAnswer, what: string, statuses: readonly number[] = [400]): void {
  expect(statuses, `${what} → ${answer.status} ${answer.text.slice(0, 300)}`).toContain(answer.status);
  expect(Object.keys(answer.json), what).toEqual(["code", "message", "error", "details", "requestId"]);
  expect(answer.json.code).toBe(answer.status);
  expect(answer.text).not.toMatch(/node_modules|at .+\.ts|select |violates|pg_|stack/i);
}
