import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import { expireBatches } from "@/server/services/batches/cancel-batch";
import { closeBatch } from "@/server/services/batches/close-batch";
import { allocationsOf, batchOf, eventsOf, type OpenedBatch, openWith } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
beforeEach(() => desk.owner.query("update firms set always_open = false where code = 'demo-advisors'"));
afterEach(() => desk.setClock(null));
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const lines = [
  { account: "AT00001", amount: "10" },
  { account: "nobody", amount: "10" },
];
const openAt = (at: string): Promise<OpenedBatch> => {
  desk.setClock(new Date(at));
  return openWith(desk, { type: "NOTIONAL", lines });
};
const expireAt = (at: string): Promise<number> => {
  desk.setClock(new Date(at));
  return expireBatches(desk.ctx, { ...desk.trader, name: "system", role: "SYSTEM" });
};
const closeAt = (at: string, batch: OpenedBatch) => {
  desk.setClock(new Date(at));
  return closeBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId, allocations: 1 });
};
const statusOf = async (batch: OpenedBatch) => (await batchOf(desk, batch)).status;

// Chicago is six hours behind in November, five in summer: the day ends at 22:30Z and 21:30Z.

test("P12 a batch expires at 16:30 in Chicago, not a millisecond before", async () => {
  const batch = await openAt("2026-11-24T15:00:00Z");
  await expireAt("2026-11-24T22:29:59.999Z");
  expect(await statusOf(batch)).toBe("OPEN");
  await expireAt("2026-11-24T22:30:00Z");
  expect(await batchOf(desk, batch)).toMatchObject({
    status: "REJECTED",
    rejectCode: "BATCH_EXPIRED",
    rejectReason: "Expired",
  });
  expect((await allocationsOf(desk, batch)).map((one) => one.status)).toEqual(["CANCELLED", "REJECTED"]);
  expect((await eventsOf(desk, batch)).map((event) => `${event.kind} ${event.status}`)).toEqual([
    "batch OPEN",
    "allocation REJECTED",
    "allocation CANCELLED",
    "batch REJECTED",
  ]);
  await expireAt("2026-11-24T22:31:00Z");
  expect(await eventsOf(desk, batch)).toHaveLength(4);
});

test("P12 in summer the same hour of Chicago is another hour of the world", async () => {
  const batch = await openAt("2026-07-14T15:00:00Z");
  await expireAt("2026-07-14T21:29:59.999Z");
  expect(await statusOf(batch)).toBe("OPEN");
  await expireAt("2026-07-14T21:30:00Z");
  expect(await statusOf(batch)).toBe("REJECTED");
});

test("P12 a batch opened after 17:05 lives until 16:30 of the next day, across the change of clocks", async () => {
  // Clocks went back in the night to 2026-11-01.
  const batch = await openAt("2026-10-31T23:00:00Z");
  await expireAt("2026-11-01T21:30:00Z");
  expect(await statusOf(batch)).toBe("OPEN");
  await expireAt("2026-11-01T22:30:00Z");
  expect(await statusOf(batch)).toBe("REJECTED");
});

test("P12 closing is refused from 16:30 to 17:05 and says when the market opens", async () => {
  const batch = await openAt("2026-11-24T22:40:00Z");
  await expect(closeAt("2026-11-24T22:45:00Z", batch)).rejects.toMatchObject({
    code: "MARKET_CLOSED",
    message: "Market is closed until 2026-11-24T23:05:00.000Z",
  });
  await expect(closeAt("2026-11-24T23:04:59.999Z", batch)).rejects.toMatchObject({ code: "MARKET_CLOSED" });
  expect(await statusOf(batch)).toBe("OPEN");
  expect(await closeAt("2026-11-24T23:05:00Z", batch)).toMatchObject({ status: "CLOSED" });
  desk.setClock(null);
  await desk.processAll();
  expect(await statusOf(batch)).toBe("COMPLETE");
});

test("P12 a batch whose day is over cannot be closed on the next one, although no worker has expired it yet", async () => {
  const batch = await openAt("2026-11-24T20:00:00Z");
  await expect(closeAt("2026-11-24T23:06:00Z", batch)).rejects.toMatchObject({ code: "BATCH_EXPIRED" });
  expect(await statusOf(batch)).toBe("OPEN");
  await expireAt("2026-11-24T23:07:00Z");
  expect(await statusOf(batch)).toBe("REJECTED");
});

test("P12 a firm that is always open has no expiry and no maintenance window", async () => {
  await desk.owner.query("update firms set always_open = true where code = 'demo-advisors'");
  const batch = await openAt("2026-11-24T20:00:00Z");
  expect(await expireAt("2026-11-27T20:00:00Z")).toBe(0);
  expect(await closeAt("2026-11-27T22:45:00Z", batch)).toMatchObject({ status: "CLOSED" });
  desk.setClock(null);
  await desk.processAll();
});

test("P12 one firm's day ends without touching another firm's batches", async () => {
  await desk.owner.query("update firms set always_open = false");
  desk.setClock(new Date("2026-11-24T20:00:00Z"));
  const theirs = await openWith(desk, { type: "NOTIONAL", lines: [], actor: desk.other });
  await expireAt("2026-11-24T22:30:00Z");
  expect(await statusOf(theirs)).toBe("OPEN");
});
