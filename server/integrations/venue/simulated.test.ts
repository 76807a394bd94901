import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { AppError, InvariantError } from "@/server/domain/errors";
import { VenueFault, type VenueOrderRequest } from "@/server/integrations/ports";
import { simulatedVenue, venueControl } from "./simulated";

const order: VenueOrderRequest = {
  clientOrderId: "batch-1",
  symbol: "BTCUSD",
  side: "BUY",
  timeInForce: "IOC",
  quantity: "1",
};
const good = {
  clientOrderId: "batch-1",
  venueOrderId: "v-1",
  status: "DONE",
  cumulativeQuantity: "1",
  executions: [{ id: "e-1", quantity: "1", price: "64000.5", executedAt: "2026-11-24T15:00:00.000Z" }],
};

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  servers = [];
});

/** A server that answers everything the same way, to see how the adapter reads it. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}
const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  serve((_request, response) => {
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
const venueAt = (baseUrl: string, timeoutMs = 2_000) => simulatedVenue({ baseUrl, timeoutMs });

describe("the adapter of the simulated venue", () => {
  it("reads an order and leaves out what the port does not know", async () => {
    const baseUrl = await answering(201, { ...good, acceptedAt: "2026-11-24T15:00:00.000Z", request: {} });
    expect(await venueAt(`${baseUrl}/`).submitOrder(order)).toEqual(good);
  });

  it.each([
    [500, { code: "INTERNAL", message: "the venue failed" }],
    [502, "<html>"],
    [503, ""],
    [429, { code: "SLOW_DOWN", message: "too fast" }],
    [408, ""],
    [401, { code: "UNAUTHENTICATED", message: "who" }],
    [302, ""],
    [204, ""],
    [200, "<html>"],
    [200, "null"],
    [200, {}],
    [200, { ...good, clientOrderId: "batch-2" }],
    [200, { ...good, status: "FILLED" }],
    [200, { ...good, cumulativeQuantity: 1 }],
    [200, { ...good, cumulativeQuantity: "1e3" }],
    [200, { ...good, executions: [{ ...good.executions[0], price: "NaN" }] }],
    [200, { ...good, executions: [{ ...good.executions[0], executedAt: "yesterday" }] }],
    [404, "<html>not here</html>"],
    [404, { code: "NO_ROUTE", message: "a proxy says so" }],
    [400, "<html>bad gateway configuration</html>"],
  ])("calls an answer %i %j an unknown state", async (status, body) => {
    const venue = venueAt(await answering(status, body, status === 302 ? { location: "/elsewhere" } : {}));
    await expect(venue.findOrder("batch-1")).rejects.toBeInstanceOf(VenueFault);
    if (status !== 404 || typeof body === "string")
      await expect(venue.submitOrder(order)).rejects.toBeInstanceOf(VenueFault);
    if (status === 200) await expect(venue.getQuote("BTCUSD")).rejects.toBeInstanceOf(VenueFault);
  });

  it("finds null only when the venue itself says that it has no such order", async () => {
    const baseUrl = await answering(404, { code: "ORDER_NOT_FOUND", message: "no order" });
    expect(await venueAt(baseUrl).findOrder("batch-1")).toBeNull();
  });

  it.each([400, 409, 413])("calls a refusal %i of our request a bug of ours", async (status) => {
    const baseUrl = await answering(status, { code: "BODY_INVALID", message: "quantity is wrong" });
    const failure = venueAt(baseUrl).submitOrder(order);
    await expect(failure).rejects.toBeInstanceOf(InvariantError);
    await expect(failure).rejects.toThrow(/batch-1.*quantity is wrong/);
  });

  it("gives up on a venue that does not answer in time", async () => {
    const silent = await serve(() => {});
    await expect(venueAt(silent, 100).submitOrder(order)).rejects.toBeInstanceOf(VenueFault);
    await expect(venueAt(silent, 100).findOrder("batch-1")).rejects.toBeInstanceOf(VenueFault);
    await expect(venueAt(silent, 100).getQuote("BTCUSD")).rejects.toBeInstanceOf(VenueFault);
  });

  it("gives up on an answer that starts but does not end in time", async () => {
    const stalling = await serve((_request, response) => {
      response.writeHead(200).write('{"clientOrderId":');
    });
    await expect(venueAt(stalling, 100).findOrder("batch-1")).rejects.toBeInstanceOf(VenueFault);
  });

  it("gives up on an answer that is far too long", async () => {
    const flooding = await serve((_request, response) => {
      response.writeHead(200);
      response.end(`${" ".repeat(5 * 1024 * 1024)}${JSON.stringify(good)}`);
    });
    await expect(venueAt(flooding).findOrder("batch-1")).rejects.toBeInstanceOf(VenueFault);
  });

  it("calls a reset connection and a refused one an unknown state, and asks only once", async () => {
    let requests = 0;
    const resetting = await serve((incoming) => {
      requests += 1;
      incoming.socket.destroy();
    });
    await expect(venueAt(resetting).submitOrder(order)).rejects.toBeInstanceOf(VenueFault);
    expect(requests).toBe(1);
    const closed = servers.pop();
    await new Promise((resolve) => closed?.close(resolve));
    await expect(venueAt(resetting).submitOrder(order)).rejects.toBeInstanceOf(VenueFault);
  });

  it("follows no redirect", async () => {
    let paths: (string | undefined)[] = [];
    const redirecting = await serve((incoming, response) => {
      paths = [...paths, incoming.url];
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    await expect(venueAt(redirecting).submitOrder(order)).rejects.toBeInstanceOf(VenueFault);
    expect(paths).toEqual(["/orders"]);
  });
});

describe("the control door of the simulated venue", () => {
  it("hands the venue's refusal of a setting to the caller", async () => {
    const baseUrl = await answering(400, { code: "BODY_INVALID", message: "lateMs: too small" });
    await expect(venueControl(baseUrl).setControl({ lateMs: -1 })).rejects.toEqual(
      new AppError("BODY_INVALID", "lateMs: too small"),
    );
  });

  it("calls an answer it cannot read an unknown state", async () => {
    const baseUrl = await answering(200, { settings: {} });
    await expect(venueControl(baseUrl).getControl()).rejects.toBeInstanceOf(VenueFault);
    await expect(venueControl(baseUrl).setControl({})).rejects.toBeInstanceOf(VenueFault);
  });
});
