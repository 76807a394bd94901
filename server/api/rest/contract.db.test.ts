import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { allocationBody, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const millis = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const keys = (value: object): string[] => Object.keys(value).sort();

const pullAll = async (token = rest.token) => {
  const events = [];
  for (let after = "0"; ; ) {
    const { json } = await rest.get(`/events?after=${after}&limit=1000`, { token });
    if (json.items.length === 0) return events;
    events.push(...json.items);
    after = json.next;
  }
};

describe("the seed's example over REST", () => {
  test("goes from open to complete, and the pulled events say so in order and shape", async () => {
    const batchTransactionId = newId();
    const opened = await rest.post("/allocation/trade/batch/open", {
      batchTransactionId,
      symbol: "BTCUSD",
      type: "NOTIONAL",
    });
    expect(opened.status).toBe(200);
    expect(opened.json).toEqual({
      allocations: 0,
      createdAt: expect.stringMatching(millis),
      id: expect.stringMatching(uuid),
      request: { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" },
      status: "OPEN",
    });

    const body = allocationBody(batchTransactionId, { amount: "200" });
    const allocated = await rest.post("/allocation/trade/batch/allocate", body);
    expect(allocated.status).toBe(200);
    expect(allocated.json).toEqual({
      createdAt: expect.stringMatching(millis),
      id: expect.stringMatching(uuid),
      request: body,
      status: "PENDING",
    });
    expect((await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`)).json).toEqual(
      allocated.json,
    );
    expect((await rest.get(`/allocation/trade/batch/${batchTransactionId}`)).json).toEqual({
      ...opened.json,
      allocations: 1,
    });

    const closed = await rest.post("/allocation/trade/batch/close", { batchTransactionId, allocations: 1 });
    expect(closed.status).toBe(200);
    expect(closed.json).toEqual({ ...opened.json, allocations: 1, status: "CLOSED" });

    await desk.processAll();
    const batch = await rest.get(`/allocation/trade/batch/${batchTransactionId}`);
    expect(batch.json).toEqual({ ...opened.json, allocations: 1, status: "COMPLETE" });
    const done = await rest.get(`/allocation/trade/batch/allocate/${body.clientTransactionId}`);
    expect(keys(done.json)).toEqual([
      "createdAt",
      "id",
      "netMoney",
      "price",
      "quantity",
      "request",
      "status",
    ]);
    expect(done.json).toMatchObject({ netMoney: "200", status: "COMPLETE", request: body });
    expect(done.json.price).toMatch(/^\d+\.\d{1,2}$/);
    expect(done.json.quantity).toMatch(/^0\.\d{1,8}$/);

    const pulled = (await pullAll()).filter(
      ({ payload }) => (payload.request ?? payload).batchTransactionId === batchTransactionId,
    );
    const events = pulled.filter((event) => event.event_type === "allocation/batch/1");
    expect(new Set(pulled.map((event) => event.event_type))).toEqual(
      new Set(["allocation/batch/1", "order/1"]),
    );
    expect(events.map((event) => [keys(event), event.event_type, event.payload.status])).toEqual(
      ["OPEN", "CLOSED", "IN_PROGRESS", "COMPLETE", "COMPLETE"].map((status) => [
        ["event_type", "message_id", "payload", "position", "timestamp"],
        "allocation/batch/1",
        status,
      ]),
    );
    expect(events[0].payload).toEqual(opened.json);
    expect(events[1].payload).toEqual(closed.json);
    expect(events[3].payload).toEqual(done.json);
    expect(events[4].payload).toEqual(batch.json);
    const positions = events.map((event) => BigInt(event.position));
    expect(positions).toEqual([...positions].sort((a, b) => (a < b ? -1 : 1)));
  });

  test("is served under the contract's own prefix as well", async () => {
    const batchTransactionId = await rest.openBatch();
    const path = `/allocation/trade/batch/${batchTransactionId}`;
    const here = await rest.get(`/api/v2${path}`);
    const there = await rest.get(`/apex-crypto/api/v2${path}`);
    expect(there.status).toBe(200);
    expect(there.text).toBe(here.text);
    expect((await rest.get("/apex-crypto/api/status", { token: null })).text).toBe("ok");
    expect((await rest.get("/api/status", { token: null })).text).toBe("ok");
    expect((await rest.get("/status", { token: null })).text).toBe("ok");
  });
});
