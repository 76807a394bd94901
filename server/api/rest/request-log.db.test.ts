import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCaller } from "@/server/api/root";
import { createApiKey } from "@/server/services/api-keys/create-api-key";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import {
  allocationBody,
  type RestAnswer,
  type RestClient,
  startRestClient,
} from "@/server/testing/rest-client";
import { errorWords } from "./error-words";

let desk: Harness;
let rest: RestClient;
let key: { key: string; prefix: string };
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
  const admin = { ...desk.trader, name: "admin@demo.test", role: "ADMIN" as const };
  key = await createApiKey(desk.ctx, admin, { name: "reader", scopes: ["read"], expiresAt: null });
});
afterAll(() => desk.close());

const caller = (firmId = desk.trader.firmId) =>
  createCaller({
    desk: desk.ctx,
    mode: "sandbox",
    changes: { next: async () => undefined, close: async () => undefined },
    sink: null,
    operator: {
      id: "1",
      firmId,
      firmName: "a firm",
      email: "viewer@demo.test",
      displayName: "Viewer",
      role: "VIEWER",
    },
  });
const list = (input: Parameters<ReturnType<typeof caller>["requests"]["list"]>[0]) =>
  caller().requests.list(input);
const requestIdOf = (answer: RestAnswer): string => answer.headers.get("x-request-id") ?? "";

test("every request of a firm's system stands in its log once, whatever became of it, and of nobody else's", async () => {
  const broken = {
    ...desk.ctx,
    clock: {
      now: () => {
        throw new Error("a fault of ours");
      },
    },
  };
  const faulty = await startRestClient({ ...desk, ctx: broken });
  const open = await rest.openBatch();
  const from = { headers: { "X-Forwarded-For": "9.9.9.9, 198.51.100.4" } };
  const answers = {
    served: await rest.get("/instruments?color=red", { token: key.key, ...from }),
    rejected: await rest.post(
      "/allocation/trade/batch/allocate",
      allocationBody(open, { account: "NOBODY" }),
    ),
    forbidden: await rest.post("/allocation/trade/batch/open", {}, { token: key.key, ...from }),
    unknown: await rest.get(`/allocation/trade/batch/${newId()}`),
    nowhere: await rest.get("/nowhere"),
    method: await rest.send("DELETE", "/instruments"),
    body: await rest.post("/allocation/trade/batch/open", "{"),
    fault: await faulty.post("/allocation/trade/batch/open", {
      batchTransactionId: newId(),
      symbol: "BTCUSD",
      type: "NOTIONAL",
    }),
    signIn: await rest.post("/login", { logonId: "demo-api", password: "prorata-demo" }, { token: null }),
    wrong: await rest.post("/login", { logonId: "demo-api", password: "no" }, { token: null }),
  };
  const nobodys = [
    await rest.post("/login", { logonId: "nobody", password: "no" }, { token: null }),
    await rest.get("/instruments", { token: null }),
    await rest.get("/status"),
    await rest.get("/openapi.json"),
  ];
  for (const client of [rest, faulty]) await client.app.requestLog.flush();
  const rows = new Map<string, unknown>();
  for (const [name, answer] of Object.entries(answers)) {
    const { items } = await list({ requestId: requestIdOf(answer) });
    expect(items, name).toHaveLength(1);
    expect(items[0]?.status, name).toBe(answer.status);
    rows.set(name, items[0]);
  }
  expect(rows.get("served")).toMatchObject({
    method: "GET",
    path: "/api/v2/instruments?color=…",
    credential: key.prefix,
    address: "198.51.100.4",
    error: "BODY_INVALID",
    explanation: errorWords.BODY_INVALID.meaning,
    action: errorWords.BODY_INVALID.action,
  });
  expect(rows.get("rejected")).toMatchObject({
    status: 200,
    credential: "demo-api",
    error: null,
    explanation: null,
  });
  expect(rows.get("forbidden")).toMatchObject({
    status: 403,
    error: "FORBIDDEN",
    message: "this key may not do this; it needs the scope batches",
  });
  expect(rows.get("fault")).toMatchObject({ status: 500, error: "INTERNAL", message: "internal error" });
  expect(rows.get("wrong")).toMatchObject({ status: 401, credential: "demo-api", error: "UNAUTHENTICATED" });
  expect(rows.get("nowhere")).toMatchObject({ status: 404, path: "/api/v2/nowhere" });
  const { rows: strays } = await desk.owner.query("select 1 from api_requests where request_id = any($1)", [
    nobodys.map(requestIdOf),
  ]);
  expect(strays).toEqual([]);
  const { items: theirs } = await caller(desk.other.firmId).requests.list({ limit: 200 });
  expect(new Set(theirs.map((row) => row.credential))).toEqual(new Set(["other-api"]));
});

test("five hundred requests at once leave five hundred rows", async () => {
  const answers = await Promise.all(Array.from({ length: 500 }, () => rest.get("/nowhere/at/all")));
  await rest.app.requestLog.flush();
  const { rows } = await desk.owner.query(
    "select count(distinct request_id)::int as ids, count(*)::int as n from api_requests where request_id = any($1)",
    [answers.map(requestIdOf)],
  );
  expect(rows).toEqual([{ ids: 500, n: 500 }]);
});

test("a request is answered as ever while its row cannot be written", async () => {
  let down = false;
  const ctx = new Proxy(desk.ctx, {
    get: (target, name) => {
      if (name === "pool" && down) throw new Error("the log has no database");
      return Reflect.get(target, name);
    },
  });
  const client = await startRestClient({ ...desk, ctx });
  await client.get("/events?limit=1");
  down = true;
  expect((await client.get("/nowhere")).status).toBe(404);
  await client.app.requestLog.flush();
  down = false;
  expect((await client.get("/events?limit=1")).status).toBe(200);
});

describe("the list", () => {
  beforeAll(async () => {
    for (let n = 0; n < 7; n++) await rest.get(`/positions/AT0000${n}`, { token: key.key });
    await rest.get("/positions/100%25_x", { token: key.key });
    await rest.app.requestLog.flush();
  });

  test("goes newest first, a page at a time, and misses none", async () => {
    const whole = (await list({ limit: 200, path: "/positions/" })).items.map((row) => row.requestId);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        limit: 3,
        path: "/positions/",
        ...(cursor === null ? {} : { cursor }),
      });
      paged.push(...page.items.map((row) => row.requestId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole);
    expect(whole).toHaveLength(8);
  });

  test("is narrowed by class of status, method, part of the path, credential and requestId", async () => {
    const of = async (input: Parameters<typeof list>[0]) => (await list({ limit: 200, ...input })).items;
    for (const [statusClass, from] of [
      ["2xx", 200],
      ["4xx", 400],
      ["5xx", 500],
    ] as const) {
      const items = await of({ statusClass });
      expect(items.length).toBeGreaterThan(0);
      expect(items.every((row) => row.status >= from && row.status < from + 100)).toBe(true);
    }
    expect((await of({ method: "DELETE" })).map((row) => row.status)).toEqual([405]);
    expect(await of({ path: "100%25_" })).toHaveLength(1);
    expect(await of({ path: "positions_" })).toHaveLength(0);
    expect((await of({ credential: key.prefix, path: "/positions/AT" })).length).toBe(7);
    expect(await of({ requestId: newId() })).toEqual([]);
  });
});

test("keys are listed with where they stand, what replaced them and when they were used, and no key", async () => {
  await rest.app.requestLog.flush();
  const { items } = await caller().apiKeys.list();
  expect(items[0]).toMatchObject({
    prefix: key.prefix,
    name: "reader",
    scopes: ["read"],
    state: "active",
    createdBy: "admin@demo.test",
    lastUsedAt: expect.any(Date),
    lastUsedFrom: "198.51.100.4",
    revokedAt: null,
    replacedBy: null,
  });
  expect(JSON.stringify(items)).not.toContain(key.key.slice(13, 40));
  expect((await caller(desk.other.firmId).apiKeys.list()).items).toEqual([]);
});

/** The log must not be felt in a single call; the two take turns, so that the machine is the same for both. */
test("two hundred allocations one after the other take about as long with the log as without", async () => {
  const id = await rest.openBatch();
  const path = "/allocation/trade/batch/allocate";
  const quiet = await startRestClient(desk);
  Object.assign(quiet.app.requestLog, { add: () => undefined });
  const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  const times = { with: [] as number[], without: [] as number[] };
  for (let n = 0; n < 420; n++) {
    const way = n % 2 === 0 ? "with" : "without";
    const client = way === "with" ? rest : quiet;
    const startedAt = performance.now();
    await client.post(path, allocationBody(id));
    if (n >= 20) times[way].push(performance.now() - startedAt);
  }
  expect(median(times.with)).toBeLessThan(median(times.without) * 1.5);
});
