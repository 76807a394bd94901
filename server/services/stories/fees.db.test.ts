import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import { toUnits } from "@/server/domain/decimal";
import { allocationsOf, eventsOf, holdingsOf, openWith, runBatch } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { expectAsOracle } from "@/server/testing/oracle-check";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
beforeEach(async () => {
  await desk.control.setControl({ reset: true, latencyMs: 1 });
});
afterEach(() => schedule(0, "0"));
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const schedule = (bps: number, fixed: string) =>
  desk.owner.query("update firms set default_bps_commission = $1, default_fixed_commission = $2", [
    bps,
    fixed,
  ]);

const revenue = async (): Promise<string> => {
  const { rows } = await desk.owner.query(
    `select trim_scale(coalesce(sum(b.amount), 0))::text as amount from balances b join ledger_accounts l on l.id = b.ledger_account_id
       join firms f on f.id = l.firm_id and f.code = 'demo-advisors' where l.kind = 'FEE_REVENUE'`,
  );
  return rows[0].amount;
};

describe("P5 a fee goes on top of what was executed", () => {
  test("bps and a fixed part, half-up to the cent, on either side", async () => {
    const before = await revenue();
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [
        { account: "AT00001", amount: "1", bpsCommission: 25, fixedCommission: "1.50" },
        { account: "AT00002", amount: "0.3", bpsCommission: 33 },
        { account: "AT00003", amount: "0.2", side: "SELL", bpsCommission: 10, fixedCommission: "0.01" },
        { account: "AT00004", amount: "0.1" },
      ],
    });
    const stored = await expectAsOracle(desk, batch);
    expect(stored[3]?.fee).toBe("0");
    const fees = stored.reduce((sum, one) => sum + toUnits(one.fee ?? "", 2), 0n);
    expect(toUnits(await revenue(), 2) - toUnits(before, 2)).toBe(fees);
    expect((await holdingsOf(desk, "AT00001"))["USD due"]).toBe(`-${stored[0]?.netMoney}`);
    expect((await holdingsOf(desk, "AT00003"))["USD due"]).toBe(stored[2]?.netMoney);
    const events = (await eventsOf(desk, batch)).filter((event) => event.kind === "allocation");
    expect(events.map((event) => event.body.payload.feeApplied)).toEqual([
      stored[0]?.fee,
      stored[1]?.fee,
      stored[2]?.fee,
      undefined,
    ]);
  });

  test("the firm's schedule holds for rows without one of their own, and a zero of their own is their own", async () => {
    await schedule(50, "2");
    const batch = await runBatch(desk, {
      type: "NOTIONAL",
      lines: [
        { account: "AT00005", amount: "1000" },
        { account: "AT00006", amount: "1000", bpsCommission: 0 },
        { account: "AT00007", amount: "1000", fixedCommission: "1" },
        { account: "AT00008", amount: "1000", bpsCommission: 10 },
      ],
    });
    const stored = await expectAsOracle(desk, batch, { bpsCommission: 50, fixedCommission: "2" });
    expect(stored.map((one) => one.fee)).toEqual(["7", "0", "1", "1"]);
  });

  test("the firm's schedule counts in buying power", async () => {
    await schedule(0, "0.01");
    const batch = await runBatch(desk, {
      type: "NOTIONAL",
      lines: [{ account: "AT00009", amount: "1000000" }],
    });
    expect((await allocationsOf(desk, batch))[0]?.rejectCode).toBe("INSUFFICIENT_BUYING_POWER");
  });

  test("a SELL never pays more than it brings", async () => {
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      symbol: "LTCUSD",
      lines: [
        { account: "AT00010", side: "SELL", amount: "0.02", fixedCommission: "5" },
        { account: "AT00011", side: "SELL", amount: "0.02", bpsCommission: 10_000 },
        { account: "AT00012", side: "SELL", amount: "1", fixedCommission: "5" },
      ],
    });
    const stored = await expectAsOracle(desk, batch);
    for (const one of stored.slice(0, 2)) expect(one).toMatchObject({ fee: one.gross, netMoney: "0" });
    expect(stored[2]).toMatchObject({ fee: "5" });
    expect((await holdingsOf(desk, "AT00010"))["USD due"]).toBeUndefined();
  });

  test("terms that cannot be are refused on arrival", async () => {
    const batch = await openWith(desk, {
      type: "NOTIONAL",
      lines: [
        { account: "AT00013", amount: "100", bpsCommission: -1 },
        { account: "AT00013", amount: "100", bpsCommission: 10_001 },
        { account: "AT00013", amount: "100", fixedCommission: "0.001" },
        { account: "AT00013", amount: "100", fixedCommission: "-1" },
        { account: "AT00013", amount: "100", side: "SELL", fixedCommission: "100.01" },
        { account: "AT00013", amount: "100", side: "SELL", fixedCommission: "100" },
      ],
    });
    expect(batch.verdicts.map((one) => one.code)).toEqual([
      "FEE_INVALID",
      "FEE_INVALID",
      "FEE_INVALID",
      "FEE_INVALID",
      "FEE_INVALID",
      undefined,
    ]);
  });
});
