import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newApiKeyText } from "@/server/db/api-key-text";
import { createPool } from "@/server/db/transaction";
import { type ApiScope, apiScopes, may, scopeFor, scopesCover } from "@/server/domain/roles";
import { createApiKey } from "@/server/services/api-keys/create-api-key";
import { revokeApiKey } from "@/server/services/api-keys/revoke-api-key";
import { rotateApiKey } from "@/server/services/api-keys/rotate-api-key";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import {
  allocationBody,
  expectRefused,
  type RestClient,
  startRestClient,
} from "@/server/testing/rest-client";
import { routes } from "./routes";

let desk: Harness;
/** Asks the database about every credential every time. */
let rest: RestClient;
const admin = () => ({ ...desk.trader, name: "admin@demo.test", role: "ADMIN" as const });
const otherAdmin = () => ({ ...desk.other, name: "admin@other.test", role: "ADMIN" as const });
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk, { rememberMs: 0 });
});
afterAll(() => desk.close());

const newKey = (scopes: readonly ApiScope[] = ["read"], expiresAt: Date | null = null) =>
  createApiKey(desk.ctx, admin(), { name: "a key", scopes, expiresAt });
const status = async (token: string, client = rest) => (await client.get("/instruments", { token })).status;

/** A client over a pool of its own, where no other client's log is written; `asked` counts how often the database was. */
async function countingClient(options: { rememberMs?: number; now?: () => number }) {
  const pool = createPool(desk.database.appUrl, 8, "prorata-test");
  const client = await startRestClient({ ...desk, ctx: { ...desk.ctx, pool } }, options);
  const count = { asked: 0 };
  pool.on("acquire", () => {
    count.asked += 1;
  });
  const settle = async () => {
    await client.app.requestLog.flush();
    count.asked = 0;
  };
  return { client, count, settle, end: () => client.app.requestLog.flush().then(() => pool.end()) };
}

describe("role and scope", () => {
  const guarded = routes.filter((one) => one.permission !== "public");
  const cases = guarded.map((one) => [`${one.method} ${one.path}`, one] as const);
  const keys = new Map<string, { key: string; scopes: readonly ApiScope[] }>();
  beforeAll(async () => {
    for (const scope of apiScopes) keys.set(scope, await newKey([scope]));
    keys.set("all", await newKey(apiScopes));
  });

  test.each(cases)("of %s are what the caller needs, and a refusal names the scope", async (_, one) => {
    if (one.permission === "public") return;
    const path = one.path.replaceAll(/\{\w+\}/g, newId());
    const ask = (token: string) =>
      rest.send(one.method.toUpperCase(), path, {
        token,
        ...(one.method === "get" ? {} : { body: {} }),
      });
    for (const [name, { key, scopes }] of keys) {
      const answer = await ask(key);
      if (scopesCover(scopes, one.permission)) {
        expect([401, 403], `${name}: ${answer.text}`).not.toContain(answer.status);
      } else {
        expect(answer.json, name).toMatchObject({
          code: 403,
          error: "FORBIDDEN",
          message: `this key may not do this; it needs the scope ${scopeFor(one.permission)}`,
        });
      }
    }
    const asLogin = await ask(rest.token);
    expect(asLogin.status === 403).toBe(!may("API", one.permission));
  });
});

describe("a key", () => {
  test("acts under its own name, with or without Bearer", async () => {
    const { key, prefix } = await newKey(["read", "batches"]);
    const batchTransactionId = newId();
    const body = { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" };
    const opened = await rest.post("/allocation/trade/batch/open", body, { token: `bearer ${key}` });
    expect(opened.status).toBe(200);
    const at = `/allocation/trade/batch/${batchTransactionId}/cancel`;
    const cancelled = await rest.post(at, undefined, { token: key });
    expect(cancelled.json.rejectReason).toBe(`Cancelled by key ${prefix}`);
  });

  test("is of its firm only", async () => {
    const { key, publicId } = await createApiKey(desk.ctx, otherAdmin(), {
      name: "theirs",
      scopes: apiScopes,
      expiresAt: null,
    });
    const id = await rest.openBatch();
    expect((await rest.get(`/allocation/trade/batch/${id}`, { token: key })).status).toBe(404);
    const allocation = await rest.post("/allocation/trade/batch/allocate", allocationBody(id), {
      token: key,
    });
    expect(allocation.json).toMatchObject({ status: "REJECTED" });
    await expect(revokeApiKey(desk.ctx, admin(), publicId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const rotated = rotateApiKey(desk.ctx, admin(), { publicId, overlapHours: 0 });
    await expect(rotated).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await status(key)).toBe(200);
  });

  test("ends at its expiry, which must lie ahead, also when the sandbox is moved in time", async () => {
    const { key, prefix } = await newKey(["read"], new Date(Date.now() + 3_600_000));
    desk.setClock(new Date(Date.now() + 86_400_000));
    expect(await status(key)).toBe(200);
    desk.setClock(null);
    await desk.owner.query("update api_keys set expires_at = now() where prefix = $1", [prefix]);
    expect(await status(key)).toBe(401);
    await expect(newKey(["read"], new Date(Date.now() - 1_000))).rejects.toMatchObject({
      code: "BODY_INVALID",
      details: { field: "expiresAt" },
    });
  });

  test("that is remembered still ends at its expiry", async () => {
    const remembering = await startRestClient(desk, { rememberMs: 60_000 });
    const { key, prefix } = await newKey();
    await desk.owner.query("update api_keys set expires_at = now() + interval '1 second' where prefix = $1", [
      prefix,
    ]);
    expect(await status(key, remembering)).toBe(200);
    await expect.poll(() => status(key, remembering), { timeout: 5_000 }).toBe(401);
  });

  test("is refused once revoked: at once, or when a process that remembers it asks again", async () => {
    const remembering = await startRestClient(desk, { rememberMs: 300 });
    const { key, publicId } = await newKey();
    expect([await status(key), await status(key, remembering)]).toEqual([200, 200]);
    await revokeApiKey(desk.ctx, admin(), publicId);
    expect(await status(key)).toBe(401);
    await expect.poll(() => status(key, remembering), { timeout: 3_000 }).toBe(401);
    await revokeApiKey(desk.ctx, admin(), publicId);
    const rotated = rotateApiKey(desk.ctx, admin(), { publicId, overlapHours: 1 });
    await expect(rotated).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is rotated with an overlap in which both are good, and after which only the new one is", async () => {
    const old = await newKey(["read", "sandbox"], new Date(Date.now() + 7 * 86_400_000));
    const next = await rotateApiKey(desk.ctx, admin(), { publicId: old.publicId, overlapHours: 24 });
    expect(next).toMatchObject({ name: old.name, scopes: old.scopes, previous: { prefix: old.prefix } });
    const leftMs = (date: Date | null) => (date?.getTime() ?? 0) - Date.now();
    expect(leftMs(next.previous.expiresAt) / 3_600_000).toBeCloseTo(24, 1);
    expect(leftMs(next.expiresAt) / 86_400_000).toBeCloseTo(7, 1);
    expect([await status(old.key), await status(next.key)]).toEqual([200, 200]);
    await desk.owner.query("update api_keys set expires_at = now() where prefix = $1", [old.prefix]);
    expect([await status(old.key), await status(next.key)]).toEqual([401, 200]);
    const { rows } = await desk.owner.query(
      "select o.prefix from api_keys n join api_keys o on o.id = n.replaces_id where n.prefix = $1",
      [next.prefix],
    );
    expect(rows).toEqual([{ prefix: old.prefix }]);
  });

  test("is rotated once; without an overlap the older one ends at once, and never later than it would have", async () => {
    const soon = new Date(Date.now() + 60_000);
    const short = await newKey(["read"], soon);
    const after = await rotateApiKey(desk.ctx, admin(), { publicId: short.publicId, overlapHours: 72 });
    expect(after.previous.expiresAt).toEqual(soon);
    const again = rotateApiKey(desk.ctx, admin(), { publicId: short.publicId, overlapHours: 0 });
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
    const old = await newKey();
    const next = await rotateApiKey(desk.ctx, admin(), { publicId: old.publicId, overlapHours: 0 });
    expect([await status(old.key), await status(next.key)]).toEqual([401, 200]);
  });

  test("is one of at most fifty, also when many are made at once", async () => {
    const { rows } = await desk.owner.query<{ id: string }>(
      "select id from firms where code = 'other-advisors'",
    );
    const firmId = rows[0]?.id ?? "";
    const make = () =>
      createApiKey(
        desk.ctx,
        { ...otherAdmin(), firmId },
        { name: "many", scopes: ["read"], expiresAt: null },
      );
    const made = await Promise.allSettled(Array.from({ length: 60 }, make));
    const refused = made.filter((one) => one.status === "rejected");
    expect(refused.every((one) => one.reason.code === "CONFLICT")).toBe(true);
    const live = await desk.owner.query(
      "select count(*)::int as n from api_keys where firm_id = $1 and revoked_at is null",
      [firmId],
    );
    expect(live.rows).toEqual([{ n: 50 }]);
    const last = made.find((one) => one.status === "fulfilled");
    if (last?.status !== "fulfilled") throw new Error("none was made");
    const { publicId } = last.value;
    const overlapping = rotateApiKey(desk.ctx, otherAdmin(), { publicId, overlapHours: 1 });
    await expect(overlapping).rejects.toMatchObject({ code: "CONFLICT" });
    await rotateApiKey(desk.ctx, otherAdmin(), { publicId, overlapHours: 0 });
  });
});

test("no key stands anywhere in the database, and the audit trail names it by its prefix", async () => {
  const old = await newKey();
  const next = await rotateApiKey(desk.ctx, admin(), { publicId: old.publicId, overlapHours: 1 });
  await rest.get(`/events?token=${old.key}`, { token: next.key });
  await rest.get(`/positions/${old.key}`, { token: next.key });
  await revokeApiKey(desk.ctx, admin(), next.publicId);
  await rest.app.requestLog.flush();
  const tables = await desk.owner.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
  );
  let dump = "";
  for (const { name } of tables.rows) {
    const { rows } = await desk.owner.query(`select string_agg(t::text, E'\\n') as text from ${name} t`);
    dump += rows[0].text ?? "";
  }
  expect(dump.length).toBeGreaterThan(10_000);
  for (const { key, prefix } of [old, next]) {
    expect(dump).toContain(prefix);
    for (const part of [
      key,
      key.slice(13),
      Buffer.from(key).toString("hex"),
      Buffer.from(key).toString("base64"),
    ]) {
      expect(dump.includes(part)).toBe(false);
    }
  }
  const { rows } = await desk.owner.query(
    "select action from audit_entries where object = any($1) order by seq",
    [[old.prefix, next.prefix]],
  );
  expect(rows.map((row) => row.action)).toEqual(["api-key.create", "api-key.rotate", "api-key.revoke"]);
});

describe("an Authorization header", () => {
  test("that is no good credential is a 401, never a fault, and names a scheme", async () => {
    const { key } = await newKey();
    const hostile = [
      "",
      " ",
      "Bearer",
      "Bearer ",
      "Bearer %E0%A4%A",
      "Basic ZGVtbzpkZW1v",
      "null",
      "undefined",
      "[]",
      "x".repeat(43),
      "x".repeat(15_000),
      `${key}x`,
      key.slice(0, -1),
      key.toUpperCase(),
      key.replace("prk_", "prk-"),
      key.slice(0, -1) + (key.endsWith("A") ? "B" : "A"),
      `Bearer Bearer ${key}`,
      `Bearer\t${key}`,
      `Token ${key}`,
      `${key}, ${key}`,
      `Bearer ${key} ${key}`,
      newApiKeyText().key,
      "' or 1=1 --",
      "{{7*7}}",
      "../../etc/passwd",
    ];
    for (const token of hostile) {
      const answer = await rest.get("/instruments", { token });
      expectRefused(answer, token, [401]);
      expect(answer.json.error).toBe("UNAUTHENTICATED");
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    }
    expect((await rest.get("/instruments", { token: null })).status).toBe(401);
  });

  test("with a wrong checksum is refused without asking the database", async () => {
    const { key } = await newKey();
    const wrong = key.slice(0, -1) + (key.endsWith("A") ? "B" : "A");
    const { client, count, settle, end } = await countingClient({ rememberMs: 0 });
    await settle();
    for (let n = 0; n < 20; n++) expect(await status(wrong, client)).toBe(401);
    expect(count.asked).toBe(0);
    await status(newApiKeyText().key, client);
    expect(count.asked).toBe(1);
    await end();
  });

  test("is the only place for a key or token: in the query they are a 400, good or not", async () => {
    const warned: object[] = [];
    const logger = { ...desk.ctx.logger, warn: (entry: object) => void warned.push(entry) };
    const client = await startRestClient({ ...desk, ctx: { ...desk.ctx, logger } });
    const { key } = await newKey();
    for (const query of [`token=${key}`, `apiKey=${client.token}`, `limit=${client.token}`, `a=b&c=${key}`]) {
      for (const token of [null, key, client.token]) {
        const answer = await client.get(`/events?${query}`, { token });
        expectRefused(answer, query, [400]);
        expect(answer.text.includes(key) || answer.text.includes(client.token)).toBe(false);
      }
    }
    expect(warned).toHaveLength(12);
    expect(JSON.stringify(warned)).not.toMatch(new RegExp(`${key}|${client.token}`));
    await client.app.requestLog.flush();
    const { rows } = await desk.owner.query(
      "select r::text as text from api_requests r where status = 400 and path like '/api/v2/events?%'",
    );
    expect(rows.length).toBeGreaterThanOrEqual(8);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${key}|${client.token}`));
  });
});

describe("a flood of wrong tokens", () => {
  const wrong = () => newApiKeyText().key.slice(13, 56);

  test("stops reaching the database after a burst, while who is known goes on", async () => {
    const { client, count, settle, end } = await countingClient({ now: () => 0 });
    const known = (await newKey()).key;
    const unknown = (await newKey()).key;
    expect(await status(known, client)).toBe(200);
    await settle();
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, () => client.get("/instruments", { token: wrong() })),
    );
    const of = (code: number) => answers.filter((answer) => answer.status === code);
    expect([of(401).length, of(429).length]).toEqual([200, 800]);
    expect(count.asked).toBe(200);
    for (const answer of of(429)) expect(answer.headers.get("retry-after")).toBe("1");
    expect(await status(known, client)).toBe(200);
    expect(await status(unknown, client)).toBe(429);
    const elsewhere = await client.get("/instruments", {
      token: unknown,
      headers: { "X-Forwarded-For": "203.0.113.9" },
    });
    expect(elsewhere.status).toBe(200);
    expect((await client.get("/status", { token: null })).status).toBe(200);
    expect((await client.get("/openapi.json", { token: null })).status).toBe(200);
    await end();
  });

  test("behind made-up addresses is bounded too", async () => {
    const client = await startRestClient(desk, { now: () => 0 });
    let limited = 0;
    for (let n = 0; n < 2_300; n += 100) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, at) =>
          client.get("/instruments", {
            token: wrong(),
            headers: { "X-Forwarded-For": `1.1.1.1, 203.0.${n / 100}.${at}` },
          }),
        ),
      );
      limited += answers.filter((answer) => answer.status === 429).length;
    }
    expect(limited).toBe(300);
  });

  test("counts for the address that the nearest proxy saw, not for what the caller wrote before it", async () => {
    const client = await startRestClient(desk, { now: () => 0 });
    const statuses = new Map<number, number>();
    for (let n = 0; n < 210; n++) {
      const headers = { "X-Forwarded-For": `203.0.113.${n}, 198.51.100.7` };
      const { status: code } = await client.get("/instruments", { token: "no", headers });
      statuses.set(code, (statuses.get(code) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [401, 200],
      [429, 10],
    ]);
  });
});

test("limits show in every authenticated answer, refuse with Retry-After, and leave the public doors alone", async () => {
  const clock = { ms: 0 };
  const client = await startRestClient(desk, { now: () => clock.ms, rateLimitPerSecond: 10 });
  const { key } = await newKey();
  const first = await client.get("/instruments", { token: key });
  const limits = (answer: typeof first) =>
    ["limit", "remaining", "reset"].map((name) => answer.headers.get(`ratelimit-${name}`));
  expect(limits(first)).toEqual(["10", "9", "1"]);
  expect(limits(await client.get("/nowhere", { token: key }))).toEqual(["10", "8", "1"]);
  expect(limits(await client.post("/instruments", {}, { token: key }))[1]).toBe("7");
  for (let n = 0; n < 7; n++) await client.get("/instruments", { token: key });
  for (const path of ["/instruments", "/nowhere"]) {
    const refused = await client.get(path, { token: key });
    expectRefused(refused, path, [429]);
    expect(refused.json).toMatchObject({ code: 429, error: "TOO_MANY_REQUESTS" });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(limits(refused)).toEqual(["10", "0", "2"]);
  }
  expect((await client.get("/status", { token: key })).status).toBe(200);
  expect((await client.get("/openapi.json", { token: key })).status).toBe(200);
  expect(limits(await client.get("/instruments", { token: null }))).toEqual([null, null, null]);
  clock.ms += 1_000;
  expect((await client.get("/instruments", { token: key })).status).toBe(200);
});
