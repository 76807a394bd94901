import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runInvariants } from "@/server/db/verify";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { addAllocations, previewAllocations } from "@/server/services/allocations/add-allocations";
import { cancelBatch } from "@/server/services/batches/cancel-batch";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import {
  allocationsOf,
  batchOf,
  closeWith,
  eventsOf,
  holdingsOf,
  type OpenedBatch,
  openWith,
  runBatch,
  toldOf,
  walk,
} from "@/server/testing/batches";
import { type Harness, newId, startHarness } from "@/server/testing/harness";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const close = (batch: OpenedBatch, allocations: number) =>
  closeBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId, allocations });
const add = (batch: OpenedBatch, ...requests: AllocationRequest[]) =>
  addAllocations(desk.ctx, desk.trader, batch.batchTransactionId, requests);
const request = (batch: OpenedBatch, given: Partial<AllocationRequest> = {}): AllocationRequest => ({
  account: "AT00001",
  amount: "10",
  batchTransactionId: batch.batchTransactionId,
  clientTransactionId: newId(),
  side: "BUY",
  symbol: "BTCUSD",
  ...given,
});
const said = "The same clientTransactionId was submitted more than once";

describe("P8 the count at close", () => {
  test("is that of the accepted ones; a mismatch names all three and leaves the batch OPEN", async () => {
    const batch = await openWith(desk, {
      type: "NOTIONAL",
      lines: [
        { account: "AT00001", amount: "10" },
        { account: "AT00002", amount: "10" },
        { account: "nobody", amount: "10" },
      ],
    });
    for (const wrong of [0, 1, 3, 1_000_000]) {
      await expect(close(batch, wrong)).rejects.toMatchObject({
        code: "ALLOCATION_COUNT_MISMATCH",
        message: `Allocation count mismatch: expected ${wrong}, accepted 2, rejected 1`,
        details: { expected: wrong, accepted: 2, rejected: 1 },
      });
    }
    expect((await batchOf(desk, batch)).status).toBe("OPEN");
    expect(await add(batch, request(batch))).toMatchObject([{ status: "PENDING" }]);
    expect(await close(batch, 3)).toMatchObject({ status: "CLOSED", allocations: 3 });
    await walk(desk, batch);
    expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
  });

  test("an allocation after the close is REJECTED, stored, told, and never counted or filled", async () => {
    const batch = await closeWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00003", amount: "10" }] });
    const late = request(batch, { account: "AT00004" });
    const [verdict] = await add(batch, late);
    expect(verdict).toMatchObject({
      status: "REJECTED",
      code: "BATCH_NOT_OPEN",
      rejectReason: `Batch ${batch.batchTransactionId} is CLOSED, not OPEN`,
    });
    await walk(desk, batch);
    const [afterwards] = await add(batch, request(batch, { account: "AT00004" }));
    expect(afterwards?.rejectReason).toBe(`Batch ${batch.batchTransactionId} is COMPLETE, not OPEN`);
    expect((await allocationsOf(desk, batch)).map((one) => one.status).sort()).toEqual([
      "COMPLETE",
      "REJECTED",
      "REJECTED",
    ]);
    expect((await holdingsOf(desk, "AT00004")).BTC).toBe("10");
    expect(await toldOf(desk, batch)).toEqual([
      "batch OPEN",
      "batch CLOSED",
      "allocation REJECTED",
      "batch IN_PROGRESS",
      "order NEW",
      "order FILLED",
      "allocation COMPLETE",
      "batch COMPLETE",
      "allocation REJECTED",
    ]);
  });

  test("does not depend on clocks: rows dated after the close are part of its statement", async () => {
    desk.setClock(new Date(Date.now() + 3_600_000));
    const batch = await openWith(desk, {
      type: "NOTIONAL",
      lines: [
        { account: "AT00005", amount: "10" },
        { account: "nobody", amount: "10" },
      ],
    });
    desk.setClock(null);
    await close(batch, 1);
    await walk(desk, batch);
    expect((await batchOf(desk, batch)).status).toBe("COMPLETE");
    expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  });
});

describe("P9 amounts", () => {
  test("are above zero, no finer than their asset, and at least the minimum", async () => {
    const lines = ["0", "0.00", "-1", "0.99", "1", "1.001", "1.10"].map((amount) => ({
      account: "AT00006",
      amount,
    }));
    const dollars = await openWith(desk, { type: "NOTIONAL", lines });
    expect(dollars.verdicts.map((one) => one.code)).toEqual([
      "AMOUNT_NOT_POSITIVE",
      "AMOUNT_NOT_POSITIVE",
      "AMOUNT_NOT_POSITIVE",
      "AMOUNT_BELOW_MINIMUM",
      undefined,
      "AMOUNT_PRECISION",
      undefined,
    ]);
    const coins = await openWith(desk, {
      type: "QUANTITY",
      lines: ["0.000000001", "0.00000001"].map((amount) => ({ account: "AT00006", amount })),
    });
    expect(coins.verdicts.map((one) => one.code)).toEqual(["AMOUNT_PRECISION", undefined]);
  });

  test("below the minimum only where a SELL closes the whole position", async () => {
    await desk.owner.query("update instruments set minimum_order_quantity = 5 where symbol = 'SOLUSD'");
    const sell = (amount: string) => ({ account: "AT00007", side: "SELL" as const, amount });
    await runBatch(desk, { type: "QUANTITY", symbol: "SOLUSD", lines: [sell("997.5")] });
    const rest = await openWith(desk, {
      type: "QUANTITY",
      symbol: "SOLUSD",
      lines: [sell("2"), sell("2.5"), { account: "AT00007", amount: "2.5" }],
    });
    expect(rest.verdicts.map((one) => one.code)).toEqual([
      "AMOUNT_BELOW_MINIMUM",
      undefined,
      "AMOUNT_BELOW_MINIMUM",
    ]);
    await close(rest, 1);
    await walk(desk, rest);
    expect((await holdingsOf(desk, "AT00007")).SOL).toBe("0");
    await desk.owner.query(
      "update instruments set minimum_order_quantity = 0.00000001 where symbol = 'SOLUSD'",
    );
  });
});

describe("P11 a clientTransactionId is used once, for ever", () => {
  test("in the same call, in a later one and in another batch the first stands untouched", async () => {
    const batch = await openWith(desk, { type: "NOTIONAL", lines: [] });
    const first = request(batch);
    const other = { ...first, amount: "11", account: "AT00002" };
    const answers = await add(batch, first, other, first);
    expect(answers).toMatchObject([
      { status: "PENDING", duplicate: false },
      { status: "REJECTED", duplicate: false, rejectReason: said },
      { status: "REJECTED", duplicate: true, rejectReason: said },
    ]);
    expect(await add(batch, other, first)).toMatchObject([{ duplicate: false }, { duplicate: true }]);
    const second = await openWith(desk, { type: "NOTIONAL", lines: [] });
    const elsewhere = { ...first, batchTransactionId: second.batchTransactionId };
    expect(await add(second, elsewhere)).toMatchObject([{ status: "REJECTED", duplicate: false }]);
    expect(await allocationsOf(desk, batch)).toMatchObject([{ account: "AT00001", status: "PENDING" }]);
    expect(await allocationsOf(desk, second)).toEqual([]);
    expect(await eventsOf(desk, second)).toHaveLength(1);
  });

  test("a refused one has used its id as well", async () => {
    const batch = await openWith(desk, { type: "NOTIONAL", lines: [] });
    const refused = request(batch, { account: "nobody" });
    await add(batch, refused);
    expect(await add(batch, { ...refused, account: "AT00001" })).toMatchObject([
      { status: "REJECTED", code: "DUPLICATE_CLIENT_TRANSACTION_ID" },
    ]);
    expect(await allocationsOf(desk, batch)).toMatchObject([{ account: "nobody", status: "REJECTED" }]);
  });

  test("another firm may use it", async () => {
    const ours = await openWith(desk, { type: "NOTIONAL", lines: [] });
    const theirs = await openWith(desk, { type: "NOTIONAL", lines: [], actor: desk.other });
    const first = request(ours);
    await add(ours, first);
    const [verdict] = await addAllocations(desk.ctx, desk.other, theirs.batchTransactionId, [
      { ...first, account: "OT00001", batchTransactionId: theirs.batchTransactionId },
    ]);
    expect(verdict?.status).toBe("PENDING");
  });

  test("an unknown batch, and another firm's, store nothing", async () => {
    const theirs = await openWith(desk, { type: "NOTIONAL", lines: [], actor: desk.other });
    for (const batchTransactionId of [newId(), theirs.batchTransactionId]) {
      const one = request(theirs, { batchTransactionId });
      const [verdict] = await addAllocations(desk.ctx, desk.trader, batchTransactionId, [one]);
      expect(verdict).toMatchObject({ code: "BATCH_NOT_FOUND", rejectReason: "The batch ID does not exist" });
      const { rowCount } = await desk.owner.query(
        "select 1 from allocations where client_transaction_id = $1",
        [one.clientTransactionId],
      );
      expect(rowCount).toBe(0);
    }
  });

  test("a preview says the same and stores nothing", async () => {
    const batch = await openWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00001", amount: "5" }] });
    const [stored] = batch.requests;
    if (stored === undefined) throw new Error("nothing was stored");
    const mixed = [stored, request(batch), request(batch, { account: "nobody" }), { ...stored, amount: "6" }];
    const { eventSeq } = await batchOf(desk, batch);
    const before = await previewAllocations(desk.ctx, desk.trader, batch.batchTransactionId, mixed);
    expect((await batchOf(desk, batch)).eventSeq).toBe(eventSeq);
    expect(await allocationsOf(desk, batch)).toHaveLength(1);
    const after = await add(batch, ...mixed);
    const words = (verdicts: typeof after) =>
      verdicts.map(({ status, code, duplicate, rejectReason }) => ({
        status,
        code,
        duplicate,
        rejectReason,
      }));
    expect(words(before)).toEqual(words(after));
  });
});

describe("P11 open, close and cancel again", () => {
  test("open with the same body answers the batch as it stands; with another body it is refused", async () => {
    const batch = await openWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00001", amount: "5" }] });
    const body = {
      batchTransactionId: batch.batchTransactionId,
      symbol: "BTCUSD",
      type: "NOTIONAL" as const,
    };
    expect(await openBatch(desk.ctx, desk.trader, body)).toMatchObject({ status: "OPEN", allocations: 1 });
    for (const changed of [
      { ...body, symbol: "ETHUSD" },
      { ...body, type: "QUANTITY" as const },
      { ...body, partialFill: "ALL_OR_NONE" as const },
    ])
      await expect(openBatch(desk.ctx, desk.trader, changed)).rejects.toMatchObject({
        code: "BATCH_MISMATCH",
      });
    expect(await openBatch(desk.ctx, desk.trader, { ...body, partialFill: "REDUCE" })).toMatchObject({
      status: "OPEN",
    });
    await close(batch, 1);
    await walk(desk, batch);
    expect(await openBatch(desk.ctx, desk.trader, body)).toMatchObject({
      status: "COMPLETE",
      allocations: 1,
    });
    expect(await toldOf(desk, batch)).toHaveLength(7);
  });

  test("a batch of an unknown symbol is kept REJECTED and says so again", async () => {
    const body = { batchTransactionId: newId(), symbol: "DOGEUSD", type: "NOTIONAL" as const };
    const refused = { status: "REJECTED", rejectReason: "Symbol does not exist" };
    expect(await openBatch(desk.ctx, desk.trader, body)).toMatchObject(refused);
    expect(await openBatch(desk.ctx, desk.trader, body)).toMatchObject(refused);
  });

  test("a firm without its Firm Allocation Account opens nothing", async () => {
    const firm = desk.other.firmId;
    const { rows } = await desk.owner.query(
      "delete from firm_allocation_accounts where firm_id = $1 returning *",
      [firm],
    );
    const body = { batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" as const };
    expect(await openBatch(desk.ctx, desk.other, body)).toMatchObject({
      status: "REJECTED",
      rejectReason: "Firm Allocation Account does not exist",
    });
    await desk.owner.query(
      "insert into firm_allocation_accounts (firm_id, ledger_account_id) values ($1, $2)",
      [firm, rows[0].ledger_account_id],
    );
  });

  test("close repeats as it stands, before and after the work, and refuses another count", async () => {
    const batch = await closeWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00001", amount: "5" }] });
    expect(await close(batch, 1)).toMatchObject({ status: "CLOSED" });
    await expect(close(batch, 2)).rejects.toMatchObject({ code: "BATCH_NOT_OPEN" });
    await walk(desk, batch);
    expect(await close(batch, 1)).toMatchObject({ status: "COMPLETE" });
    await expect(close(batch, 0)).rejects.toMatchObject({ code: "BATCH_NOT_OPEN" });
    const { rows } = await desk.owner.query(
      "select count(*)::int as closes from audit_entries where action = 'batch.close' and object = $1",
      [batch.batchTransactionId],
    );
    expect(rows).toEqual([{ closes: 1 }]);
  });

  test("cancel ends all allocations, repeats as it stands, and comes too late once it is closed", async () => {
    const batch = await openWith(desk, {
      type: "NOTIONAL",
      lines: [
        { account: "AT00001", amount: "5" },
        { account: "nobody", amount: "5" },
        { account: "AT00002", amount: "5" },
      ],
    });
    const cancel = (of: OpenedBatch) =>
      cancelBatch(desk.ctx, desk.trader, { batchTransactionId: of.batchTransactionId });
    const cancelled = { status: "REJECTED", allocations: 2, rejectReason: "Cancelled by trader@demo.test" };
    expect(await cancel(batch)).toMatchObject(cancelled);
    expect(await cancel(batch)).toMatchObject(cancelled);
    expect((await allocationsOf(desk, batch)).map((one) => one.status)).toEqual([
      "CANCELLED",
      "REJECTED",
      "CANCELLED",
    ]);
    await expect(close(batch, 2)).rejects.toMatchObject({ code: "BATCH_NOT_OPEN" });
    const closed = await closeWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00001", amount: "5" }] });
    await expect(cancel(closed)).rejects.toMatchObject({ code: "BATCH_NOT_OPEN" });
  });
});
