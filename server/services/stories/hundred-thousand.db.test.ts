import { afterAll, beforeAll, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import { batchOf, closeWith, type Line, orderOf, venueLogOf, walk } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { expectAsOracle } from "@/server/testing/oracle-check";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

const count = 100_000;

/** Twenty rows for each of 5,000 accounts, of sizes that share nothing, both sides, every fourth with a fee of its own. */
const lines: Line[] = Array.from({ length: count }, (_, n) => ({
  account: `AT${String((n % 5000) + 1).padStart(5, "0")}`,
  side: n % 10 === 7 ? "SELL" : "BUY",
  amount: `0.000${String((n * 7919) % 99_991).padStart(5, "0")}`.replace(/0+$/, "1"),
  ...(n % 4 === 0 ? { bpsCommission: n % 60, fixedCommission: "0.01" } : {}),
}));

test("every share of 100,000 allocations is the oracle's, and not a unit or a cent is lost", async () => {
  await desk.control.setControl({ latencyMs: 1, fillRatio: "0.777777777" });
  const startedAt = Date.now();
  const batch = await closeWith(desk, { type: "QUANTITY", lines });
  expect(batch.accepted).toBe(count);
  const closedAt = Date.now();
  await walk(desk, batch);
  const doneAt = Date.now();
  expect(await batchOf(desk, batch)).toMatchObject({ status: "COMPLETE", attention: null });
  await expectAsOracle(desk, batch);
  const order = await orderOf(desk, batch);
  expect(order?.status).toBe("PARTIALLY_FILLED");
  expect((await venueLogOf(desk, order?.clientOrderId ?? "")).orders).toBe(1);
  const provedAt = Date.now();
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(1);
  console.log(
    `100,000 allocations: stored and closed in ${seconds(startedAt, closedAt)} s, complete after ${seconds(closedAt, doneAt)} s, ` +
      `compared with the oracle in ${seconds(doneAt, provedAt)} s, verified in ${seconds(provedAt, Date.now())} s`,
  );
});
