import { afterAll, beforeAll, expect, test } from "vitest";
import { Relay } from "@/server/services/deliveries/relay";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { type Receiver, startReceiver } from "@/server/testing/receiver";
import {
  allocationBody,
  fingerprint,
  type RestAnswer,
  type RestClient,
  startRestClient,
} from "@/server/testing/rest-client";
import { routes } from "./routes";

let desk: Harness;
let rest: RestClient;
let receiver: Receiver;
/** Objects of the demo firm, each in a state in which the call would do something for the demo firm itself. */
let theirs: {
  open: string;
  done: string;
  reopened: string;
  allocation: string;
  account: string;
  endpoint: string;
  event: string;
};
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
  const open = await rest.openBatch();
  await rest.post("/allocation/trade/batch/allocate", allocationBody(open, { account: "AT00077" }));
  const done = await rest.openBatch();
  const body = allocationBody(done, { account: "AT00078" });
  await rest.post("/allocation/trade/batch/allocate", body);
  await rest.post("/allocation/trade/batch/close", { batchTransactionId: done, allocations: 1 });
  receiver = await startReceiver();
  const endpoint = await rest.post("/webhook-endpoints", { url: receiver.url });
  await desk.processAll();
  const relay = new Relay(desk.ctx);
  while ((await relay.turn()) > 0) await relay.settled();
  await relay.stop();
  theirs = {
    open,
    done,
    reopened: await rest.openBatch(),
    allocation: body.clientTransactionId,
    account: "AT00078",
    endpoint: endpoint.json.id,
    event: (await rest.get(`/webhook-endpoints/${endpoint.json.id}/deliveries`)).json.items[0].messageId,
  };
});
afterAll(async () => {
  await receiver.close();
  await desk.close();
});

type Outcome = "not found" | "refused" | "own" | "public";
type Probe = (firm: { token: string }, ids: typeof theirs) => Promise<RestAnswer>;

const hook = (id: string, tail = "") => `/webhook-endpoints/${id}${tail}`;
const batch = (id: string, tail = "") => `/allocation/trade/batch/${id}${tail}`;

/**
 * How each route is asked, as another firm, for what is the demo firm's, and what must come of it: the same 404 as for an id that
 * nobody has, a refusal in the contract's words, or only the asker's own data.
 */
const probes: Record<string, { outcome: Outcome; ask: Probe }> = {
  "post /login": {
    outcome: "public",
    ask: () => rest.post("/login", { logonId: "demo-api", password: "wrong" }, { token: null }),
  },
  "get /status": { outcome: "public", ask: () => rest.get("/status", { token: null }) },
  "post /allocation/trade/batch/open": {
    outcome: "own",
    ask: (firm, ids) =>
      rest.post(
        batch("open"),
        { batchTransactionId: ids.reopened, symbol: "BTCUSD", type: "QUANTITY" },
        firm,
      ),
  },
  "post /allocation/trade/batch/allocate": {
    outcome: "refused",
    ask: (firm, ids) => rest.post(batch("allocate"), allocationBody(ids.open, { account: "OT00001" }), firm),
  },
  "post /allocation/trade/batch/close": {
    outcome: "not found",
    ask: (firm, ids) => rest.post(batch("close"), { batchTransactionId: ids.open, allocations: 1 }, firm),
  },
  "get /allocation/trade/batch/{batchTransactionId}": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(batch(ids.done), firm),
  },
  "get /allocation/trade/batch/allocate/{clientTransactionId}": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(batch(`allocate/${ids.allocation}`), firm),
  },
  "get /allocation/trade/batch": { outcome: "own", ask: (firm) => rest.get("/allocation/trade/batch", firm) },
  "post /allocation/trade/batch/{batchTransactionId}/allocations": {
    outcome: "not found",
    ask: (firm, ids) =>
      rest.post(batch(ids.open, "/allocations"), [allocationBody(ids.open, { account: "OT00001" })], firm),
  },
  "get /allocation/trade/batch/{batchTransactionId}/allocations": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(batch(ids.done, "/allocations"), firm),
  },
  "get /allocation/trade/batch/{batchTransactionId}/order": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(batch(ids.done, "/order"), firm),
  },
  "get /allocation/trade/batch/{batchTransactionId}/proof": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(batch(ids.done, "/proof"), firm),
  },
  "post /allocation/trade/batch/{batchTransactionId}/cancel": {
    outcome: "not found",
    ask: (firm, ids) => rest.post(batch(ids.open, "/cancel"), undefined, firm),
  },
  "get /instruments": { outcome: "own", ask: (firm) => rest.get("/instruments", firm) },
  "get /positions/{account}": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(`/positions/${ids.account}`, firm),
  },
  "get /events": { outcome: "own", ask: (firm) => rest.get("/events?limit=10000", firm) },
  "post /webhook-endpoints": {
    outcome: "own",
    ask: (firm) => rest.post("/webhook-endpoints", { url: "https://hooks.example.com/other" }, firm),
  },
  "get /webhook-endpoints": { outcome: "own", ask: (firm) => rest.get("/webhook-endpoints", firm) },
  "get /webhook-endpoints/{id}": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(hook(ids.endpoint), firm),
  },
  "patch /webhook-endpoints/{id}": {
    outcome: "not found",
    ask: (firm, ids) => rest.send("PATCH", hook(ids.endpoint), { ...firm, body: { status: "disabled" } }),
  },
  "delete /webhook-endpoints/{id}": {
    outcome: "not found",
    ask: (firm, ids) => rest.send("DELETE", hook(ids.endpoint), firm),
  },
  "post /webhook-endpoints/{id}/rotate-secret": {
    outcome: "not found",
    ask: (firm, ids) => rest.post(hook(ids.endpoint, "/rotate-secret"), undefined, firm),
  },
  "post /webhook-endpoints/{id}/test": {
    outcome: "not found",
    ask: (firm, ids) => rest.post(hook(ids.endpoint, "/test"), undefined, firm),
  },
  "get /webhook-endpoints/{id}/deliveries": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(hook(ids.endpoint, "/deliveries"), firm),
  },
  "get /webhook-endpoints/{id}/deliveries/{messageId}": {
    outcome: "not found",
    ask: (firm, ids) => rest.get(hook(ids.endpoint, `/deliveries/${ids.event}`), firm),
  },
  "post /webhook-endpoints/{id}/deliveries/{messageId}/resend": {
    outcome: "not found",
    ask: (firm, ids) => rest.post(hook(ids.endpoint, `/deliveries/${ids.event}/resend`), undefined, firm),
  },
  "post /webhook-endpoints/{id}/replay": {
    outcome: "not found",
    ask: (firm, ids) => rest.post(hook(ids.endpoint, "/replay"), { since: "2026-01-01T00:00:00Z" }, firm),
  },
  "post /sandbox/venue": {
    outcome: "own",
    ask: (firm) => rest.post("/sandbox/venue", { symbol: "SOLUSD", reset: true }, firm),
  },
  "post /sandbox/clock": { outcome: "own", ask: (firm) => rest.post("/sandbox/clock", { now: null }, firm) },
};

test("every route has a probe", () => {
  expect(Object.keys(probes).sort()).toEqual(routes.map((one) => `${one.method} ${one.path}`).sort());
});

/** Everything of the demo firm that an answer could give away. */
async function canaries(): Promise<string[]> {
  const { rows } = await desk.owner.query<{ text: string }>(
    `select unnest(array[public_id::text, batch_transaction_id::text]) as text from batches where firm_id = $1
     union all select unnest(array[a.public_id::text, client_transaction_id::text, account]) from allocations a where firm_id = $1
     union all select message_id::text from outbox_events where firm_id = $1
     union all select unnest(array[client_order_id, venue_order_id]) from orders where firm_id = $1
     union all select public_id::text from endpoints where firm_id = $1
     union all select execution_id from fills where firm_id = $1`,
    [desk.trader.firmId],
  );
  return rows.map((row) => row.text);
}

/** An answer without the id of its request and the id that was asked for. */
const comparable = ({ status, json }: RestAnswer) => ({
  status,
  ...json,
  message: json.message?.replaceAll(/[0-9a-f-]{36}/g, "ID"),
  requestId: "",
  details: "",
});

test.each(Object.keys(probes))("%s gives another firm nothing of ours", async (name) => {
  const probe = probes[name];
  if (probe === undefined) throw new Error(`no probe for ${name}`);
  const firm = { token: rest.otherToken };
  const nobodys = {
    open: newId(),
    done: newId(),
    reopened: newId(),
    allocation: newId(),
    account: "AT99999",
    endpoint: newId(),
    event: newId(),
  };
  const before = await fingerprint(desk, desk.trader.firmId);
  const answer = await probe.ask(firm, theirs);
  const unknown = await probe.ask(firm, nobodys);
  expect(await fingerprint(desk, desk.trader.firmId)).toEqual(before);
  if (probe.outcome === "not found") {
    expect(answer.status).toBe(404);
    expect(comparable(answer)).toEqual(comparable(unknown));
  }
  if (probe.outcome === "refused") {
    expect(answer.json).toMatchObject({ status: "REJECTED", rejectReason: unknown.json.rejectReason });
  }
  if (probe.outcome === "own") expect([200, 201]).toContain(answer.status);
  // What the asker itself said may come back; nothing else of the demo firm may.
  const said = [
    theirs.open,
    theirs.done,
    theirs.reopened,
    theirs.allocation,
    theirs.account,
    theirs.endpoint,
    theirs.event,
  ];
  const leaked = (await canaries()).filter((text) => answer.text.includes(text) && !said.includes(text));
  expect(leaked).toEqual([]);
});

test.each(routes.filter((one) => one.permission !== "public").map((one) => `${one.method} ${one.path}`))(
  "%s asks for a token first",
  async (name) => {
    const probe = probes[name];
    for (const token of ["", "Bearer", "x".repeat(43), rest.token.slice(1), `Basic ${rest.token}`]) {
      const answer = await probe?.ask({ token }, theirs);
      expect(answer?.json, token).toMatchObject({ code: 401, error: "UNAUTHENTICATED" });
      expect(Object.keys(answer?.json)).toEqual(["code", "message", "error", "details", "requestId"]);
    }
  },
);
