import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { badIds, badTokens, oddWords, withRaw } from "@/server/testing/hostile-input";
import {
  allocationBody,
  expectRefused,
  fingerprint,
  type RestClient,
  startRestClient,
} from "@/server/testing/rest-client";
import { routes } from "./routes";

let desk: Harness;
let rest: RestClient;
/** An open batch with one allocation, into which everything here is sent. */
let open: string;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
  open = await rest.openBatch();
  await rest.post("/allocation/trade/batch/allocate", allocationBody(open));
});
afterAll(() => desk.close());

let before: Record<string, string>;
beforeEach(async () => {
  before = await fingerprint(desk);
});
// What is refused changes no row, whatever it was (I42).
let mayChange = false;
afterEach(async () => {
  if (!mayChange) expect(await fingerprint(desk)).toEqual(before);
  mayChange = false;
});

test("strange but well-formed words are kept as they are, and named nothing", async () => {
  mayChange = true;
  const id = await rest.openBatch();
  for (const account of oddWords) {
    const body = allocationBody(id, { account });
    const { status, json } = await rest.post("/allocation/trade/batch/allocate", body);
    expect([status, json.status, json.rejectReason]).toEqual([
      200,
      "REJECTED",
      "Customer account does not exist",
    ]);
    expect(json.request.account).toBe(account);
    const stored = await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`);
    expect(stored.json).toEqual(json);
    const symbol = account.slice(0, 20);
    const mismatch = await rest.post("/allocation/trade/batch/allocate", allocationBody(id, { symbol }));
    expect(mismatch.json).toMatchObject({ status: "REJECTED", request: { symbol } });
    const opened = await rest.post("/allocation/trade/batch/open", {
      batchTransactionId: newId(),
      symbol,
      type: "NOTIONAL",
    });
    expect(opened.json).toMatchObject({ status: "REJECTED", rejectReason: "Symbol does not exist" });
  }
  await desk.processAll();
  const { json } = await rest.get("/events?limit=10000");
  const accounts = json.items.map(
    (item: { payload: { request?: { account?: string } } }) => item.payload.request?.account,
  );
  for (const account of oddWords) expect(accounts).toContain(account);
});

test("amounts that a JS number would spoil come back digit by digit", async () => {
  mayChange = true;
  const coins = await rest.openBatch({ type: "QUANTITY" });
  for (const amount of ["0.00000001", "0.10000000", "12345678901234.12345678", "100000000000000"]) {
    for (const raw of [`"${amount}"`, amount]) {
      const body = withRaw(allocationBody(coins), "amount", raw);
      const { json } = await rest.post("/allocation/trade/batch/allocate", body);
      expect([json.status, json.request.amount]).toEqual(["PENDING", amount]);
      const stored = await rest.get(`/allocation/trade/batch/allocate/${json.request.clientTransactionId}`);
      expect(stored.json).toEqual(json);
    }
  }
});

test("garbage in Authorization is a 401, a token in the query a 400, and neither a throw", async () => {
  for (const token of badTokens) {
    const answer = await rest.get("/instruments", { token });
    expectRefused(answer, token.slice(0, 60), [401]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  }
  expectRefused(await rest.get(`/instruments?token=${rest.token}`, { token: null }), "in the query", [400]);
  expect((await rest.get("/instruments", { token: `Bearer ${rest.token}` })).status).toBe(200);
  expect((await rest.get("/instruments", { token: `bearer ${rest.token}` })).status).toBe(200);
});

test("bad ids and paths are refused everywhere they can be put", async () => {
  const values = badIds.map((raw) => String(JSON.parse(raw))).filter((id) => id !== "" && id.isWellFormed());
  values.push("%E0%A4%A", "%", "..;", ".%2e/", "a%2Fb");
  const getters = routes.filter((one) => one.method === "get" && one.path.includes("{batch"));
  for (const value of values) {
    const encoded = value.startsWith("%") ? value : encodeURIComponent(value);
    for (const { path } of getters) {
      const answer = await rest.get(path.replace("{batchTransactionId}", encoded));
      expectRefused(answer, `${path} ${value.slice(0, 60)}`, [400, 404, 405]);
    }
    expectRefused(await rest.get(`/allocation/trade/batch/allocate/${encoded}`), value, [400, 404, 405]);
    const cancel = await rest.post(`/allocation/trade/batch/${encoded}/cancel`);
    expectRefused(cancel, value, [400, 404, 405]);
    expectRefused(await rest.get(`/positions/${encoded}`), value, [400, 404, 405]);
  }
  for (const path of [
    "/",
    "",
    "//",
    "/nothing",
    "/allocation",
    "/positions",
    "/%00",
    "/login/",
    "/../status",
  ]) {
    expect([404, 405, 200], path).toContain((await rest.get(path)).status);
  }
});

test("headers that other software takes for its own change nothing", async () => {
  const headers = {
    "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware",
    "x-forwarded-host": "evil.test",
    "x-http-method-override": "DELETE",
    "next-action": "x",
    rsc: "1",
    "x-firm-id": "2",
  };
  expectRefused(await rest.get("/instruments", { token: null, headers }), "no token", [401]);
  const answer = await rest.get("/instruments", { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get("x-powered-by")).toBeNull();
});

test("a byte order mark is tolerated", async () => {
  const good = JSON.stringify({ batchTransactionId: open, symbol: "BTCUSD", type: "NOTIONAL" });
  const answer = await rest.post("/allocation/trade/batch/open", `\ufeff${good}`);
  expect([answer.status, answer.json.status]).toEqual([200, "OPEN"]);
});
