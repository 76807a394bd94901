import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { allocationBody, fingerprint, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

const hundred = <T>(make: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 100 }, (_, n) => make(n)));

const count = async (what: string, batchTransactionId: string): Promise<number> => {
  const { rows } = await desk.owner.query(
    `select count(*)::int as count from ${what} x join batches b on b.id = x.batch_id where b.batch_transaction_id = $1`,
    [batchTransactionId],
  );
  return rows[0].count;
};

describe("a hundred identical calls at once have one effect", () => {
  test("open", async () => {
    const body = { batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" };
    const answers = await hundred(() => rest.post("/allocation/trade/batch/open", body));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]?.json.status).toBe("OPEN");
    expect(await count("outbox_events", body.batchTransactionId)).toBe(1);
  });

  test("allocate", async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id);
    const answers = await hundred(() => rest.post("/allocation/trade/batch/allocate", body));
    const pending = answers.filter((answer) => answer.json.status === "PENDING");
    expect(pending).toHaveLength(1);
    for (const answer of answers) {
      if (answer === pending[0]) continue;
      expect(answer.json).toMatchObject({
        status: "REJECTED",
        rejectReason: "The same clientTransactionId was submitted more than once",
      });
    }
    expect((await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`)).json).toEqual(
      pending[0]?.json,
    );
    expect(await count("allocations", id)).toBe(1);
  });

  test("close", async () => {
    const id = await rest.openBatch();
    await rest.post("/allocation/trade/batch/allocate", allocationBody(id));
    const body = { batchTransactionId: id, allocations: 1 };
    const answers = await hundred(() => rest.post("/allocation/trade/batch/close", body));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0]?.json).toMatchObject({ status: "CLOSED", allocations: 1 });
    expect(await count("outbox_events", id)).toBe(2);
    expect(await count("allocation_statements", id)).toBe(1);
  });

  test("cancel", async () => {
    const id = await rest.openBatch();
    await rest.post("/allocation/trade/batch/allocate", allocationBody(id));
    const answers = await hundred(() => rest.post(`/allocation/trade/batch/${id}/cancel`));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(await count("outbox_events", id)).toBe(3);
  });
});

test("allocations that race a close are either counted or refused, never lost", async () => {
  for (let round = 0; round < 10; round++) {
    const id = await rest.openBatch();
    const close = async (allocations: number) =>
      rest.post("/allocation/trade/batch/close", { batchTransactionId: id, allocations });
    const [answers, closed] = await Promise.all([
      Promise.all(
        Array.from({ length: 20 }, () => rest.post("/allocation/trade/batch/allocate", allocationBody(id))),
      ),
      (async () => {
        for (let expected = round; ; ) {
          const answer = await close(expected);
          if (answer.status === 200) return answer.json.allocations;
          expect(answer.json.error).toBe("ALLOCATION_COUNT_MISMATCH");
          expected = answer.json.details.accepted;
        }
      })(),
    ]);
    const pending = answers.filter((answer) => answer.json.status === "PENDING").length;
    expect(pending).toBe(closed);
    const refused = answers.filter((answer) => answer.json.status === "REJECTED");
    expect(refused).toHaveLength(20 - pending);
    for (const answer of refused) expect(answer.json.rejectReason).toBe(`Batch ${id} is CLOSED, not OPEN`);
  }
});

test("a pool of two connections serves fifty calls of every kind at once", async () => {
  const small = await startHarness({ pool: 2 });
  try {
    const client = await startRestClient(small);
    const id = await client.openBatch();
    const calls = Array.from({ length: 50 }, (_, n) => {
      const kinds = [
        () => client.post("/allocation/trade/batch/allocate", allocationBody(id)),
        () => client.post("/allocation/trade/batch/allocate", allocationBody(id, { account: "NOBODY" })),
        () => client.post(`/allocation/trade/batch/${id}/allocations`, [allocationBody(id)]),
        () => client.get(`/allocation/trade/batch/${id}`),
        () => client.get("/events"),
        () => client.get("/positions/AT00001"),
        () => client.post("/login", { logonId: "demo-api", password: "prorata-demo" }),
        () =>
          client.post("/allocation/trade/batch/open", {
            batchTransactionId: newId(),
            symbol: "X",
            type: "QUANTITY",
          }),
      ];
      return (kinds[n % kinds.length] ?? kinds[0])?.();
    });
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer?.status)).toEqual(Array(50).fill(200));
  } finally {
    await small.close();
  }
});

describe("while the database is away", () => {
  test("calls are answered 503 with Retry-After, nothing is stored, and service comes back by itself", async () => {
    const away = await startHarness();
    try {
      const client = await startRestClient(away);
      const id = await client.openBatch();
      const before = await fingerprint(away);
      const name = new URL(away.database.appUrl).pathname.slice(1);
      const kill = () =>
        away.owner.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'prorata-test'",
          [name],
        );
      away.hold("allocate.checked", async () => {
        await kill();
      });
      const answer = await client.post("/allocation/trade/batch/allocate", allocationBody(id));
      away.hold("allocate.checked", null);
      expect(answer.json).toMatchObject({ code: 503, error: "UNAVAILABLE" });
      expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
      expect(await fingerprint(away)).toEqual(before);
      const again = await client.post("/allocation/trade/batch/allocate", allocationBody(id));
      expect(again.json.status).toBe("PENDING");
    } finally {
      await away.close();
    }
  });

  test("the status is 503, and so is a call whose process cannot start", async () => {
    const { restApp } = await import("./app");
    const broken = restApp(() => Promise.reject(new Error("no database")));
    const answer = await broken.request("/api/v2/status");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(await answer.json()).toMatchObject({ code: 503, error: "UNAVAILABLE" });
    expect((await broken.request("/api/v2/instruments", { headers: { Authorization: "x" } })).status).toBe(
      503,
    );
  });
});

test("a fault of ours is a 500 that shows nothing but the id of the request, which the log has too", async () => {
  const { restApp } = await import("./app");
  const logged: Record<string, unknown>[] = [];
  const logger = { ...desk.ctx.logger, error: (fields: Record<string, unknown>) => void logged.push(fields) };
  const clock = {
    now: (): Date => {
      throw new Error("the clock of account AT00001 stopped");
    },
  };
  const app = restApp(async () => ({ ctx: { ...desk.ctx, logger, clock }, sandbox: null }));
  const answer = await app.request("/api/v2/allocation/trade/batch/open", {
    method: "POST",
    headers: { Authorization: rest.token, "Content-Type": "application/json" },
    body: JSON.stringify({ batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" }),
  });
  const requestId = answer.headers.get("x-request-id");
  expect(answer.status).toBe(500);
  expect(await answer.json()).toEqual({
    code: 500,
    message: "internal error",
    error: "INTERNAL",
    details: {},
    requestId,
  });
  expect(logged).toEqual([
    expect.objectContaining({
      requestId,
      text: expect.stringContaining("the clock of account AT00001 stopped"),
    }),
  ]);
});
