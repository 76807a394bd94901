import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import {
  badBodies,
  badChoices,
  badDecimals,
  badIds,
  badIntegers,
  badMediaTypes,
  badTokens,
  badWords,
  oddWords,
} from "@/server/testing/hostile-input";
import {
  allocationBody,
  fingerprint,
  type RestAnswer,
  type RestCall,
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

/** A refusal in the contract's shape, in time, that gives nothing of the inside away. */
function expectRefused(answer: RestAnswer, what: string, statuses: readonly number[] = [400]): void {
  expect(statuses, `${what} → ${answer.status} ${answer.text.slice(0, 300)}`).toContain(answer.status);
  expect(Object.keys(answer.json), what).toEqual(["code", "message", "error", "details", "requestId"]);
  expect(answer.json.code).toBe(answer.status);
  expect(answer.text).not.toMatch(/node_modules|at .+\.ts|select |violates|pg_|stack/i);
}

type Kinds = Record<string, readonly string[]>;
const rowKinds: Kinds = {
  account: badWords,
  amount: badDecimals,
  clientTransactionId: badIds,
  side: badChoices,
  symbol: badWords,
  bpsCommission: badIntegers,
  fixedCommission: badDecimals.filter((value) => value !== "null"),
};

/** The writing doors with a JSON body: what they take, and which bad values each field must refuse. */
const doors: { path: string; good: () => Record<string, unknown>; kinds: Kinds; call?: RestCall }[] = [
  {
    path: "/login",
    good: () => ({ logonId: "demo-api", password: "not this one" }),
    kinds: {
      logonId: badWords,
      password: ['""', "1", "null", "[]", "{}", `"${"x".repeat(1025)}"`, '"\\u0000"'],
    },
    call: { token: null },
  },
  {
    path: "/allocation/trade/batch/open",
    good: () => ({ batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" }),
    kinds: { batchTransactionId: badIds, symbol: badWords, type: badChoices, partialFill: badChoices },
  },
  {
    path: "/allocation/trade/batch/allocate",
    good: () => allocationBody(open),
    kinds: { ...rowKinds, batchTransactionId: badIds },
  },
  {
    path: "/allocation/trade/batch/close",
    good: () => ({ batchTransactionId: open, allocations: 7 }),
    kinds: { batchTransactionId: badIds, allocations: [...badIntegers, "null", "-1"] },
  },
  {
    path: "/sandbox/venue",
    good: () => ({ symbol: "SOLUSD", reset: true }),
    kinds: {
      symbol: badWords,
      fillRatio: badDecimals,
      lateMs: badIntegers,
      duplicate: ['"true"', "1", "null"],
    },
  },
  {
    path: "/sandbox/clock",
    good: () => ({ now: null }),
    kinds: {
      now: [
        '""',
        '"now"',
        '"2026-02-30T00:00:00Z"',
        '"2026-11-24T24:00:00Z"',
        '"2026-11-24"',
        "0",
        "1764000000",
      ].concat([
        '"0000-00-00T00:00:00Z"',
        '"9999-12-31T23:59:59Z"',
        '"2026-11-24T10:00:00"',
        "[]",
        "{}",
        "true",
      ]),
    },
  },
];

/** The body with the raw JSON text in place of the field's value. */
const withRaw = (good: Record<string, unknown>, field: string, raw: string): string => {
  const { [field]: _, ...rest } = good;
  return `${JSON.stringify(rest).slice(0, -1)},${JSON.stringify(field)}:${raw}}`;
};

test("every writing route is a door of this file", () => {
  const writing = routes.filter((one) => one.method === "post").map((one) => one.path);
  const known = [
    ...doors.map((door) => door.path),
    ...[
      "/allocation/trade/batch/{batchTransactionId}/allocations",
      "/allocation/trade/batch/{batchTransactionId}/cancel",
    ],
  ];
  expect(known.sort()).toEqual(writing.sort());
});

describe.each(doors)("POST $path", ({ path, good, kinds, call }) => {
  test("refuses each bad value of each field", async () => {
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        const answer = await rest.post(path, withRaw(good(), field, raw), call);
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
      }
    }
  });

  test("refuses a body without one of its required fields", async () => {
    const required = Object.keys(good()).filter((field) => field !== "reset" && field !== "now");
    if (path === "/sandbox/venue") return;
    for (const field of required) {
      const { [field]: _, ...rest_ } = good();
      const answer = await rest.post(path, rest_, call);
      expectRefused(answer, `without ${field}`);
      expect(answer.json).toMatchObject({ message: `${field} is required`, details: { field } });
    }
  });

  test("refuses bodies that are not such an object", async () => {
    const bodies = badBodies(good()).filter((body) => path !== "/sandbox/venue" || body !== "{}");
    for (const body of bodies) {
      expectRefused(await rest.post(path, body, call), `body ${body.slice(0, 80)}`);
    }
  });

  test("takes JSON in UTF-8 only, and not compressed", async () => {
    for (const type of badMediaTypes) {
      const answer = await rest.post(path, good(), { ...call, headers: { "Content-Type": type } });
      expectRefused(answer, type, [415]);
    }
    const gzip = await rest.post(path, good(), { ...call, headers: { "Content-Encoding": "gzip" } });
    expectRefused(gzip, "gzip", [415]);
  });

  test("refuses a body that is too large", async () => {
    const padded = JSON.stringify(good()) + " ".repeat(70_000);
    expectRefused(await rest.post(path, padded, call), "70 KB", [413]);
  });

  test("takes no other method", async () => {
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "GET"]) {
      const answer = await rest.send(method, path, call);
      expectRefused(answer, `${method} ${path}`, [405]);
      expect(answer.headers.get("allow")).toBe("POST");
    }
  });

  test("answers random bodies with a refusal", async () => {
    const fields = Object.keys(good());
    const body = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .record(Object.fromEntries(fields.map((field) => [field, fc.jsonValue({ maxDepth: 2 })])))
        .map((value) => JSON.stringify(value)),
    );
    const isGood = path === "/sandbox/venue" || path === "/sandbox/clock";
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        fc.pre(!isGood || !/^\s*\{\s*\}\s*$|"now":null/.test(text));
        // To a random name with a random password the answer is that they are wrong.
        expectRefused(await rest.post(path, text, call), text, path === "/login" ? [400, 401] : [400]);
      }),
      { numRuns: 150 },
    );
  });
});

describe("the bulk door", () => {
  const bulk = (body: string | Uint8Array, type = "application/json") =>
    rest.post(`/allocation/trade/batch/${open}/allocations`, body, { headers: { "Content-Type": type } });
  const rowDefault = () => {
    const { batchTransactionId: _, ...row } = allocationBody(open);
    return row;
  };
  const kinds: Kinds = { ...rowKinds, batchTransactionId: [...badIds, JSON.stringify(newId())] };

  test("refuses the whole JSON array for one bad value, and names row and field", async () => {
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        const body = `[${JSON.stringify(rowDefault())},${withRaw(rowDefault(), field, raw)}]`;
        const answer = await bulk(body);
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
        if (answer.json.details.index !== undefined) {
          expect(answer.json.details).toMatchObject({ index: 1 });
          expect(answer.json.details.field, raw).toMatch(new RegExp(`^${field}`));
        } else expect(answer.json.message).toContain("not valid JSON");
      }
    }
  });

  test("refuses the whole NDJSON body for one bad value, and names the line", async () => {
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        const body = `${JSON.stringify(rowDefault())}\n\n${withRaw(rowDefault(), field, raw)}\n`;
        const answer = await bulk(body, "application/x-ndjson");
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
        expect(answer.json.message, raw).toContain("line 3");
      }
    }
  });

  const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
  const csv = (rows: Record<string, unknown>[]): string => {
    const header = Object.keys(rows[0] ?? {});
    return [header.join(","), ...rows.map((row) => header.map((name) => cell(row[name])).join(","))].join(
      "\r\n",
    );
  };

  test("refuses the whole CSV for one bad cell, and names row and field", async () => {
    const optional = ["bpsCommission", "fixedCommission", "batchTransactionId"];
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        let value: unknown;
        try {
          value = JSON.parse(raw);
        } catch {
          continue;
        }
        // A cell has no type: an empty optional one is absent, digits are a number, and every scalar is text.
        const isText = typeof value === "string";
        const content = isText ? String(value) : raw;
        if (optional.includes(field) && content === "") continue;
        if (field === "bpsCommission" && /^-?\d{1,9}$/.test(content)) continue;
        if ((field === "account" || field === "symbol") && !isText) continue;
        if (isText && !(value as string).isWellFormed()) continue;
        const good = {
          ...rowDefault(),
          bpsCommission: "5",
          fixedCommission: "0.5",
          batchTransactionId: open,
        };
        const answer = await bulk(
          csv([good, { ...good, clientTransactionId: newId(), [field]: content }]),
          "text/csv",
        );
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
        if (answer.json.details.index !== undefined)
          expect(answer.json.details).toMatchObject({ index: 1, field });
      }
    }
  });

  test("refuses CSV that is not a table of ours", async () => {
    const row = rowDefault();
    const header = Object.keys(row).join(",");
    const line = Object.values(row).join(",");
    const bad = [
      "",
      "\ufeff",
      header,
      `${header}\n`,
      line,
      `${header.toUpperCase()}\n${line}`,
      `${header},extra\n${line},1`,
      `${header},side\n${line},BUY`,
      `${header.replace("account,", "")}\n${line}`,
      `${header.replaceAll(",", ";")}\n${line.replaceAll(",", ";")}`,
      `${header}\n${line},`,
      `${header},\n${line},`,
      `${header}\n${line.slice(0, -1)}`.replace("BTCUS", '"BTCUS'),
      `${header}\n${line}\n${line.split(",").slice(1).join(",")}`,
      `${header}\n"${"x".repeat(20_000)}",${line}`,
      `${"a,".repeat(50_000)}b\n${line}`,
      "PK\u0003\u0004binary",
      "<html><body>1</body></html>",
      `${header}\n${line.replace("AT00001", "AT\u000000001")}`,
    ];
    for (const body of bad) expectRefused(await bulk(body, "text/csv"), body.slice(0, 120));
    expectRefused(await bulk(Buffer.from(`${header}\n${line}`, "utf16le"), "text/csv"), "UTF-16");
    expectRefused(await bulk(Buffer.from(`${header}\n${line}é`, "latin1"), "text/csv"), "Latin-1");
  });

  test("refuses bodies that are no rows, other types, and what is too large", async () => {
    for (const body of badBodies(rowDefault())) {
      const isRow = body === `[${JSON.stringify(rowDefault())}]`;
      if (!isRow && !String(body).startsWith('[{"account'))
        expectRefused(await bulk(body), String(body).slice(0, 80));
    }
    for (const type of badMediaTypes) expectRefused(await bulk("[]", type), type, [415]);
    expectRefused(await bulk(" ".repeat(32 * 1024 * 1024 + 1)), "32 MB and one byte", [413]);
    expectRefused(await bulk("[]", "application/json"), "no rows");
    const many = `[${Array.from({ length: 100_001 }, () => JSON.stringify(rowDefault())).join(",")}]`;
    expectRefused(await bulk(many), "100,001 rows", [413]);
  });
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
    (item: { payload: { request: { account?: string } } }) => item.payload.request.account,
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

test("garbage in Authorization is a 401 and never a throw", async () => {
  for (const token of badTokens) {
    const answer = await rest.get("/instruments", { token });
    expectRefused(answer, token.slice(0, 60), [401]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  }
  expectRefused(await rest.get(`/instruments?token=${rest.token}`, { token: null }), "in the query", [401]);
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
