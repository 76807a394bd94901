import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { credentials } from "@/server/auth/credentials";
import { type Harness, startHarness } from "@/server/testing/harness";
import { type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

const logIn = (logonId: string, password: string, headers: Record<string, string> = {}) =>
  rest.post("/login", { logonId, password }, { token: null, headers });

/** A login of its own for each test, since failures use up the tries of a name. */
async function newLogin(logonId: string): Promise<string> {
  await desk.owner.query(
    "insert into api_logins (firm_id, logon_id, password_hash) select firm_id, $1, password_hash from api_logins where logon_id = 'demo-api'",
    [logonId],
  );
  return logonId;
}

describe("a token", () => {
  test("is 256 random bits, of which only the SHA-256 is stored, and lives for 24 hours", async () => {
    const first = (await logIn("demo-api", "prorata-demo")).json.token;
    const second = (await logIn("demo-api", "prorata-demo")).json.token;
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(second).not.toBe(first);
    const { rows } = await desk.owner.query(
      "select extract(epoch from expires_at - created_at)::int as seconds, t::text as all from api_tokens t where token_hash = $1",
      [createHash("sha256").update(first).digest()],
    );
    expect(rows).toEqual([{ seconds: 86_400, all: expect.not.stringContaining(first) }]);
  });

  test("is refused once it has expired, also when the sandbox is moved in time before that", async () => {
    const token = (await logIn("demo-api", "prorata-demo")).json.token;
    desk.setClock(new Date(Date.now() + 40 * 86_400_000));
    expect((await rest.get("/instruments", { token })).status).toBe(200);
    desk.setClock(null);
    const other = (await logIn("demo-api", "prorata-demo")).json.token;
    await desk.owner.query("update api_tokens set expires_at = now() where token_hash = $1", [
      createHash("sha256").update(other).digest(),
    ]);
    expect((await rest.get("/instruments", { token: other })).json).toMatchObject({
      code: 401,
      error: "UNAUTHENTICATED",
    });
  });

  test("is remembered for a moment, and a disabled login is refused after that", async () => {
    const logonId = await newLogin("soon-disabled");
    const { token } = (await logIn(logonId, "prorata-demo")).json;
    const known = credentials(async () => desk.ctx.pool, 300);
    expect(await known.find(token)).toEqual({
      actor: { firmId: desk.trader.firmId, name: logonId, role: "API" },
      label: logonId,
      keyId: null,
    });
    await desk.owner.query("update api_logins set disabled_at = now() where logon_id = $1", [logonId]);
    expect(await known.find(`Bearer ${token}`)).not.toBeNull();
    await expect.poll(() => known.find(token), { timeout: 2_000 }).toBeNull();
    expect((await logIn(logonId, "prorata-demo")).status).toBe(401);
  });
});

describe("a failed sign-in", () => {
  test("says the same whether the name, the password or the login is wrong", async () => {
    const disabled = await newLogin("disabled");
    await desk.owner.query("update api_logins set disabled_at = now() where logon_id = $1", [disabled]);
    const answers = await Promise.all([
      logIn("nobody-here", "prorata-demo"),
      logIn(await newLogin("wrong-password"), "not it"),
      logIn(disabled, "prorata-demo"),
    ]);
    const bodies = answers.map(({ status, json }) => ({ status, ...json, requestId: "" }));
    expect(bodies[0]).toMatchObject({ status: 401, message: "logonId or password is wrong" });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });

  test("takes as long for an unknown name as for a wrong password", async () => {
    await newLogin("timed");
    const time = async (logonId: (n: number) => string): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 7; n++) {
        const startedAt = performance.now();
        expect((await logIn(logonId(n), "wrong")).status).toBe(401);
        times.push(performance.now() - startedAt);
      }
      return times.sort((a, b) => a - b)[3] ?? 0;
    };
    const known = await time(() => "timed");
    const unknown = await time((n) => `unknown-${n}`);
    // Without the work on a hash of nobody the unknown name would be ten times faster.
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });

  test("makes the name wait after ten, with Retry-After, and leaves other names alone", async () => {
    const logonId = await newLogin("hammered");
    const statuses = [];
    for (let n = 0; n < 11; n++) statuses.push((await logIn(logonId, "wrong")).status);
    expect(statuses).toEqual([...Array(10).fill(401), 429]);
    const answer = await logIn(logonId, "prorata-demo");
    expect(answer.json).toMatchObject({ code: 429, error: "TOO_MANY_REQUESTS" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await logIn("demo-api", "prorata-demo")).status).toBe(200);
    expect((await logIn(logonId, "prorata-demo", { "X-Forwarded-For": "203.0.113.9" })).status).toBe(200);
  });

  test("cannot go on for ever behind made-up addresses", async () => {
    const logonId = await newLogin("spoofed");
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, n) => logIn(logonId, "wrong", { "X-Forwarded-For": `203.0.113.${n}` })),
    );
    expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(15);
  });

  test("costs nothing of the tries when the password was right", async () => {
    const logonId = await newLogin("busy");
    for (let n = 0; n < 15; n++) expect((await logIn(logonId, "prorata-demo")).status).toBe(200);
  });
});

test("a sign-in is in the firm's audit trail, without the token", async () => {
  const { token } = (await logIn("demo-api", "prorata-demo")).json;
  const { rows } = await desk.owner.query(
    "select actor, action, a::text as all from audit_entries a where firm_id = $1 order by seq desc limit 1",
    [desk.trader.firmId],
  );
  expect(rows).toEqual([
    { actor: "demo-api", action: "api-login.sign-in", all: expect.not.stringContaining(token) },
  ]);
});
