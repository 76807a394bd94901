import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import {
  badAddresses,
  badBodies,
  badChoices,
  badDecimals,
  badIds,
  badIntegers,
  badMediaTypes,
  badWords,
  type Kinds,
  rowKinds,
  withRaw,
} from "@/server/testing/hostile-input";
import {
  allocationBody,
  expectRefused,
  fingerprint,
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
afterEach(async () => {
  expect(await fingerprint(desk)).toEqual(before);
});

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
    path: "/webhook-endpoints",
    good: () => ({ url: "https://hooks.example.com/prorata" }),
    kinds: {
      url: [...badWords, ...badAddresses.map((address) => JSON.stringify(address))],
      description: badWords.filter((raw) => raw !== '""'),
      subscribedEvents: ["[]", '"order/1"', '["order/2"]', '[""]', "[1]", "{}", "true", '["order/1","x"]'],
      sqs: [
        "{}",
        "null",
        "[]",
        '{"region":""}',
        '{"region":"moon"}',
        '{"region":"us-east-1","credentials":{}}',
      ],
    },
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

test("every writing route is a door of this file", () => {
  const writing = routes.filter((one) => one.method === "post").map((one) => one.path);
  const known = [
    ...doors.map((door) => door.path),
    ...[
      "/allocation/trade/batch/{batchTransactionId}/allocations",
      "/allocation/trade/batch/{batchTransactionId}/cancel",
      // webhook-endpoints.db.test.ts
      "/webhook-endpoints/{id}/deliveries/{messageId}/resend",
      "/webhook-endpoints/{id}/replay",
      "/webhook-endpoints/{id}/rotate-secret",
      "/webhook-endpoints/{id}/test",
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
    const taken = routes.filter((one) => one.path === path).map((one) => one.method.toUpperCase());
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS", "GET"]) {
      if (taken.includes(method)) continue;
      const answer = await rest.send(method, path, call);
      expectRefused(answer, `${method} ${path}`, [405]);
      expect(answer.headers.get("allow")).toBe(taken.join(", "));
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
    const mayRefuseLater = path === "/login" ? [400, 401] : [400];
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        fc.pre(!isGood || !/^\s*\{\s*\}\s*$|"now":null/.test(text));
        // To a random name with a random password the answer is that they are wrong.
        expectRefused(await rest.post(path, text, call), text, mayRefuseLater);
      }),
      { numRuns: 150 },
    );
  });
});
