import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { serveVenue, type VenueServer } from "./http";
import { openVenue, type Venue } from "./venue";

const start = Date.parse("2026-11-24T15:00:00.000Z");
let home: string;
let now: number;
let venue: Venue;
let server: VenueServer;

async function open(): Promise<void> {
  venue = openVenue({ home, now: () => now });
  server = await serveVenue(venue, 0);
}
async function close(): Promise<void> {
  await server.close();
  venue.close();
}

async function openFresh(): Promise<void> {
  home = await mkdtemp(join(tmpdir(), "venue-http-"));
  now = start;
  await open();
}
async function closeAndRemove(): Promise<void> {
  await close();
  await rm(home, { recursive: true });
}

async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>) {
  const response = await fetch(`${server.url}${path}`, { method, ...(body === undefined ? {} : { body }) });
  return { status: response.status, body: await response.json() };
}
const post = (path: string, body: unknown) => call("POST", path, JSON.stringify(body));
const order = (more: Record<string, unknown> = {}) => ({
  clientOrderId: "order-1",
  symbol: "BTCUSD",
  side: "BUY",
  timeInForce: "IOC",
  quantity: "1.5",
  ...more,
});
const without = (name: string) => Object.fromEntries(Object.entries(order()).filter(([key]) => key !== name));

/** Sends bytes as they are and resolves with what came back until the connection closed. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(bytes));
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (text) => {
      received += text;
    });
    socket.on("error", () => resolve(received));
    socket.on("close", () => resolve(received));
  });
}

describe("the venue's doors", () => {
  beforeEach(openFresh);
  afterEach(closeAndRemove);

  it("answers 201, then 200 for the same order, then 409 for another body", async () => {
    const first = await post("/orders", order());
    expect(first).toMatchObject({
      status: 201,
      body: { clientOrderId: "order-1", status: "WORKING", cumulativeQuantity: "0", executions: [] },
    });
    now += 1_000;
    const again = await post("/orders", { ...order({ quantity: "1.50" }) });
    expect(again).toMatchObject({
      status: 200,
      body: {
        venueOrderId: first.body.venueOrderId,
        status: "DONE",
        cumulativeQuantity: "1.5",
        acceptedAt: "2026-11-24T15:00:00.000Z",
        request: order(),
      },
    });
    expect(await post("/orders", order({ quantity: "1.6" }))).toMatchObject({
      status: 409,
      body: { code: "ORDER_CONFLICT" },
    });
    expect(await call("GET", "/orders/order-1")).toEqual({ status: 200, body: again.body });
  });

  it("answers 404 for an order it never accepted", async () => {
    expect(await call("GET", "/orders/order-1")).toMatchObject({
      status: 404,
      body: { code: "ORDER_NOT_FOUND" },
    });
  });

  it("finds an order whose id needs percent-encoding", async () => {
    const clientOrderId = "a/b?c%d#e+f";
    expect((await post("/orders", order({ clientOrderId }))).status).toBe(201);
    const found = await call("GET", `/orders/${encodeURIComponent(clientOrderId)}`);
    expect(found).toMatchObject({ status: 200, body: { clientOrderId } });
  });

  it("quotes listed symbols only", async () => {
    const { status, body } = await call("GET", "/quotes/SOLUSD");
    expect(status).toBe(200);
    expect(body).toEqual({
      symbol: "SOLUSD",
      bid: expect.stringMatching(/^1[45]\d(\.\d{1,2})?$/),
      ask: expect.stringMatching(/^1[45]\d(\.\d{1,2})?$/),
      quotedAt: "2026-11-24T15:00:00.000Z",
    });
    expect(await call("GET", "/quotes/DOGEUSD")).toMatchObject({ status: 404 });
  });

  it("logs every submit request with its outcome, and pages and filters the log", async () => {
    await post("/orders", order());
    await post("/orders", order());
    await post("/orders", order({ quantity: "2" }));
    await post("/orders", order({ clientOrderId: "order-2", quantity: "-2" }));
    await call("POST", "/orders", "{");
    await post("/control", { loseRequest: 1 });
    await expect(post("/orders", order({ clientOrderId: "order-3" }))).rejects.toThrow();
    const { body } = await call("GET", "/log");
    const at = "2026-11-24T15:00:00.000Z";
    expect(body).toEqual({
      requests: [
        { position: 1, clientOrderId: "order-1", receivedAt: at, outcome: "ACCEPTED" },
        { position: 2, clientOrderId: "order-1", receivedAt: at, outcome: "REPEATED" },
        { position: 3, clientOrderId: "order-1", receivedAt: at, outcome: "CONFLICT" },
        { position: 4, clientOrderId: "order-2", receivedAt: at, outcome: "INVALID" },
        { position: 5, clientOrderId: null, receivedAt: at, outcome: "INVALID" },
        { position: 6, clientOrderId: "order-3", receivedAt: at, outcome: "REQUEST_LOST" },
      ],
      orders: { "order-1": 1 },
      next: null,
    });
    const page = await call("GET", "/log?clientOrderId=order-1&limit=2");
    expect(page.body).toMatchObject({ requests: [{ position: 1 }, { position: 2 }], next: 2 });
    const rest = await call("GET", "/log?clientOrderId=order-1&limit=2&after=2");
    expect(rest.body).toMatchObject({ requests: [{ position: 3 }], next: null });
  });

  it("keeps orders, settings, what is left of a count and the log over a restart", async () => {
    await post("/control", { loseAnswer: 2, symbol: "ETHUSD" });
    await expect(post("/orders", order({ symbol: "ETHUSD" }))).rejects.toThrow();
    now += 40;
    const before = await call("GET", "/orders/order-1");
    await close();
    await open();
    expect(await call("GET", "/orders/order-1")).toEqual(before);
    expect((await call("GET", "/control")).body.symbols).toEqual({ ETHUSD: { loseAnswer: 1 } });
    expect((await call("GET", "/log")).body.requests.length).toBe(1);
  });

  it("merges settings, keeps symbols apart and forgets them on reset", async () => {
    await post("/control", { fillRatio: 0.5, refuse: true });
    await post("/control", { symbol: "LTCUSD", refuse: false, latencyMs: 7 });
    const { body } = await post("/control", { duplicate: true });
    expect(body).toEqual({
      settings: {
        fillRatio: "0.5",
        latencyMs: null,
        refuse: "Refused by the venue",
        duplicate: true,
        lateMs: 0,
        outOfOrder: false,
        loseAnswer: false,
        loseRequest: false,
      },
      symbols: { LTCUSD: { refuse: null, latencyMs: 7 } },
    });
    expect((await post("/orders", order())).body).toMatchObject({
      status: "REJECTED",
      rejectReason: "Refused by the venue",
    });
    await post("/orders", order({ clientOrderId: "order-2", symbol: "LTCUSD" }));
    now += 1_000;
    expect((await call("GET", "/orders/order-2")).body).toMatchObject({
      status: "DONE",
      cumulativeQuantity: "0.75",
    });
    expect((await post("/control", { symbol: "LTCUSD", reset: true, lateMs: 5 })).body.symbols).toEqual({
      LTCUSD: { lateMs: 5 },
    });
    const cleared = await post("/control", { reset: true });
    expect(cleared.body).toMatchObject({ settings: { fillRatio: "1", duplicate: false }, symbols: {} });
  });

  it("does not let a later setting reach an order that was accepted before", async () => {
    await post("/orders", order());
    await post("/control", { refuse: "Closed", fillRatio: "0" });
    now += 1_000;
    expect((await call("GET", "/orders/order-1")).body).toMatchObject({
      status: "DONE",
      cumulativeQuantity: "1.5",
    });
  });

  it("refuses a second process on its port instead of taking it over", async () => {
    await expect(serveVenue(venue, server.port)).rejects.toThrow(/EADDRINUSE/);
  });
});

describe("hostile input", () => {
  beforeAll(openFresh);
  afterAll(closeAndRemove);
  afterEach(async () => {
    expect(await call("GET", "/health")).toEqual({ status: 200, body: { status: "ok" } });
  });

  it.each([
    ["an empty body", ""],
    ["no JSON", "{"],
    ["null", "null"],
    ["an array", "[]"],
    ["a number", "1"],
    ["a deep array", "[".repeat(8_000)],
    ["a body that is not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
    ["a lone surrogate as id", JSON.stringify(order({ clientOrderId: "\ud800" }))],
    ["a prototype", `{"__proto__":{"x":1},${JSON.stringify(order()).slice(1)}`],
    ["an unknown property", JSON.stringify(order({ price: "1" }))],
    ["both amounts", JSON.stringify(order({ notional: "1" }))],
    ["neither amount", JSON.stringify(without("quantity"))],
    ["no id", JSON.stringify(without("clientOrderId"))],
    ["an empty id", JSON.stringify(order({ clientOrderId: "" }))],
    ["an id with a line break", JSON.stringify(order({ clientOrderId: "a\nb" }))],
    ["an id that is a path step", JSON.stringify(order({ clientOrderId: ".." }))],
    ["a long id", JSON.stringify(order({ clientOrderId: "a".repeat(129) }))],
    ["a number as id", JSON.stringify(order({ clientOrderId: 7 }))],
    ["an unknown symbol", JSON.stringify(order({ symbol: "DOGEUSD" }))],
    ["a property of objects as symbol", JSON.stringify(order({ symbol: "constructor" }))],
    ["an unknown side", JSON.stringify(order({ side: "buy" }))],
    ["an unknown time in force", JSON.stringify(order({ timeInForce: "DAY" }))],
    ["a quantity that is a number", JSON.stringify(order({ quantity: 1.5 }))],
    ["a quantity of zero", JSON.stringify(order({ quantity: "0.00000000" }))],
    ["a negative quantity", JSON.stringify(order({ quantity: "-1" }))],
    ["an exponent", JSON.stringify(order({ quantity: "1e3" }))],
    ["thirty digits", JSON.stringify(order({ quantity: "9".repeat(30) }))],
    ["thirty decimals", JSON.stringify(order({ quantity: `0.${"1".repeat(30)}` }))],
    ["a ninth decimal", JSON.stringify(order({ quantity: "1.000000001" }))],
    ["NaN", JSON.stringify(order({ quantity: "NaN" }))],
    ["a quantity with a space", JSON.stringify(order({ quantity: "1 " }))],
    ["Arabic digits", JSON.stringify(order({ quantity: "١" }))],
    ["a third USD decimal", JSON.stringify({ ...without("quantity"), notional: "1.001" })],
    ["a negative notional", JSON.stringify({ ...without("quantity"), notional: "-1" })],
    ["maximumQuantity on a quantity", JSON.stringify(order({ maximumQuantity: "1" }))],
    [
      "maximumQuantity on a BUY",
      JSON.stringify({ ...without("quantity"), notional: "1", maximumQuantity: "1" }),
    ],
    [
      "a maximumQuantity of zero",
      JSON.stringify({ ...without("quantity"), side: "SELL", notional: "1", maximumQuantity: "0" }),
    ],
  ])("answers 400 to an order with %s and accepts nothing", async (_name, body) => {
    const before = (await call("GET", "/log")).body.requests.length;
    const answer = await call("POST", "/orders", body);
    expect(answer).toEqual({
      status: 400,
      body: { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) },
    });
    const { requests, orders } = (await call("GET", "/log")).body;
    expect(requests.slice(before)).toMatchObject([{ outcome: "INVALID" }]);
    expect(orders).toEqual({});
  });

  it("takes the largest amounts the wire allows and fills what the book holds", async () => {
    const quantity = `${"9".repeat(15)}.99999999`;
    expect((await post("/orders", order({ quantity }))).status).toBe(201);
    const notional = `${"9".repeat(15)}.99`;
    const selling = { ...without("quantity"), clientOrderId: "order-2", side: "SELL", notional };
    expect((await post("/orders", selling)).status).toBe(201);
    now += 1_000;
    for (const id of ["order-1", "order-2"]) {
      const { body } = await call("GET", `/orders/${id}`);
      expect(body).toMatchObject({ status: "DONE", cumulativeQuantity: expect.stringMatching(/^3\d{5}\./) });
    }
  });

  it.each([
    { fillRatio: "1.1" },
    { fillRatio: "-0.1" },
    { fillRatio: 2 },
    { fillRatio: 1e-12 },
    { fillRatio: "half" },
    { fillRatio: "" },
    { fillRatio: "9".repeat(30) },
    { latencyMs: -1 },
    { latencyMs: 1.5 },
    { latencyMs: 1e12 },
    { latencyMs: "10" },
    { lateMs: -1 },
    { refuse: "" },
    { refuse: "x".repeat(201) },
    { refuse: 1 },
    { duplicate: "yes" },
    { outOfOrder: 1 },
    { loseAnswer: -1 },
    { loseRequest: 1.5 },
    { reset: "yes" },
    { symbol: "DOGEUSD" },
    { symbol: "*" },
    { speed: 1 },
    [],
    null,
    "reset",
  ])("answers 400 to the control change %j and changes nothing", async (change) => {
    const before = await call("GET", "/control");
    expect(await post("/control", change)).toMatchObject({ status: 400, body: { code: expect.any(String) } });
    expect(await call("GET", "/control")).toEqual(before);
  });

  it("answers 400 to a control change that is not UTF-8", async () => {
    const bytes = new Uint8Array([...Buffer.from('{"refuse":"'), 0xff, ...Buffer.from('"}')]);
    expect(await call("POST", "/control", bytes)).toMatchObject({ status: 400 });
    expect((await call("GET", "/control")).body.settings.refuse).toBeNull();
  });

  it.each([
    ["GET", "/", 404],
    ["GET", "/orders", 405],
    ["DELETE", "/orders/order-1", 405],
    ["PUT", "/control", 405],
    ["GET", "/orders/%ff", 400],
    ["GET", "/orders/a/b", 404],
    ["GET", "/orders/", 404],
    ["GET", `/orders/${"a".repeat(4_000)}`, 404],
    ["GET", "/orders/%00", 404],
    ["GET", "/quotes/__proto__", 404],
    ["GET", "/quotes/%27%3B--", 404],
    ["GET", "/log?limit=0", 400],
    ["GET", "/log?limit=10001", 400],
    ["GET", "/log?limit=x", 400],
    ["GET", "/log?after=-1", 400],
    ["GET", "/log?after=9999999999999999", 400],
    ["GET", "/constructor", 404],
  ])("answers %s %s with %i", async (method, path, status) => {
    expect(await call(method, path)).toMatchObject({ status, body: { code: expect.any(String) } });
  });

  it.each(["/orders", "/control"])("answers 413 to a huge body on %s", async (path) => {
    const answer = await call("POST", path, `{"clientOrderId":"${"a".repeat(5_000_000)}"}`);
    expect(answer).toMatchObject({ status: 413, body: { code: "TOO_LARGE" } });
  });

  it("hangs up on a body without end", async () => {
    const chunk = `10000\r\n${"a".repeat(0x10000)}\r\n`.repeat(300);
    const answer = await raw(
      `POST /orders HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n${chunk}`,
    );
    expect(answer).toBe("");
  });

  it("survives bytes that are no HTTP and callers that hang up", async () => {
    expect(await raw("\u0000\u0001garbage\r\n\r\n")).toContain("400 Bad Request");
    const socket = connect(server.port, "127.0.0.1", () => {
      socket.write("POST /orders HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{", () =>
        socket.destroy(),
      );
    });
    await new Promise((resolve) => socket.on("close", resolve));
  });

  it("does not serve what a web page sends", async () => {
    const response = await fetch(`${server.url}/control`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
      body: '{"refuse":true}',
    });
    expect(response.status).toBe(403);
    expect((await call("GET", "/control")).body.settings.refuse).toBeNull();
  });
});
