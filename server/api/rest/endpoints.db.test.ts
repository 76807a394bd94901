import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { allocationBody, batchAt, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

describe("a fee", () => {
  test("is echoed as submitted and shown as feeApplied once the allocation is COMPLETE", async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id, { amount: "100.00", bpsCommission: 50, fixedCommission: "1.50" });
    expect((await rest.allocate(body)).json.request).toEqual(body);
    await rest.close(id, 1);
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

    await rest.allocate(allocationBody(batchTransactionId));
    const closed = await rest.close(batchTransactionId, 1);
    expect((await rest.close(batchTransactionId, 1)).text).toBe(closed.text);
    expect((await rest.close(batchTransactionId, 2)).json).toMatchObject({
      code: 400,
      error: "BATCH_NOT_OPEN",
    });
    const opened = await rest.post("/allocation/trade/batch/open", body);
    expect(opened.json).toEqual(closed.json);
  });

  test("a wrong count names expected, accepted and rejected, and leaves the batch OPEN", async () => {
    const id = await rest.openBatch();
    await rest.allocate(allocationBody(id));
    await rest.allocate(allocationBody(id, { account: "NOBODY" }));
    const answer = await rest.close(id, 2);
    expect(answer.json).toEqual({
      code: 400,
      message: "Allocation count mismatch: expected 2, accepted 1, rejected 1",
      error: "ALLOCATION_COUNT_MISMATCH",
      details: { expected: 2, accepted: 1, rejected: 1 },
      requestId: answer.headers.get("x-request-id"),
    });
    expect((await rest.get(batchAt(id))).json.status).toBe("OPEN");
    expect((await rest.close(id, 1)).json.status).toBe("CLOSED");
  });

  test("cancelling ends the batch and its allocations, and repeats as it stands", async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id);
    await rest.allocate(body);
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
    await rest.allocate(body);
    await desk.processAll();
    await rest.close(id, 1);
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
    const id = await rest.finished({}, [{ amount: "5000" }]);
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
