import { describe, expect, test, vi } from "vitest";
import { MemoryDrafts, openImport, uuidOf, validCsv } from "./testing";

const rowsOf = (opened: ReturnType<typeof openImport>) =>
  opened.controller.windowRows(0, 1_000).rows.map((row) => row.texts.join("|"));

describe("drafts", () => {
  test("a draft brings back rows, edits, deletions and added rows, and says how much it holds", async () => {
    const storage = new MemoryDrafts();
    const first = openImport(storage);
    await first.load(validCsv(6), { name: "june.csv" });
    await first.controller.saveNow();
    first.controller.edit(0, "amount", "777");
    first.controller.deleteRange({ top: 1, bottom: 2, left: 0, right: 0 });
    first.controller.paste(`AT00100\tBUY\t9\t\t${uuidOf(100)}`, { top: 99, bottom: 99, left: 0, right: 0 });
    await first.controller.saveNow();

    const second = openImport(storage);
    expect(await second.controller.findDraft()).toMatchObject({ sourceName: "june.csv", rows: 5, edits: 3 });
    expect(await second.controller.continueDraft()).toEqual({ phase: "fixing", rows: 5 });
    expect(rowsOf(second)).toEqual(rowsOf(first));
    expect(second.summary().totals).toEqual(first.summary().totals);
    expect(second.controller.undo()).toBeUndefined();
  });

  test("after the whole was written once, an edit writes only what changed", async () => {
    const storage = new MemoryDrafts();
    const { controller, load } = openImport(storage);
    await load(validCsv(500));
    await controller.saveNow();
    const base = storage.kept.get("operator/batch/base");
    controller.edit(3, "amount", "9");
    await controller.saveNow();
    expect(storage.kept.get("operator/batch/base")).toBe(base);
    expect(storage.kept.get("operator/batch/delta")).toMatchObject({ cells: [[3 * 7 + 2, "9"]] });
  });

  test("edits made while the whole is being written are not lost", async () => {
    const storage = new MemoryDrafts();
    const opened = openImport(storage);
    await opened.load(validCsv(5));
    const write = storage.set.bind(storage);
    storage.set = async (key, value) => {
      if (key.endsWith("/base")) {
        opened.controller.edit(2, "amount", "42");
        opened.controller.addEmptyRows(1);
      }
      await write(key, value);
    };
    await opened.controller.saveNow();
    storage.set = write;
    await opened.controller.saveNow();
    const again = openImport(storage);
    await again.controller.continueDraft();
    expect(rowsOf(again)).toEqual(rowsOf(opened));
  });

  test("it is written by itself a moment after the last change", async () => {
    const storage = new MemoryDrafts();
    const { controller, load } = openImport(storage);
    await load(validCsv(3));
    await controller.saveNow();
    vi.useFakeTimers();
    try {
      controller.edit(0, "amount", "1");
      controller.edit(0, "amount", "2");
      await vi.advanceTimersByTimeAsync(100);
      const before = storage.writes;
      await vi.advanceTimersByTimeAsync(200);
      expect(storage.writes).toBe(before + 1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("a browser that keeps nothing is said so, and the import goes on", async () => {
    const storage = new MemoryDrafts();
    storage.get = storage.set = () => Promise.reject(new Error("the quota is used up"));
    const { controller, load, pushes, summary } = openImport(storage);
    expect(await controller.findDraft()).toBeUndefined();
    await load(validCsv(3));
    await controller.saveNow();
    expect(pushes.at(-1)).toEqual({ push: "unsaved", why: "the quota is used up" });
    controller.edit(0, "amount", "5");
    expect(summary().totals.rows).toBe(3);
  });

  test("discarding wipes it, and taking that back writes it again", async () => {
    const storage = new MemoryDrafts();
    const { controller, load, summary } = openImport(storage);
    await load(validCsv(3));
    await controller.saveNow();
    expect(await controller.discard()).toBe(3);
    expect(storage.kept.size).toBe(0);
    expect(summary().phase).toBe("empty");
    controller.undiscard();
    await controller.saveNow();
    expect(summary().totals.rows).toBe(3);
    expect(await openImport(storage).controller.findDraft()).toMatchObject({ rows: 3 });
  });
});

describe("submission", () => {
  const answer = (status: string, index: number, more: Record<string, string> = {}) => ({
    index,
    status,
    ...more,
  });

  test("only rows without problems are handed out, as the server takes them", async () => {
    const { controller, load } = openImport();
    await load(
      `account,side,amount,clientTransactionId,bpsCommission,fixedCommission\nAT00001,b,"$1,200.50",{${uuidOf(1).toUpperCase()}},25,\nAT00002,BUY,x,${uuidOf(2)},,\nAT00003,sell,.5e,${uuidOf(3)},,\nAT00004,S,7,${uuidOf(4)},,1.50\n`,
    );
    expect(controller.beginSubmission()).toBe(2);
    expect(controller.takeChunk(1_000)?.rows).toEqual([
      {
        account: "AT00001",
        side: "BUY",
        amount: "1200.50",
        clientTransactionId: uuidOf(1),
        symbol: "BTCUSD",
        bpsCommission: 25,
      },
      {
        account: "AT00004",
        side: "SELL",
        amount: "7",
        clientTransactionId: uuidOf(4),
        symbol: "BTCUSD",
        fixedCommission: "1.50",
      },
    ]);
    expect(controller.takeChunk(1_000)).toBeUndefined();
  });

  test("what the server refuses comes back under its cell, needs a new id once changed, and can then be sent", async () => {
    const storage = new MemoryDrafts();
    const { controller, load, summary } = openImport(storage);
    await load(validCsv(3));
    controller.beginSubmission();
    const { rowIds = [] } = controller.takeChunk(10) ?? {};
    controller.settle(rowIds, [
      answer("PENDING", 0),
      answer("REJECTED", 1, { code: "ACCOUNT_NOT_FOUND", rejectReason: "Customer account does not exist" }),
      answer("DUPLICATE", 2),
    ]);
    expect(await controller.endSubmission()).toEqual({ left: 1 });
    const row = () => controller.windowRows(0, 5).rows[0] ?? expect.fail("no row");
    expect(row().problems).toEqual([
      {
        field: "account",
        kind: "ACCOUNT_NOT_FOUND",
        message: "Rejected: Customer account does not exist (ACCOUNT_NOT_FOUND)",
      },
    ]);
    expect(summary().totals).toMatchObject({ accepted: 2, ready: 0, withProblems: 1 });

    controller.edit(row().id, "account", "AT00009");
    expect(row().problems.map(({ kind }) => kind)).toEqual(["USED_ID"]);
    controller.fixAll("USED_ID", "new-id");
    expect(row().problems).toEqual([]);
    expect(controller.beginSubmission()).toBe(1);
    const again = controller.takeChunk(10);
    expect(again?.rows[0]?.clientTransactionId).not.toBe(uuidOf(2));
    controller.settle(again?.rowIds ?? [], [answer("PENDING", 0)]);
    expect(await controller.endSubmission()).toEqual({ left: 0 });
    expect(storage.kept.size).toBe(0);
  });

  test("accepted rows can no longer be changed, deleted or taken back by undo", async () => {
    const { controller, load } = openImport();
    await load(validCsv(2));
    controller.edit(0, "amount", "5");
    controller.beginSubmission();
    const { rowIds = [] } = controller.takeChunk(1) ?? {};
    controller.settle(rowIds, [answer("PENDING", 0)]);
    await controller.endSubmission();
    expect(controller.edit(0, "amount", "6")).toBeUndefined();
    expect(controller.deleteRows([0])).toBeUndefined();
    expect(controller.undo()).toBeUndefined();
  });

  test("a row that was refused by a sending whose answer was lost is not counted as accepted", async () => {
    const { controller, load, summary } = openImport();
    await load(validCsv(2));
    controller.beginSubmission();
    const { rowIds = [] } = controller.takeChunk(10) ?? {};
    controller.settle(rowIds, [answer("DUPLICATE", 0), answer("DUPLICATE", 1)]);
    controller.refuse([
      { clientTransactionId: uuidOf(2), code: "BATCH_NOT_OPEN", rejectReason: "Batch is CLOSED" },
    ]);
    expect(await controller.endSubmission()).toEqual({ left: 1 });
    expect(summary().groups.map(({ kind }) => kind)).toEqual(["BATCH_NOT_OPEN"]);
  });

  test("a draft remembers what is in the batch already and what was refused", async () => {
    const storage = new MemoryDrafts();
    const { controller, load } = openImport(storage);
    await load(validCsv(3));
    controller.beginSubmission();
    const { rowIds = [] } = controller.takeChunk(2) ?? {};
    controller.settle(rowIds, [
      answer("PENDING", 0),
      answer("REJECTED", 1, { code: "ACCOUNT_NOT_FOUND", rejectReason: "no" }),
    ]);
    await controller.endSubmission();
    const again = openImport(storage);
    await again.controller.continueDraft();
    expect(again.summary().totals).toMatchObject({ rows: 3, accepted: 1, withProblems: 1, ready: 1 });
    expect(again.controller.beginSubmission()).toBe(1);
  });
});
