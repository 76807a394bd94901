import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { restApp } from "@/server/api/rest/app";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { createClient } from "./generated/client";
import {
  addAllocations,
  allocationTradeBatchAllocateCreate,
  allocationTradeBatchClose,
  getBatchOrder,
  listAllocations,
  listEvents,
  login,
  openBatchTradeAllocation,
} from "./generated/sdk.gen";
import type { BatchTradeAllocationRequest, BulkAllocationRow, Event } from "./generated/types.gen";
import { serveFetch } from "./serve";

let desk: Harness;
let server: Awaited<ReturnType<typeof serveFetch>>;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  desk = await startHarness();
  const app = restApp(async () => ({ ctx: desk.ctx, sandbox: { venue: desk.control } }));
  server = await serveFetch((request) => app.fetch(request));
  const baseUrl = `${server.url}/api/v2` as const;
  const { data, error } = await login({
    client: createClient({ baseUrl }),
    body: { logonId: "demo-api", password: "prorata-demo" },
  });
  if (data === undefined) throw new Error(`no token: ${error.message}`);
  client = createClient({ baseUrl, auth: data.token });
});
afterAll(async () => {
  await server.close();
  await desk.close();
});

describe("a client generated from the document", () => {
  test("takes a batch from open to its events over HTTP, with every answer typed", async () => {
    const batchTransactionId = newId();
    const opened = await openBatchTradeAllocation({
      client,
      body: { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" },
      throwOnError: true,
    });
    expect(opened.data.status).toBe("OPEN");

    const body: BatchTradeAllocationRequest = {
      account: "AT00001",
      amount: "200",
      batchTransactionId,
      clientTransactionId: newId(),
      side: "BUY",
      symbol: "BTCUSD",
      bpsCommission: null,
    };
    const single = await allocationTradeBatchAllocateCreate({ client, body, throwOnError: true });
    expect(single.data.status).toBe("PENDING");

    const rows: BulkAllocationRow[] = ["AT00002", "AT00003", "NOBODY"].map((account) => ({
      account,
      amount: "75.50",
      clientTransactionId: newId(),
      side: "BUY",
      symbol: "BTCUSD",
      bpsCommission: 25,
      fixedCommission: "1.50",
    }));
    const path = { batchTransactionId };
    const bulk = await addAllocations({ client, path, body: rows, throwOnError: true });
    expect([bulk.data.accepted, bulk.data.rejected, bulk.data.duplicates]).toEqual([2, 1, 0]);
    expect(bulk.data.results.find((one) => one.status === "REJECTED")?.code).toBe("ACCOUNT_NOT_FOUND");

    const closed = await allocationTradeBatchClose({
      client,
      body: { batchTransactionId, allocations: 3 },
      throwOnError: true,
    });
    expect(closed.data.status).toBe("CLOSED");
    await desk.processAll();

    const list = await listAllocations({ client, path, query: { status: "COMPLETE" }, throwOnError: true });
    expect(list.data.items).toHaveLength(3);
    expect(list.data.items[0]?.netMoney).toBe("200");

    const order = await getBatchOrder({ client, path, throwOnError: true });
    expect(order.data).toMatchObject({ side: "BUY", type: "MARKET", status: "FILLED", notional: "351" });

    const events = await pull(batchTransactionId);
    expect(
      events.map((event) => event.payload.status).filter((status) => status === "COMPLETE"),
    ).toHaveLength(4);
    expect(new Set(events.map((event) => event.event_type))).toEqual(
      new Set(["allocation/batch/1", "order/1"]),
    );
  });

  test("reads a refusal as the contract's error, with a code it can switch on", async () => {
    const { data, error, response } = await allocationTradeBatchClose({
      client,
      body: { batchTransactionId: newId(), allocations: 1 },
    });
    expect(data).toBeUndefined();
    expect(response?.status).toBe(404);
    expect(error?.error).toBe("BATCH_NOT_FOUND");
    expect(error?.requestId).toBe(response?.headers.get("x-request-id"));
  });

  test("does not compile with a wrong word, an unknown key or an amount that is a number", () => {
    const ids = { batchTransactionId: newId(), clientTransactionId: newId() };
    const right = { account: "AT00001", amount: "1", side: "BUY", symbol: "BTCUSD", ...ids } as const;
    const takes = <Value>(_: Value extends BatchTradeAllocationRequest ? true : false): void => undefined;
    takes<typeof right>(true);
    takes<Omit<typeof right, "side">>(false);
    takes<Omit<typeof right, "side"> & { side: "HOLD" }>(false);
    takes<Omit<typeof right, "amount"> & { amount: number }>(false);
  });
});

async function pull(batchTransactionId: string): Promise<Event[]> {
  const found: Event[] = [];
  for (let after = "0"; ; ) {
    const { data } = await listEvents({ client, query: { after, limit: 500 }, throwOnError: true });
    if (data.items.length === 0) return found;
    found.push(...data.items.filter((event) => JSON.stringify(event).includes(batchTransactionId)));
    after = data.next;
  }
}
