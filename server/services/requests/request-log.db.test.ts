import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "@/server/db/transaction";
import { createApiKey } from "@/server/services/api-keys/create-api-key";
import { type Harness, startHarness } from "@/server/testing/harness";
import { type AnsweredRequest, requestLog } from "./request-log";
import { sweepRequests } from "./sweep-requests";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

const request = (given: Partial<AnsweredRequest> = {}): AnsweredRequest => ({
  firmId: desk.trader.firmId,
  keyId: null,
  startedAt: performance.now(),
  requestId: randomUUID(),
  method: "GET",
  path: "/api/v2/instruments",
  status: 200,
  durationMs: 3,
  credential: "demo-api",
  address: "203.0.113.1",
  error: null,
  message: null,
  ...given,
});

/** A desk whose database cannot be reached until it is allowed, and what it warned of. */
function cutOff() {
  const nowhere = createPool("postgresql://nobody@127.0.0.1:1/none", 1, "prorata-test");
  const state = { pool: nowhere, warnings: [] as string[] };
  const logger = { ...desk.ctx.logger, warn: (_: object, text: string) => void state.warnings.push(text) };
  return { state, getContext: async () => ({ ...desk.ctx, pool: state.pool, logger }) };
}

const stored = async (ids: readonly string[]): Promise<string[]> => {
  const { rows } = await desk.owner.query<{ id: string }>(
    "select request_id as id from api_requests where request_id = any($1) order by api_requests.id",
    [ids],
  );
  return rows.map((row) => row.id);
};

test("rows are written by themselves within a second, one statement a firm, in their order and with their times", async () => {
  const log = requestLog(async () => desk.ctx);
  const mine = Array.from({ length: 30 }, (_, n) =>
    request({ startedAt: performance.now() - 60_000, status: 200 + n, error: n === 3 ? "NOT_FOUND" : null }),
  );
  const theirs = request({ firmId: desk.other.firmId, credential: "other-api" });
  let asked = 0;
  const count = () => {
    asked += 1;
  };
  desk.ctx.pool.on("acquire", count);
  for (const row of [...mine, theirs]) log.add(row);
  const ids = mine.map((row) => row.requestId);
  await expect.poll(() => stored([...ids, theirs.requestId]), { timeout: 3_000 }).toHaveLength(31);
  expect(asked).toBe(2);
  desk.ctx.pool.off("acquire", count);
  const { rows } = await desk.owner.query(
    `select request_id as "requestId", firm_id as "firmId", status, error, round(extract(epoch from now() - at))::int as age
     from api_requests where request_id = any($1) order by api_requests.id`,
    [[...ids, theirs.requestId]],
  );
  expect(rows.map((row) => row.requestId)).toEqual([...ids, theirs.requestId]);
  expect(rows[3]).toMatchObject({ firmId: desk.trader.firmId, status: 203, error: "NOT_FOUND" });
  expect(rows[30]).toMatchObject({ firmId: desk.other.firmId });
  expect(rows[0].age).toBeGreaterThanOrEqual(59);
  expect(rows[0].age).toBeLessThan(66);
});

test("two hundred rows do not wait for the half second, and stopping writes the rest and what comes after", async () => {
  const log = requestLog(async () => desk.ctx, { flushMs: 3_600_000 });
  const many = Array.from({ length: 200 }, () => request());
  for (const row of many) log.add(row);
  await expect.poll(() => stored(many.map((row) => row.requestId)), { timeout: 3_000 }).toHaveLength(200);
  const last = request();
  log.add(last);
  await log.stop();
  expect(await stored([last.requestId])).toHaveLength(1);
  const late = request();
  log.add(late);
  await expect.poll(() => stored([late.requestId]), { timeout: 3_000 }).toHaveLength(1);
});

test("a database that is down keeps the newest rows waiting, warns once, and costs the callers nothing", async () => {
  const { state, getContext } = cutOff();
  const log = requestLog(getContext, { flushMs: 10, mostWaiting: 1_000 });
  const rows = Array.from({ length: 1_500 }, () => request());
  const startedAt = performance.now();
  for (const row of rows) log.add(row);
  expect(performance.now() - startedAt).toBeLessThan(250);
  await log.flush();
  await log.flush();
  const ids = rows.map((row) => row.requestId);
  expect(await stored(ids)).toEqual([]);
  await state.pool.end();
  state.pool = desk.ctx.pool;
  await expect.poll(async () => (await stored(ids)).length, { timeout: 5_000 }).toBe(1_000);
  expect(await stored(ids)).toEqual(ids.slice(500));
  expect(state.warnings).toEqual(["the request log cannot be written; its oldest rows are left out"]);
});

test("a row that the database refuses takes its set with it once and does not stop the log", async () => {
  const { state, getContext } = cutOff();
  state.pool = desk.ctx.pool;
  const log = requestLog(getContext);
  log.add(request({ status: 7 }));
  await log.flush();
  expect(state.warnings).toEqual(["requests could not be logged and are left out"]);
  const good = request();
  log.add(good);
  await log.flush();
  expect(await stored([good.requestId])).toEqual([good.requestId]);
});

test("a process that cannot start yet keeps its rows", async () => {
  let ready = false;
  const log = requestLog(async () => {
    if (!ready) throw new Error("not yet");
    return desk.ctx;
  });
  const row = request();
  log.add(row);
  await log.flush();
  ready = true;
  await log.flush();
  expect(await stored([row.requestId])).toEqual([row.requestId]);
});

test("a key's last use is noted with its address, once a minute at most, and by the latest of a set", async () => {
  const admin = { ...desk.trader, name: "admin@demo.test", role: "ADMIN" as const };
  const { prefix } = await createApiKey(desk.ctx, admin, { name: "used", scopes: ["read"], expiresAt: null });
  const key = async () =>
    (
      await desk.owner.query(
        `select id, last_used_at as at, last_used_from as "from", extract(epoch from now() - last_used_at)::float8 as age from api_keys where prefix = $1`,
        [prefix],
      )
    ).rows[0];
  const keyId = (await key()).id;
  const use = async (log: ReturnType<typeof requestLog>, address: string, agoMs = 0) => {
    log.add(
      request({ keyId, credential: prefix, address: "192.0.2.1", startedAt: performance.now() - agoMs - 1 }),
    );
    log.add(request({ keyId, credential: prefix, address, startedAt: performance.now() - agoMs }));
    await log.flush();
  };
  const log = requestLog(async () => desk.ctx);
  const another = requestLog(async () => desk.ctx);
  await use(log, "192.0.2.2", 90_000);
  expect(await key()).toMatchObject({ from: "192.0.2.2" });
  expect((await key()).age).toBeGreaterThan(89);
  await use(log, "192.0.2.3");
  const second = await key();
  expect(second.from).toBe("192.0.2.3");
  for (const one of [log, another]) await use(one, "192.0.2.4");
  expect(await key()).toMatchObject({ from: "192.0.2.3", at: second.at });
});

test("rows go after fourteen days, in chunks, and younger ones stay", async () => {
  const client = new pg.Client({ connectionString: desk.database.ownerUrl });
  await client.connect();
  await client.query(
    `insert into api_requests (firm_id, request_id, at, method, path, status, duration_ms, credential)
     select $1, gen_random_uuid(), now() - interval '14 days' - interval '1 minute', 'GET', '/old', 200, 1, 'x' from generate_series(1, 12000)`,
    [desk.other.firmId],
  );
  await client.query(
    `insert into api_requests (firm_id, request_id, at, method, path, status, duration_ms, credential)
     values ($1, gen_random_uuid(), now() - interval '13 days 23 hours', 'GET', '/young', 200, 1, 'x')`,
    [desk.other.firmId],
  );
  const count = async () =>
    (
      await client.query(
        "select count(*) filter (where path = '/old')::int as old, count(*) filter (where path = '/young')::int as young from api_requests",
      )
    ).rows[0];
  expect(await count()).toEqual({ old: 12_000, young: 1 });
  await sweepRequests(desk.ctx);
  const { old, young } = await count();
  await client.end();
  expect({ old, young }).toEqual({ old: 0, young: 1 });
});
