import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Decimal } from "@/server/domain/decimal";
import { type Harness, startHarness } from "@/server/testing/harness";
import { allocationBody, batchAt, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

describe("lists", () => {
  test("walk all batches once, newest first, by status and by pages", async () => {
    await rest.finished({}, [{ amount: "20" }]);
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
    for (const body of bodies) await rest.allocate(body);
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
    await rest.finished({}, [{ amount: "20" }, { amount: "30" }]);
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
    await rest.allocate(
      allocationBody(id, { symbol: "BCHUSD", account: "AT00100", side: "SELL", amount: "1.5" }),
    );
    await rest.allocate(
      allocationBody(id, { symbol: "BCHUSD", account: "AT00101", side: "BUY", amount: "2" }),
    );
    await rest.close(id, 2);
    desk.hold("validate.committed", async () => {
      const seller = await positionsOf("AT00100");
      expect(seller.get("BCH")).toMatchObject({ current: "100", settled: "100", tradable: "98.5" });
      const buyer = await positionsOf("AT00101");
      expect(buyer.get("USD")?.current).toBe("1000000");
      expect(new Decimal(buyer.get("USD")?.tradable ?? "").lt("1000000")).toBe(true);
    });
    await desk.processAll();
    desk.hold("validate.committed", null);
    const seller = await positionsOf("AT00100");
    const sold = (await rest.get(batchAt(id, "/allocations"))).json.items[0];
    expect(seller.get("BCH")).toMatchObject({ current: "98.5", tradable: "98.5" });
    expect(seller.get("USD")).toMatchObject({ settled: "1000000", tradable: "1000000" });
    expect(seller.get("USD")?.current).toBe(new Decimal("1000000").plus(sold.netMoney).toFixed());
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
