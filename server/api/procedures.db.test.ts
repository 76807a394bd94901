import { TRPCError } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operator } from "@/server/auth/operators";
import { may, type Permission, type Role, rolesWith } from "@/server/domain/roles";
import { Relay } from "@/server/services/deliveries/relay";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { type Receiver, startReceiver } from "@/server/testing/receiver";
import { appRouter, createCaller } from "./root";

let desk: Harness;
let batchTransactionId: string;
let openId: string;
let clientTransactionId: string;
let apiKeyId: string;
let endpointId: string;
let receiver: Receiver;
let messageId: string;

const quiet = { next: async () => undefined, close: async () => undefined };
const operatorOf = (firm: "demo" | "other", role: Role): Operator => ({
  id: "1",
  firmId: firm === "demo" ? desk.trader.firmId : desk.other.firmId,
  firmName: firm,
  email: `somebody@${firm}.test`,
  displayName: "Somebody",
  role,
});
const callerOf = (operator: Operator | null) =>
  createCaller({ desk: desk.ctx, mode: "sandbox", changes: quiet, sink: null, operator });
type Caller = ReturnType<typeof callerOf>;

const row = (over: object = {}) => ({
  account: "AT00001",
  side: "BUY" as const,
  amount: "200",
  clientTransactionId: newId(),
  symbol: "BTCUSD",
  ...over,
});

beforeAll(async () => {
  desk = await startHarness();
  const trader = callerOf(operatorOf("demo", "TRADER"));
  batchTransactionId = newId();
  openId = newId();
  for (const id of [batchTransactionId, openId]) {
    await trader.batches.open({ batchTransactionId: id, symbol: "BTCUSD", type: "NOTIONAL" });
  }
  const first = row();
  clientTransactionId = first.clientTransactionId;
  await trader.allocations.add({ batchTransactionId, rows: [first] });
  await trader.batches.close({ batchTransactionId, allocations: 1 });
  const admin = callerOf(operatorOf("demo", "ADMIN"));
  receiver = await startReceiver();
  apiKeyId = (await admin.apiKeys.create({ name: "the key of Demo Advisors", scopes: ["read"] })).publicId;
  endpointId = (await admin.endpoints.create({ url: receiver.url })).endpointId;
  await desk.processAll();
  const relay = new Relay(desk.ctx);
  while ((await relay.turn()) > 0) await relay.settled();
  await relay.stop();
  const { items } = await admin.deliveries.list({ endpointId });
  messageId = items[0]?.messageId ?? "";
});
afterAll(async () => {
  await receiver.close();
  await desk.close();
});

type Entry = {
  permission: Permission;
  /** Calls the procedure with ids of the demo firm. */
  call: (caller: Caller) => Promise<unknown>;
  /** What another firm gets: a refusal with this code, or an answer without a trace of the demo firm. */
  elsewhere: "NOT_FOUND" | "EMPTY" | "OWN";
};

/** One entry for each procedure; one without an entry fails the first test. */
const table: Record<string, Entry> = {
  "session.current": { permission: "read", call: (c) => c.session.current(), elsewhere: "OWN" },
  "instruments.list": { permission: "read", call: (c) => c.instruments.list(), elsewhere: "OWN" },
  "accounts.findUnknown": {
    permission: "read",
    call: (c) => c.accounts.findUnknown({ accounts: ["AT00002"] }),
    elsewhere: "OWN",
  },
  "batches.list": { permission: "read", call: (c) => c.batches.list({}), elsewhere: "EMPTY" },
  "batches.get": {
    permission: "read",
    call: (c) => c.batches.get({ batchTransactionId }),
    elsewhere: "NOT_FOUND",
  },
  "batches.watch": {
    permission: "read",
    call: async (c) => {
      for await (const progress of await c.batches.watch({ batchTransactionId })) return progress;
      return null;
    },
    elsewhere: "NOT_FOUND",
  },
  "batches.open": {
    permission: "openBatch",
    call: (c) => c.batches.open({ batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" }),
    elsewhere: "OWN",
  },
  "batches.close": {
    permission: "closeBatch",
    call: (c) => c.batches.close({ batchTransactionId, allocations: 1 }),
    elsewhere: "NOT_FOUND",
  },
  "batches.cancel": {
    permission: "cancelBatch",
    call: (c) => c.batches.cancel({ batchTransactionId: openId }),
    elsewhere: "NOT_FOUND",
  },
  "allocations.list": {
    permission: "read",
    call: (c) => c.allocations.list({ batchTransactionId }),
    elsewhere: "EMPTY",
  },
  "allocations.get": {
    permission: "read",
    call: (c) => c.allocations.get({ clientTransactionId }),
    elsewhere: "NOT_FOUND",
  },
  "allocations.add": {
    permission: "addAllocation",
    call: (c) => c.allocations.add({ batchTransactionId: openId, rows: [row()] }),
    elsewhere: "EMPTY",
  },
};

const endpointTable: Record<string, Entry> = {
  "endpoints.stopped": { permission: "read", call: (c) => c.endpoints.stopped(), elsewhere: "OWN" },
  "endpoints.list": { permission: "read", call: (c) => c.endpoints.list(), elsewhere: "OWN" },
  "endpoints.get": {
    permission: "read",
    call: (c) => c.endpoints.get({ endpointId }),
    elsewhere: "NOT_FOUND",
  },
  "endpoints.create": {
    permission: "manageEndpoints",
    call: (c) => c.endpoints.create({ url: `${receiver.url}/more` }),
    elsewhere: "OWN",
  },
  "endpoints.change": {
    permission: "manageEndpoints",
    call: (c) => c.endpoints.change({ endpointId, description: "changed" }),
    elsewhere: "NOT_FOUND",
  },
  "endpoints.rotateSecret": {
    permission: "manageEndpoints",
    call: (c) => c.endpoints.rotateSecret({ endpointId }),
    elsewhere: "NOT_FOUND",
  },
  "endpoints.sendTest": {
    permission: "manageEndpoints",
    call: (c) => c.endpoints.sendTest({ endpointId }),
    elsewhere: "NOT_FOUND",
  },
  "endpoints.replay": {
    permission: "manageEndpoints",
    call: (c) => c.endpoints.replay({ endpointId, since: "2026-01-01T00:00:00Z", dryRun: true }),
    elsewhere: "NOT_FOUND",
  },
  "deliveries.list": {
    permission: "read",
    call: (c) => c.deliveries.list({ endpointId }),
    elsewhere: "NOT_FOUND",
  },
  "deliveries.get": {
    permission: "read",
    call: (c) => c.deliveries.get({ endpointId, messageId }),
    elsewhere: "NOT_FOUND",
  },
  "deliveries.resend": {
    permission: "manageEndpoints",
    call: (c) => c.deliveries.resend({ endpointId, messageId }),
    elsewhere: "NOT_FOUND",
  },
  "apiKeys.list": { permission: "read", call: (c) => c.apiKeys.list(), elsewhere: "OWN" },
  "apiKeys.create": {
    permission: "manageApiKeys",
    call: (c) => c.apiKeys.create({ name: "another", scopes: ["read"] }),
    elsewhere: "OWN",
  },
  "apiKeys.rotate": {
    permission: "manageApiKeys",
    call: (c) => c.apiKeys.rotate({ publicId: apiKeyId, overlapHours: 24 }),
    elsewhere: "NOT_FOUND",
  },
  "apiKeys.revoke": {
    permission: "manageApiKeys",
    call: (c) => c.apiKeys.revoke({ publicId: apiKeyId }),
    elsewhere: "NOT_FOUND",
  },
  "requests.list": { permission: "read", call: (c) => c.requests.list({}), elsewhere: "EMPTY" },
  "events.list": { permission: "read", call: (c) => c.events.list({}), elsewhere: "OWN" },
  "events.deliveries": {
    permission: "read",
    call: (c) => c.events.deliveries({ messageId }),
    elsewhere: "NOT_FOUND",
  },
  "testSink.address": { permission: "manageEndpoints", call: (c) => c.testSink.address(), elsewhere: "OWN" },
  "testSink.get": { permission: "read", call: (c) => c.testSink.get({ endpointId }), elsewhere: "NOT_FOUND" },
  "testSink.behave": {
    permission: "controlSandbox",
    call: (c) => c.testSink.behave({ endpointId }),
    elsewhere: "NOT_FOUND",
  },
  // Last, because nothing is left of the endpoint.
  "endpoints.remove": {
    permission: "manageEndpoints",
    call: (c) => c.endpoints.remove({ endpointId }),
    elsewhere: "NOT_FOUND",
  },
};
Object.assign(table, endpointTable);

const codeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
    return "OK";
  } catch (error) {
    return error instanceof TRPCError ? error.code : String(error);
  }
};

test("every procedure stands in the table", () => {
  expect(Object.keys(appRouter._def.procedures).sort()).toEqual(Object.keys(table).sort());
});

describe.each(Object.entries(table))("%s", (_, entry) => {
  test("another firm learns nothing of this one's objects and changes none", async () => {
    const before = await desk.owner.query("select count(*)::int as n from allocations where firm_id = $1", [
      desk.trader.firmId,
    ]);
    const stranger = callerOf(operatorOf("other", "ADMIN"));
    if (entry.elsewhere === "NOT_FOUND") expect(await codeOf(entry.call(stranger))).toBe("NOT_FOUND");
    else {
      const text = JSON.stringify(await entry.call(stranger));
      for (const canary of ["Demo Advisors", "demo.test", batchTransactionId, clientTransactionId]) {
        expect(text).not.toContain(canary);
      }
      if (entry.elsewhere === "EMPTY") expect(text).toMatch(/"items":\[\]|BATCH_NOT_FOUND/);
    }
    const after = await desk.owner.query("select count(*)::int as n from allocations where firm_id = $1", [
      desk.trader.firmId,
    ]);
    expect(after.rows).toEqual(before.rows);
  });

  test("nobody enters without signing in, and a role enters only where it may", async () => {
    expect(await codeOf(entry.call(callerOf(null)))).toBe("UNAUTHORIZED");
    for (const role of ["VIEWER", "APPROVER", "TRADER", "ADMIN"] as const) {
      const code = await codeOf(entry.call(callerOf(operatorOf("demo", role))));
      expect(code === "FORBIDDEN", `${role} of ${rolesWith(entry.permission).join(", ")}`).toBe(
        !may(role, entry.permission),
      );
    }
  });
});

test("every reason to refuse an allocation at once reaches the desk with its code", async () => {
  const trader = callerOf(operatorOf("demo", "TRADER"));
  const id = newId();
  await trader.batches.open({ batchTransactionId: id, symbol: "BTCUSD", type: "NOTIONAL" });
  const used = row();
  const { results } = await trader.allocations.add({
    batchTransactionId: id,
    rows: [
      used,
      row({ account: "NOBODY" }),
      row({ symbol: "ETHUSD" }),
      row({ amount: "-1" }),
      row({ amount: "0" }),
      row({ amount: "1.001" }),
      row({ amount: "0.99" }),
      row({ bpsCommission: 10_001 }),
      { ...used, amount: "201" },
      { ...used },
    ],
  });
  expect(results.map((one) => one.code ?? one.status)).toEqual([
    "PENDING",
    "ACCOUNT_NOT_FOUND",
    "SYMBOL_MISMATCH",
    "AMOUNT_NOT_POSITIVE",
    "AMOUNT_NOT_POSITIVE",
    "AMOUNT_PRECISION",
    "AMOUNT_BELOW_MINIMUM",
    "FEE_INVALID",
    "DUPLICATE_CLIENT_TRANSACTION_ID",
    "DUPLICATE_CLIENT_TRANSACTION_ID",
  ]);
  const mismatch = trader.batches.close({ batchTransactionId: id, allocations: 5 });
  await expect(mismatch).rejects.toThrow("Allocation count mismatch: expected 5, accepted 1, rejected 7");
  const unknown = await trader.batches.open({
    batchTransactionId: newId(),
    symbol: "XYZUSD",
    type: "NOTIONAL",
  });
  expect(unknown).toMatchObject({ status: "REJECTED", rejectReason: "Symbol does not exist" });
  await trader.batches.close({ batchTransactionId: id, allocations: 1 });
  const late = await trader.allocations.add({ batchTransactionId: id, rows: [row()] });
  expect(late.results[0]).toMatchObject({ status: "REJECTED", code: "BATCH_NOT_OPEN" });
});
