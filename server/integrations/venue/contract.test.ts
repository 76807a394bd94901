import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { Agent, request } from "undici";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { Decimal } from "@/server/domain/decimal";
import { InvariantError } from "@/server/domain/errors";
import {
  type TradingVenue,
  VenueFault,
  type VenueOrder,
  type VenueOrderRequest,
} from "@/server/integrations/ports";
import { defaultSettings } from "@/server/venue/control";
import { planOrder } from "@/server/venue/engine";
import { serveVenue } from "@/server/venue/http";
import { parseOrder } from "@/server/venue/order";
import { openVenue } from "@/server/venue/venue";
import { simulatedVenue, venueControl } from "./simulated";

/** A venue under test, with the means to trouble it and to look at it from outside. */
type Rig = {
  venue: TradingVenue;
  /** Faults for one symbol. */
  trouble(symbol: string, faults: Record<string, unknown>): Promise<void>;
  /** Lets the venue's time pass. */
  advance(milliseconds: number): void;
  /** What the venue's own log says about an id. */
  logOf(clientOrderId: string): Promise<{ outcomes: string[]; orders: number }>;
  close(): Promise<void>;
};

const logAnswer = z.object({
  requests: z.array(z.object({ outcome: z.string() })),
  orders: z.record(z.string(), z.number()),
});

async function readLog(baseUrl: string, clientOrderId: string) {
  const answer = await request(`${baseUrl}/log?clientOrderId=${encodeURIComponent(clientOrderId)}`);
  const log = logAnswer.parse(await answer.body.json());
  return {
    outcomes: log.requests.map((entry) => entry.outcome).toSorted(),
    orders: log.orders[clientOrderId] ?? 0,
  };
}

async function openSimulated(): Promise<Rig> {
  const home = await mkdtemp(join(tmpdir(), "venue-contract-"));
  let now = Date.parse("2026-11-24T15:00:00.000Z");
  const exchange = openVenue({ home, now: () => now });
  const server = await serveVenue(exchange, 0);
  const control = venueControl(server.url);
  return {
    venue: simulatedVenue({ baseUrl: server.url, timeoutMs: 5_000 }),
    trouble: async (symbol, faults) => {
      await control.setControl({ symbol, ...faults });
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
    logOf: (clientOrderId) => readLog(server.url, clientOrderId),
    close: async () => {
      await server.close();
      exchange.close();
      await rm(home, { recursive: true });
    },
  };
}

const newOrder = (more: Partial<VenueOrderRequest> = {}): VenueOrderRequest => ({
  clientOrderId: "batch-1",
  symbol: "BTCUSD",
  side: "BUY",
  timeInForce: "IOC",
  ...(more.notional === undefined ? { quantity: "12.5" } : {}),
  ...more,
});

const quantityOf = (order: VenueOrder): Decimal =>
  distinct(order).reduce((sum, execution) => sum.plus(execution.quantity), new Decimal(0));
const spentOn = (order: VenueOrder): Decimal =>
  distinct(order).reduce(
    (sum, { quantity, price }) => sum.plus(new Decimal(quantity).times(price)),
    new Decimal(0),
  );
const distinct = (order: VenueOrder) => [
  ...new Map(order.executions.map((execution) => [execution.id, execution])).values(),
];

describe.each([{ name: "simulated venue", open: openSimulated }])(
  "the $name keeps the contract",
  ({ open }) => {
    let rig: Rig;
    beforeEach(async () => {
      rig = await open();
    });
    afterEach(() => rig.close());

    /** Sends an order and returns it as it stands when nothing more can happen. */
    async function fill(order: VenueOrderRequest): Promise<VenueOrder> {
      await rig.venue.submitOrder(order);
      rig.advance(3_600_000);
      const found = await rig.venue.findOrder(order.clientOrderId);
      if (!found) throw new Error(`order ${order.clientOrderId} is not there`);
      return found;
    }

    it("fills an order in several executions whose sum is cumulativeQuantity", async () => {
      const order = await fill(newOrder());
      expect(order).toMatchObject({ clientOrderId: "batch-1", status: "DONE", cumulativeQuantity: "12.5" });
      expect(order.executions.length).toBeGreaterThanOrEqual(3);
      expect(new Set(order.executions.map((execution) => execution.id)).size).toBe(order.executions.length);
      expect(quantityOf(order).toFixed()).toBe("12.5");
    });

    it("works an order until its last execution, reporting each when it happens", async () => {
      await rig.trouble("BTCUSD", { latencyMs: 100 });
      const submitted = await rig.venue.submitOrder(newOrder());
      expect(submitted).toMatchObject({ status: "WORKING", cumulativeQuantity: "0", executions: [] });
      rig.advance(250);
      const working = await rig.venue.findOrder("batch-1");
      expect(working?.status).toBe("WORKING");
      expect(working?.executions.map((execution) => execution.executedAt)).toEqual([
        "2026-11-24T15:00:00.100Z",
        "2026-11-24T15:00:00.200Z",
      ]);
      if (working) expect(quantityOf(working).toFixed()).toBe(working.cumulativeQuantity);
    });

    it("makes one order of fifty submissions at once", async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => rig.venue.submitOrder(newOrder())));
      expect(new Set(answers.map((answer) => answer.venueOrderId)).size).toBe(1);
      const log = await rig.logOf("batch-1");
      expect(log.orders).toBe(1);
      expect(log.outcomes).toEqual(["ACCEPTED", ...Array.from({ length: 49 }, () => "REPEATED")]);
    });

    it("answers a repeated order as it stands", async () => {
      const done = await fill(newOrder());
      expect(await rig.venue.submitOrder(newOrder())).toEqual(done);
    });

    it.each([
      { quantity: "12.50000001" },
      { side: "SELL" as const },
      { symbol: "ETHUSD" },
      { timeInForce: "FOK" as const },
      { notional: "12.5" },
    ])("calls another order under the same id a bug of ours: %j", async (more) => {
      const first = await fill(newOrder());
      await expect(rig.venue.submitOrder(newOrder(more))).rejects.toBeInstanceOf(InvariantError);
      expect(await rig.venue.findOrder("batch-1")).toEqual(first);
      expect((await rig.logOf("batch-1")).orders).toBe(1);
    });

    it("calls a malformed order a bug of ours and accepts nothing", async () => {
      const both = { ...newOrder(), notional: "5" };
      await expect(rig.venue.submitOrder(both)).rejects.toBeInstanceOf(InvariantError);
      await expect(rig.venue.submitOrder(newOrder({ quantity: "-1" }))).rejects.toBeInstanceOf(
        InvariantError,
      );
      await expect(rig.venue.submitOrder(newOrder({ symbol: "DOGEUSD" }))).rejects.toBeInstanceOf(
        InvariantError,
      );
      expect(await rig.venue.findOrder("batch-1")).toBeNull();
    });

    it("finds null where no order was accepted", async () => {
      expect(await rig.venue.findOrder("batch-1")).toBeNull();
      expect(await rig.venue.findOrder("odd/id?x=%41")).toBeNull();
    });

    it("never spends more than the notional of a BUY and leaves less than a cent of it", async () => {
      const order = await fill(newOrder({ notional: "1000000.01" }));
      const left = new Decimal("1000000.01").minus(spentOn(order));
      expect(left.gte(0)).toBe(true);
      expect(left.lt("0.01")).toBe(true);
    });

    it("sells until the notional is reached, by less than a cent more", async () => {
      const order = await fill(newOrder({ side: "SELL", notional: "1000000.01" }));
      const over = spentOn(order).minus("1000000.01");
      expect(over.gte(0)).toBe(true);
      expect(over.lt("0.01")).toBe(true);
    });

    it("sells at most maximumQuantity, which satisfies a fill-or-kill order too", async () => {
      const selling = newOrder({ side: "SELL", notional: "1000000", maximumQuantity: "1.00000001" });
      expect(await fill(selling)).toMatchObject({ status: "DONE", cumulativeQuantity: "1.00000001" });
      const killing: VenueOrderRequest = { ...selling, clientOrderId: "batch-2", timeInForce: "FOK" };
      expect(await fill(killing)).toMatchObject({ status: "DONE", cumulativeQuantity: "1.00000001" });
    });

    it("fills a fill-or-kill order whole", async () => {
      expect(await fill(newOrder({ timeInForce: "FOK" }))).toMatchObject({
        status: "DONE",
        cumulativeQuantity: "12.5",
      });
    });

    it("fills nothing of a fill-or-kill order when a part of it finds no liquidity", async () => {
      await rig.trouble("BTCUSD", { fillRatio: "0.999999999" });
      expect(await fill(newOrder({ timeInForce: "FOK" }))).toMatchObject({
        status: "DONE",
        cumulativeQuantity: "0",
        executions: [],
      });
    });

    it("fills what there is of an immediate-or-cancel order and cancels the rest", async () => {
      await rig.trouble("BTCUSD", { fillRatio: 0.5 });
      const order = await fill(newOrder({ quantity: "0.00000003" }));
      expect(order).toMatchObject({ status: "DONE", cumulativeQuantity: "0.00000001" });
      const notional = await fill(newOrder({ clientOrderId: "batch-2", notional: "1000" }));
      expect(spentOn(notional).lt(501)).toBe(true);
      expect(spentOn(notional).gt(498)).toBe(true);
      await rig.trouble("BTCUSD", { fillRatio: "0" });
      expect(await fill(newOrder({ clientOrderId: "batch-3" }))).toMatchObject({
        status: "DONE",
        cumulativeQuantity: "0",
        executions: [],
      });
    });

    it("rejects with the venue's reason", async () => {
      await rig.trouble("BTCUSD", { refuse: "Trading halted" });
      expect(await rig.venue.submitOrder(newOrder())).toEqual({
        clientOrderId: "batch-1",
        venueOrderId: expect.any(String),
        status: "REJECTED",
        rejectReason: "Trading halted",
        cumulativeQuantity: "0",
        executions: [],
      });
    });

    it("may report each execution twice", async () => {
      const plain = await fill(newOrder());
      await rig.trouble("ETHUSD", { duplicate: true });
      const order = await fill(newOrder({ clientOrderId: "batch-2", symbol: "ETHUSD" }));
      expect(order.executions.length).toBe(2 * distinct(order).length);
      expect(quantityOf(order).toFixed()).toBe(order.cumulativeQuantity);
      expect(plain.executions.length).toBe(distinct(plain).length);
    });

    it("may report an execution after the order is done", async () => {
      await rig.trouble("BTCUSD", { latencyMs: 0, lateMs: 2_000 });
      const done = await rig.venue.submitOrder(newOrder());
      expect(done).toMatchObject({ status: "DONE", cumulativeQuantity: "12.5" });
      expect(quantityOf(done).lt("12.5")).toBe(true);
      rig.advance(1_999);
      expect(await rig.venue.findOrder("batch-1")).toEqual(done);
      rig.advance(1);
      const complete = await rig.venue.findOrder("batch-1");
      expect(complete?.executions.slice(0, -1)).toEqual(done.executions);
      if (complete) expect(quantityOf(complete).toFixed()).toBe("12.5");
    });

    it("may list executions out of order, the same way each time", async () => {
      await rig.trouble("BTCUSD", { outOfOrder: true });
      const order = await fill(newOrder());
      const times = order.executions.map((execution) => execution.executedAt);
      expect(times).not.toEqual(times.toSorted());
      expect(quantityOf(order).toFixed()).toBe("12.5");
      expect(await rig.venue.findOrder("batch-1")).toEqual(order);
    });

    it("has accepted the order whose answer was lost", async () => {
      await rig.trouble("BTCUSD", { loseAnswer: 2 });
      await expect(rig.venue.submitOrder(newOrder())).rejects.toBeInstanceOf(VenueFault);
      const found = await rig.venue.findOrder("batch-1");
      expect(found).toMatchObject({ clientOrderId: "batch-1" });
      await expect(rig.venue.submitOrder(newOrder())).rejects.toBeInstanceOf(VenueFault);
      expect(await rig.venue.submitOrder(newOrder())).toEqual(found);
      expect(await rig.logOf("batch-1")).toEqual({
        outcomes: ["ACCEPTED", "REPEATED", "REPEATED"],
        orders: 1,
      });
    });

    it("knows nothing of the order whose request was lost", async () => {
      await rig.trouble("BTCUSD", { loseRequest: true });
      await expect(rig.venue.submitOrder(newOrder())).rejects.toBeInstanceOf(VenueFault);
      await expect(rig.venue.submitOrder(newOrder())).rejects.toBeInstanceOf(VenueFault);
      expect(await rig.venue.findOrder("batch-1")).toBeNull();
      await rig.trouble("BTCUSD", { loseRequest: false });
      expect(await fill(newOrder())).toMatchObject({ status: "DONE", cumulativeQuantity: "12.5" });
      expect((await rig.logOf("batch-1")).orders).toBe(1);
    });

    it("quotes close to where orders fill", async () => {
      for (const symbol of ["BTCUSD", "ETHUSD", "BCHUSD", "LTCUSD", "SOLUSD"]) {
        const quote = await rig.venue.getQuote(symbol);
        const order = await fill(newOrder({ clientOrderId: symbol, symbol, notional: "5000000" }));
        const averagePrice = spentOn(order).div(quantityOf(order));
        expect(averagePrice.div(quote.ask).minus(1).abs().lt("0.03")).toBe(true);
        expect(new Decimal(quote.bid).lt(quote.ask)).toBe(true);
      }
    });

    it("calls a quote for an unlisted symbol a bug of ours", async () => {
      await expect(rig.venue.getQuote("DOGEUSD")).rejects.toBeInstanceOf(InvariantError);
    });
  },
);

describe("the simulated venue as a process", () => {
  let folder: string;
  let entry: string;
  let processes: ChildProcess[] = [];
  // A fresh connection per call, as a connection to a killed process is of no use.
  const dispatcher = new Agent({ keepAliveTimeout: 1 });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "venue-process-"));
    entry = join(folder, "venue.mjs");
    await build({
      entryPoints: [fileURLToPath(new URL("../../venue/main.ts", import.meta.url))],
      outfile: entry,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "silent",
    });
  });
  afterEach(async () => {
    for (const child of processes) await kill(child);
    processes = [];
  });
  afterAll(async () => {
    await dispatcher.close();
    await rm(folder, { recursive: true });
  });

  async function startVenue(home: string): Promise<{ child: ChildProcess; baseUrl: string }> {
    const child = spawn(process.execPath, [entry], {
      env: { ...process.env, VENUE_PORT: "0", VENUE_HOME: home },
      stdio: ["ignore", "pipe", "inherit"],
    });
    processes.push(child);
    const [line] = await once(createInterface(child.stdout ?? process.stdin), "line");
    return { child, baseUrl: z.object({ url: z.url() }).parse(JSON.parse(String(line))).url };
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  it("completes an order with the same executions after kill -9 in the middle of it", async () => {
    const home = join(folder, "middle");
    const first = await startVenue(home);
    const before = simulatedVenue({ baseUrl: first.baseUrl, timeoutMs: 5_000 });
    await venueControl(first.baseUrl).setControl({ latencyMs: 150 });
    await before.submitOrder(newOrder());
    const working = await vi.waitFor(
      async () => {
        const order = await before.findOrder("batch-1");
        expect(order?.executions.length).toBeGreaterThanOrEqual(2);
        return order;
      },
      { timeout: 10_000, interval: 20 },
    );
    expect(working?.status).toBe("WORKING");
    await kill(first.child);
    await expect(before.findOrder("batch-1")).rejects.toBeInstanceOf(VenueFault);

    const second = await startVenue(home);
    const after = simulatedVenue({ baseUrl: second.baseUrl, timeoutMs: 5_000 });
    const done = await vi.waitFor(
      async () => {
        const order = await after.findOrder("batch-1");
        expect(order?.status).toBe("DONE");
        return order;
      },
      { timeout: 10_000, interval: 20 },
    );
    expect(done?.executions.slice(0, working?.executions.length)).toEqual(working?.executions);
    expect(done?.cumulativeQuantity).toBe("12.5");
    expect(done && quantityOf(done).toFixed()).toBe("12.5");
    expect(await after.submitOrder(newOrder())).toEqual(done);
    expect(await readLog(second.baseUrl, "batch-1")).toEqual({
      outcomes: ["ACCEPTED", "REPEATED"],
      orders: 1,
    });

    const { body } = await request(`${second.baseUrl}/orders/batch-1`, { dispatcher });
    const { acceptedAt } = z.object({ acceptedAt: z.iso.datetime() }).parse(await body.json());
    const settings = { ...defaultSettings, latencyMs: 150 };
    const plan = planOrder(parseOrder(newOrder()), settings, "prorata", Date.parse(acceptedAt));
    expect(done?.executions).toMatchObject(
      plan.executions.map(({ id, quantity, price }) => ({ id, quantity, price })),
    );
  });

  it("keeps every order it answered when killed under load, and takes the others once", async () => {
    const home = join(folder, "load");
    const orders = Array.from({ length: 200 }, (_, index) => newOrder({ clientOrderId: `batch-${index}` }));
    const first = await startVenue(home);
    const before = simulatedVenue({ baseUrl: first.baseUrl, timeoutMs: 5_000 });
    let answered = 0;
    const outcomes = await Promise.all(
      orders.map(async (order) => {
        try {
          const taken = await before.submitOrder(order);
          answered += 1;
          if (answered === 60) await kill(first.child);
          return taken;
        } catch (error) {
          expect(error).toBeInstanceOf(VenueFault);
          return null;
        }
      }),
    );
    expect(outcomes.some((outcome) => outcome === null)).toBe(true);
    expect(answered).toBeGreaterThanOrEqual(60);

    const second = await startVenue(home);
    const after = simulatedVenue({ baseUrl: second.baseUrl, timeoutMs: 5_000 });
    for (const [index, order] of orders.entries()) {
      const found = await after.findOrder(order.clientOrderId);
      if (outcomes[index]) expect(found?.venueOrderId).toBe(outcomes[index].venueOrderId);
      await after.submitOrder(order);
      expect((await readLog(second.baseUrl, order.clientOrderId)).orders).toBe(1);
    }
  });

  it("makes one order when two processes share a home", async () => {
    const home = join(folder, "shared");
    const running = [await startVenue(home), await startVenue(home)];
    const venues = running.map(({ baseUrl }) => simulatedVenue({ baseUrl, timeoutMs: 10_000 }));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => venues.map((venue) => venue.submitOrder(newOrder()))).flat(),
    );
    expect(new Set(answers.map((answer) => answer.venueOrderId)).size).toBe(1);
    const log = await readLog(running[0]?.baseUrl ?? "", "batch-1");
    expect(log).toEqual({
      outcomes: ["ACCEPTED", ...Array.from({ length: 39 }, () => "REPEATED")],
      orders: 1,
    });
  });

  it("stops cleanly on SIGTERM", async () => {
    const { child, baseUrl } = await startVenue(join(folder, "stop"));
    expect((await request(`${baseUrl}/health`, { dispatcher })).statusCode).toBe(200);
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
  });

  it.each([
    [{ VENUE_PORT: "ninety" }, "VENUE_PORT must be a port number"],
    [{ VENUE_HOME: "" }, "VENUE_HOME must name a directory"],
    [{ VENUE_HOME: "/dev/null/venue" }, "ENOTDIR"],
  ])("does not start with %j and says why", async (settings, reason) => {
    const child = spawn(process.execPath, [entry], {
      env: { ...process.env, VENUE_PORT: "0", VENUE_HOME: join(folder, "never"), ...settings },
      stdio: ["ignore", "ignore", "pipe"],
    });
    processes.push(child);
    let said = "";
    child.stderr?.on("data", (text) => {
      said += text;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(1);
    expect(said).toContain(reason);
  });
});
