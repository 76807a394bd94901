import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkProof, proofSchema } from "@/server/domain/batch/proof";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { allocationBody, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

const batchAt = (id: string, tail = "") => `/allocation/trade/batch/${id}${tail}`;
const allocate = (body: object) => rest.post("/allocation/trade/batch/allocate", body);
const close = (batchTransactionId: string, allocations: number) =>
  rest.post("/allocation/trade/batch/close", { batchTransactionId, allocations });

/** Opens, allocates the bodies, closes and walks the batch to its end. */
async function finished(input: { type?: string; symbol?: string }, rows: Record<string, unknown>[]) {
  const id = await rest.openBatch(input);
  for (const row of rows) await allocate(allocationBody(id, { symbol: input.symbol ?? "BTCUSD", ...row }));
  await close(id, rows.length);
  await desk.processAll();
  return id;
}

describe("a fee", () => {
  test("is echoed as submitted and shown as feeApplied once the allocation is COMPLETE", async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id, { amount: "100.00", bpsCommission: 50, fixedCommission: "1.50" });
    expect((await allocate(body)).json.request).toEqual(body);
    await close(id, 1);
    await desk.processAll();
    const { json } = await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`);
    expect(json).toMatchObject({ feeApplied: "2", netMoney: "102", request: body, status: "COMPLETE" });
  });

  test("of null is no fee, and a number is taken by its text", async () => {
    const id = await rest.openBatch({ type: "QUANTITY" });
    const ids = { batchTransactionId: id, clientTransactionId: newId() };
    const raw = JSON.stringify(allocationBody(id, { ...ids, bpsCommission: null, fixedCommission: null }));
    const { json } = await rest.post("/allocation/trade/batch/allocate", raw.replace('"200"', "0.00010000"));
    expect(json.request).toEqual({
      account: "AT00001",
      amount: "0.00010000",
      ...ids,
      side: "BUY",
      symbol: "BTCUSD",
    });
  });
});

describe("open, close and cancel", () => {
  test("repeat as they stand when sent again unchanged, and refuse another body", async () => {
    const batchTransactionId = newId();
    const body = { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" };
    const first = await rest.post("/allocation/trade/batch/open", body);
    const again = await rest.post("/allocation/trade/batch/open", body);
    expect(again.text).toBe(first.text);
    const other = await rest.post("/allocation/trade/batch/open", { ...body, type: "QUANTITY" });
    expect(other.status).toBe(400);
    expect(other.json).toMatchObject({ code: 400, error: "BATCH_MISMATCH" });

    await allocate(allocationBody(batchTransactionId));
    const closed = await close(batchTransactionId, 1);
    expect((await close(batchTransactionId, 1)).text).toBe(closed.text);
    expect((await close(batchTransactionId, 2)).json).toMatchObject({ code: 400, error: "BATCH_NOT_OPEN" });
    const opened = await rest.post("/allocation/trade/batch/open", body);
    expect(opened.json).toEqual(closed.json);
  });

  test("a wrong count names expected, accepted and rejected, and leaves the batch OPEN", async () => {
    const id = await rest.openBatch();
    await allocate(allocationBody(id));
    await allocate(allocationBody(id, { account: "NOBODY" }));
    const answer = await close(id, 2);
    expect(answer.json).toEqual({
      code: 400,
      message: "Allocation count mismatch: expected 2, accepted 1, rejected 1",
      error: "ALLOCATION_COUNT_MISMATCH",
      details: { expected: 2, accepted: 1, rejected: 1 },
      requestId: answer.headers.get("x-request-id"),
    });
    expect((await rest.get(batchAt(id))).json.status).toBe("OPEN");
    expect((await close(id, 1)).json.status).toBe("CLOSED");
  });

  test("cancelling ends the batch and its allocations, and repeats as it stands", async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id);
    await allocate(body);
    const cancelled = await rest.post(batchAt(id, "/cancel"));
    expect(cancelled.status).toBe(200);
    expect(cancelled.json).toMatchObject({
      allocations: 1,
      status: "REJECTED",
      rejectReason: "Cancelled by demo-api",
    });
    expect((await rest.post(batchAt(id, "/cancel"))).text).toBe(cancelled.text);
    const { json } = await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`);
    expect(json).toMatchObject({ status: "CANCELLED", rejectReason: "Cancelled by demo-api", request: body });
  });

  test("an allocation of a batch at work is IN_PROGRESS", async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id);
    await allocate(body);
    await desk.processAll();
    await close(id, 1);
    let seen = "";
    desk.hold("validate.committed", async () => {
      seen = (await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`)).json.status;
      const { json } = await rest.get(batchAt(id, "/allocations?status=IN_PROGRESS"));
      expect(json.items).toHaveLength(1);
      expect((await rest.get(batchAt(id, "/allocations?status=PENDING"))).json.items).toEqual([]);
    });
    await desk.processAll();
    desk.hold("validate.committed", null);
    expect(seen).toBe("IN_PROGRESS");
  });
});

describe("the order", () => {
  test("shows what was asked, what was filled and each execution", async () => {
    const id = await finished({}, [{ amount: "5000" }]);
    const { status, json } = await rest.get(batchAt(id, "/order"));
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual([
      "clientOrderId",
      "side",
      "type",
      "notional",
      "cumulativeQuantity",
      "averagePrice",
      "status",
      "executions",
    ]);
    expect(json).toMatchObject({ side: "BUY", type: "MARKET", notional: "5000", status: "FILLED" });
    expect(json.executions.length).toBeGreaterThan(0);
    expect(Object.keys(json.executions[0])).toEqual(["id", "quantity", "price", "executedAt"]);
  });

  test("is a 404 while the batch has none", async () => {
    const id = await rest.openBatch();
    expect((await rest.get(batchAt(id, "/order"))).json).toMatchObject({ code: 404, error: "NOT_FOUND" });
  });
});

describe("the proof", () => {
  const sha256 = (pieces: Iterable<string>) => {
    const hash = createHash("sha256");
    for (const piece of pieces) hash.update(piece);
    return hash.digest("hex");
  };
  const proofOf = async (id: string) => proofSchema.parse((await rest.get(batchAt(id, "/proof"))).json);

  test("ties for a one-sided batch with fees, a refusal on arrival and a refusal after close", async () => {
    const id = await rest.openBatch();
    for (let n = 1; n <= 7; n++) {
      await allocate(allocationBody(id, { account: `AT0000${n}`, amount: `${n}3.10`, bpsCommission: n }));
    }
    await allocate(allocationBody(id, { account: "NOBODY" }));
    await allocate(allocationBody(id, { account: "AT00008", amount: "2000000" }));
    await close(id, 8);
    await desk.processAll();
    const proof = await proofOf(id);
    expect(proof.allocations).toHaveLength(8);
    expect(proof.statement.lines).toBe(8);
    expect(checkProof(proof, sha256)).toEqual([]);
  });

  test("ties for mixed sides in coins and in dollars, and for a batch of which nothing was filled", async () => {
    const coins = await finished({ type: "QUANTITY", symbol: "ETHUSD" }, [
      { amount: "1.00000001", side: "BUY" },
      { amount: "0.30000007", side: "SELL", account: "AT00002" },
      { amount: "0.11", side: "BUY", account: "AT00003", fixedCommission: "0.99" },
    ]);
    const dollars = await finished({ symbol: "SOLUSD" }, [
      { amount: "1000.01", side: "SELL" },
      { amount: "333.33", side: "BUY", account: "AT00002" },
      { amount: "77.77", side: "SELL", account: "AT00003" },
    ]);
    await desk.control.setControl({ symbol: "LTCUSD", fillRatio: "0" });
    const nothing = await finished({ symbol: "LTCUSD" }, [{ amount: "50" }]);
    for (const id of [coins, dollars, nothing]) {
      const proof = await proofOf(id);
      expect(checkProof(proof, sha256), proof.batch.symbol).toEqual([]);
    }
    expect((await proofOf(nothing)).batch).toMatchObject({
      status: "REJECTED",
      rejectReason: "No liquidity",
    });
  });

  test("shows each change of a figure as a difference", async () => {
    const id = await finished({}, [{ amount: "123.45" }, { amount: "67.89", account: "AT00002" }]);
    const proof = await proofOf(id);
    const [first] = proof.allocations;
    if (first === undefined) throw new Error("no allocation");
    const differences = (change: (copy: typeof proof) => void): string[] => {
      const copy = structuredClone(proof);
      change(copy);
      return checkProof(copy, sha256);
    };
    const nudged = [
      differences((copy) => Object.assign(copy.allocations[0] ?? {}, { amount: "123.46" })),
      differences((copy) => Object.assign(copy.allocations[0] ?? {}, { quantity: "0.00000001" })),
      differences((copy) => Object.assign(copy.allocations[1] ?? {}, { netMoney: "67.88" })),
      differences((copy) => Object.assign(copy.allocations[1] ?? {}, { fee: "0.01" })),
      differences((copy) => Object.assign(copy.fills[0] ?? {}, { price: "1.00" })),
      differences((copy) => Object.assign(copy.averagePrice ?? {}, { numerator: "1" })),
      differences((copy) => Object.assign(copy.totals.BUY, { gross: "0" })),
      differences((copy) => Object.assign(copy.statement, { sha256: "00" })),
      differences((copy) => Object.assign(copy, { firmAllocationAccountUsd: "0.5" })),
      differences((copy) => Object.assign(copy, { allocations: copy.allocations.slice(1) })),
    ];
    expect(nudged.filter((lines) => lines.length === 0)).toEqual([]);
  });

  test("is a 404 before the batch is closed", async () => {
    const id = await rest.openBatch();
    expect((await rest.get(batchAt(id, "/proof"))).json).toMatchObject({ code: 404, error: "NOT_FOUND" });
  });
});

describe("lists", () => {
  test("walk all batches once, newest first, by status and by pages", async () => {
    const ids = [];
    for (let n = 0; n < 5; n++) ids.unshift(await rest.openBatch({ symbol: "SOLUSD" }));
    const seen: string[] = [];
    let cursor = "";
    do {
      const { json } = await rest.get(`/allocation/trade/batch?limit=2&status=OPEN${cursor}`);
      expect(json.items.length).toBeLessThanOrEqual(2);
      for (const item of json.items) seen.push(item.request.batchTransactionId);
      cursor = json.nextCursor === null ? "" : `&cursor=${json.nextCursor}`;
    } while (cursor !== "");
    expect(seen.slice(0, 5)).toEqual(ids);
    expect(new Set(seen).size).toBe(seen.length);
    const { json } = await rest.get("/allocation/trade/batch?status=COMPLETE&limit=10000");
    expect(new Set(json.items.map((item: { status: string }) => item.status))).toEqual(new Set(["COMPLETE"]));
  });

  test("walk the allocations of a batch in the order they arrived", async () => {
    const id = await rest.openBatch();
    const bodies = [1, 2, 3, 4, 5].map((n) => allocationBody(id, { account: `AT0000${n}` }));
    bodies.push(allocationBody(id, { amount: "0" }));
    for (const body of bodies) await allocate(body);
    const seen: unknown[] = [];
    let cursor = "";
    do {
      const { json } = await rest.get(batchAt(id, `/allocations?limit=4${cursor}`));
      for (const item of json.items) seen.push(item.request);
      cursor = json.nextCursor === null ? "" : `&cursor=${json.nextCursor}`;
    } while (cursor !== "");
    expect(seen).toEqual(bodies);
    const rejected = await rest.get(batchAt(id, "/allocations?status=REJECTED"));
    expect(rejected.json).toEqual({
      items: [
        expect.objectContaining({
          rejectReason: "Allocation amount must be greater than zero",
          status: "REJECTED",
        }),
      ],
      nextCursor: null,
    });
  });

  test("refuse a bad limit, cursor, status or unknown parameter", async () => {
    const id = await rest.openBatch();
    const bad = ["limit=0", "limit=10001", "limit=1e2", "limit=-1", "limit=", "cursor=", "cursor=zzz"];
    bad.push(
      `cursor=${Buffer.from("after:1;drop").toString("base64url")}`,
      "cursor=%00",
      "status=",
      "status=open",
    );
    bad.push("offset=1", "limit=1&limit=2");
    for (const query of bad) {
      for (const path of ["/allocation/trade/batch", batchAt(id, "/allocations")]) {
        const answer = await rest.get(`${path}?${query}`);
        expect([answer.status, answer.json?.error], `${path}?${query}`).toEqual([400, "BODY_INVALID"]);
      }
    }
  });
});

describe("events", () => {
  test("are pulled in pages that join without a gap, whatever the limit", async () => {
    await finished({}, [{ amount: "20" }, { amount: "30" }]);
    const pull = async (limit: number) => {
      const positions: string[] = [];
      for (let after: string | undefined; ; ) {
        const { json } = await rest.get(
          `/events?limit=${limit}${after === undefined ? "" : `&after=${after}`}`,
        );
        if (json.items.length === 0) return { positions, next: json.next, after };
        for (const item of json.items) positions.push(item.position);
        after = json.next;
      }
    };
    const big = await pull(10_000);
    const small = await pull(3);
    expect(small).toEqual(big);
    expect(big.next).toBe(big.after);
    expect(big.positions).toEqual(big.positions.map((_, index) => String(index + 1)));
    const stored = await desk.owner.query(
      "select count(*)::int as count from outbox_events e join firms f on f.id = e.firm_id where f.code = 'demo-advisors'",
    );
    expect(big.positions).toHaveLength(stored.rows[0].count);
  });

  test("carry the stored bytes", async () => {
    const answer = await rest.get("/events?limit=1");
    const { rows } = await desk.owner.query("select body from outbox_events where message_id = $1", [
      answer.json.items[0].message_id,
    ]);
    expect(answer.text).toBe(`{"items":[{"position":"1",${rows[0].body.slice(1)}],"next":"1"}`);
  });

  test("of a type that does not exist are none, and a bad position is refused", async () => {
    const { json } = await rest.get("/events?type=orders/1");
    expect(json.items).toEqual([]);
    for (const after of ["-1", "1.5", "abc", "9".repeat(19), "01", "%00"]) {
      expect((await rest.get(`/events?after=${after}`)).status, after).toBe(400);
    }
    const beyond = "9".repeat(18);
    expect((await rest.get(`/events?after=${beyond}`)).json).toEqual({ items: [], next: beyond });
  });
});

describe("accounts and instruments", () => {
  test("instruments are listed with their increments", async () => {
    const { json } = await rest.get("/instruments");
    expect(json.instruments).toHaveLength(5);
    expect(json.instruments.find((one: { symbol: string }) => one.symbol === "BTCUSD")).toEqual({
      symbol: "BTCUSD",
      minimumOrderQuantity: "0.00000001",
      minimumPriceIncrement: "0.01",
      minimumQuantityIncrement: "0.00000001",
    });
  });

  const positionsOf = async (account: string) => {
    const { json } = await rest.get(`/positions/${account}`);
    return new Map<string, Record<string, string>>(
      json.positions.map((line: { currency: string }) => [line.currency, line]),
    );
  };

  test("a position counts what is held back, what is due and what is settled apart", async () => {
    expect((await positionsOf("AT00100")).get("USD")).toEqual({
      account: "AT00100",
      currency: "USD",
      current: "1000000",
      settled: "1000000",
      tradable: "1000000",
      transferable: "1000000",
    });
    const id = await rest.openBatch({ type: "QUANTITY", symbol: "BCHUSD" });
    await allocate(allocationBody(id, { symbol: "BCHUSD", account: "AT00100", side: "SELL", amount: "1.5" }));
    await allocate(allocationBody(id, { symbol: "BCHUSD", account: "AT00101", side: "BUY", amount: "2" }));
    await close(id, 2);
    desk.hold("validate.committed", async () => {
      const seller = await positionsOf("AT00100");
      expect(seller.get("BCH")).toMatchObject({ current: "100", settled: "100", tradable: "98.5" });
      const buyer = await positionsOf("AT00101");
      expect(buyer.get("USD")?.current).toBe("1000000");
      expect(Number(buyer.get("USD")?.tradable)).toBeLessThan(1_000_000);
    });
    await desk.processAll();
    desk.hold("validate.committed", null);
    const seller = await positionsOf("AT00100");
    const sold = (await rest.get(batchAt(id, "/allocations"))).json.items[0];
    expect(seller.get("BCH")).toMatchObject({ current: "98.5", tradable: "98.5" });
    expect(seller.get("USD")).toMatchObject({ settled: "1000000", tradable: "1000000" });
    expect(seller.get("USD")?.current).toBe(String(1_000_000 + Number(sold.netMoney)));
    const buyer = await positionsOf("AT00101");
    expect(buyer.get("BCH")).toMatchObject({ current: "102", settled: "102", tradable: "102" });
    expect(buyer.get("USD")?.settled).toBe("1000000");
    expect(buyer.get("USD")?.tradable).toBe(buyer.get("USD")?.current);
  });

  test("an account that holds nothing has no lines, and an unknown one is a 404", async () => {
    expect((await rest.get("/positions/AT00000")).json).toEqual({ positions: [] });
    expect((await rest.get("/positions/NOBODY")).json).toMatchObject({
      code: 404,
      error: "ACCOUNT_NOT_FOUND",
    });
  });
});

describe("the sandbox's doors", () => {
  test("set faults of the venue, which refuses what it does not know", async () => {
    const answer = await rest.post("/sandbox/venue", '{"symbol":"SOLUSD","fillRatio":0.25,"latencyMs":5}');
    expect(answer.status).toBe(200);
    expect(answer.json.symbols.SOLUSD).toEqual({ fillRatio: "0.25", latencyMs: 5 });
    for (const body of [
      '{"fillRatio":2}',
      '{"symbol":"NOPEUSD","refuse":true}',
      '{"lateMs":-1}',
      '{"speed":1}',
    ]) {
      expect((await rest.post("/sandbox/venue", body)).status, body).toBe(400);
    }
    await rest.post("/sandbox/venue", { symbol: "SOLUSD", reset: true });
  });

  test("do not exist in production", async () => {
    const production = await startRestClient(desk, { sandbox: false });
    const answer = await production.post("/sandbox/venue", { reset: true });
    expect(answer.json).toMatchObject({ code: 404, error: "NOT_FOUND" });
  });
});

test("the OpenAPI document is 3.1 and has every path", async () => {
  const { json } = await rest.get("/openapi.json", { token: null });
  expect(json.openapi).toBe("3.1.0");
  expect(Object.keys(json.paths)).toContain("/allocation/trade/batch/{batchTransactionId}/proof");
  expect(json.components.schemas.BatchTradeAllocationRequest.required.sort()).toEqual([
    "account",
    "amount",
    "batchTransactionId",
    "clientTransactionId",
    "side",
    "symbol",
  ]);
});
