import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { readXlsx } from "../pipeline/xlsx";
import { fields } from "./fields";
import type { IssueGroup } from "./protocol";
import { batchFacts, openImport, uuidOf, validCsv } from "./testing";

const header = "account,side,amount,clientTransactionId";
const whole = (rows: number) => ({ top: 0, bottom: rows - 1, left: 0, right: 0 });
const kinds = (groups: IssueGroup[]) => Object.fromEntries(groups.map(({ kind, count }) => [kind, count]));

describe("from file to grid", () => {
  test("a sheet whose headers match skips the mapping and shows exact totals", async () => {
    const { load, summary } = openImport();
    expect(await load(validCsv(8))).toEqual({ phase: "fixing", rows: 8 });
    expect(summary().totals).toMatchObject({
      rows: 8,
      valid: 8,
      withProblems: 0,
      ready: 8,
      buyCount: 6,
      sellCount: 2,
      buys: "27",
      sells: "13",
      net: "14",
    });
    expect(summary().groups).toEqual([]);
  });

  test("sums stay exact where floating point would not", async () => {
    const { load, summary } = openImport();
    await load(
      `${header}\nAT1,BUY,0.10,${uuidOf(1)}\nAT2,BUY,0.20,${uuidOf(2)}\nAT3,BUY,900719925474099.31,${uuidOf(3)}\n`,
    );
    expect(summary().groups).toEqual([
      {
        kind: "AMOUNT_BELOW_MINIMUM",
        label: "Below the minimum",
        count: 2,
        fixes: [{ id: "drop", label: "Delete rows" }],
      },
    ]);
    expect(summary().totals.buys).toBe("900719925474099.31");
  });

  test("names of other systems in any order, with a title above the header, need no mapping", async () => {
    const { load, controller } = openImport();
    await load(`Model portfolio, June\n\nTXN ID;Notional;B/S;Acct No\n${uuidOf(1)};$1,200.50;buy;00123\n`);
    const [row] = controller.windowRows(0, 10).rows;
    expect(row).toMatchObject({
      number: 4,
      problems: [],
      shown: ["00123", "BUY", "1200.50", "BTCUSD", uuidOf(1), "", ""],
    });
    expect(row?.texts[2]).toBe("$1,200.50");
  });

  test("columns nobody knows lead to the mapping, with samples, and the choice is offered for remembering", async () => {
    const { load, summary, controller } = openImport();
    const text = `Holder,side,amount,Key\nAT00001,BUY,5,${uuidOf(1)}\nAT00002,BUY,6,${uuidOf(2)}\n`;
    expect(await load(text)).toEqual({ phase: "mapping", rows: 0 });
    const { reading, mapping } = summary().mapping ?? expect.fail("no mapping");
    expect(reading.proposal.missing).toEqual(["account", "clientTransactionId"]);
    expect(reading.columns[0]).toEqual({ position: 0, header: "Holder", samples: ["AT00001", "AT00002"] });
    const chosen = {
      ...mapping,
      account: { from: "column" as const, position: 0 },
      clientTransactionId: { from: "column" as const, position: 3 },
    };
    expect(await controller.applyMapping(chosen)).toEqual({ phase: "fixing", rows: 2 });
    const remembered = { [summary().usedMapping?.signature ?? ""]: summary().usedMapping?.mapping };
    const again = openImport();
    expect(await again.load(text, { remembered: JSON.parse(JSON.stringify(remembered)) })).toEqual({
      phase: "fixing",
      rows: 2,
    });
  });

  test("one column cannot serve two fields, and a damaged remembered mapping is not believed", async () => {
    const { load, summary, controller } = openImport();
    await load("Holder,side,amount\nAT1,BUY,5\n");
    const mapping = summary().mapping?.mapping ?? expect.fail("no mapping");
    const twice = {
      ...mapping,
      account: { from: "column" as const, position: 2 },
      clientTransactionId: { from: "generated" as const },
    };
    expect(await controller.applyMapping(twice)).toEqual({ phase: "mapping", rows: 0 });
    const signature = summary().mapping?.reading.signature ?? "";
    for (const stored of [
      null,
      "x",
      { account: { from: "column", position: 99 } },
      { account: { from: "column", position: 1.5 } },
      { nonsense: {} },
    ]) {
      expect(
        await openImport().load("Holder,side,amount\nAT1,BUY,5\n", { remembered: { [signature]: stored } }),
      ).toMatchObject({ phase: "mapping" });
    }
  });

  test("two columns of one name must be told apart by a person", async () => {
    const { load, summary } = openImport();
    await load(`account,side,amount,amount,clientTransactionId\nAT1,BUY,5,6,${uuidOf(1)}\n`);
    expect(summary().mapping?.reading.proposal.missing).toEqual(["amount"]);
  });

  test("a sheet without a header is mapped by column letters", async () => {
    const { load, summary, controller } = openImport();
    await load(`AT00001,BUY,5,${uuidOf(1)}\nAT00002,SELL,6,${uuidOf(2)}\n`);
    const { reading, mapping } = summary().mapping ?? expect.fail("no mapping");
    expect(reading.headerRow).toBeNull();
    expect(reading.columns.map((column) => column.header)).toEqual([
      "Column A",
      "Column B",
      "Column C",
      "Column D",
    ]);
    const order = ["account", "side", "amount", "clientTransactionId"] as const;
    order.forEach((field, position) => {
      mapping[field] = { from: "column", position };
    });
    expect(await controller.applyMapping(mapping)).toEqual({ phase: "fixing", rows: 2 });
    expect(summary().totals.valid).toBe(2);
  });

  test("generated ids are the same for the same file in the same batch, and others elsewhere", async () => {
    const ids = async (text: string, batchTransactionId?: string) => {
      const facts = batchTransactionId === undefined ? undefined : { ...batchFacts, batchTransactionId };
      const { load, summary, controller } = openImport(undefined, facts);
      await load(text);
      const mapping = summary().mapping?.mapping ?? expect.fail("no mapping");
      await controller.applyMapping({ ...mapping, clientTransactionId: { from: "generated" } });
      expect(summary().totals.withProblems).toBe(0);
      return controller.windowRows(0, 10).rows.map((row) => row.texts[4]);
    };
    const text = "account,side,amount\nAT1,BUY,5\nAT1,BUY,5\n";
    const first = await ids(text);
    expect(new Set(first).size).toBe(2);
    expect(await ids(text)).toEqual(first);
    expect(await ids(`${text}AT2,BUY,5\n`)).not.toEqual(first);
    expect(await ids(text, uuidOf(9))).not.toEqual(first);
  });

  test("a row with more cells than the header is that row's problem", async () => {
    const { load, summary, controller } = openImport();
    await load(`${header}\nAT1,BUY,1,000,${uuidOf(1)}\nAT2,BUY,5,${uuidOf(2)}\n`);
    expect(summary().totals).toMatchObject({ rows: 2, valid: 1 });
    expect(controller.windowRows(0, 1).rows[0]?.problems.map(({ kind }) => kind)).toContain("row:ragged");
  });

  test("a wrong delimiter or header can be chosen anew without the file", async () => {
    const { load, summary, controller } = openImport();
    await load(`a;b,c\n1;${uuidOf(1)},2\n`);
    await controller.reread({ delimiter: ";", headerRow: null });
    expect(summary().mapping?.reading).toMatchObject({ delimiter: ";", headerRow: null, rows: 2 });
  });
});

describe("verdicts", () => {
  test("every kind of damage is found, under its cell, in words", async () => {
    const { load, summary, controller } = openImport();
    const rows = [
      `,BUY,5,${uuidOf(1)}`,
      `AT1,HOLD,5,${uuidOf(2)}`,
      `AT1,BUY,,${uuidOf(3)}`,
      `AT1,BUY,"1,234",${uuidOf(4)}`,
      `AT1,BUY,1E+05,${uuidOf(5)}`,
      `AT1,BUY,-5,${uuidOf(6)}`,
      `AT1,BUY,0,${uuidOf(7)}`,
      `AT1,BUY,5.123,${uuidOf(8)}`,
      "AT1,BUY,5,not-an-id",
      `AT1,BUY,5,${uuidOf(10)}`,
      `AT1,BUY,6,${uuidOf(10)}`,
      `1.23E+11,BUY,5,${uuidOf(12)}`,
      `"=HYPERLINK(""http://x"")",BUY,5,${uuidOf(13)}`,
    ];
    await load(`${header}\n${rows.join("\n")}\n`);
    expect(kinds(summary().groups)).toEqual({
      "account:empty": 1,
      "side:format": 1,
      "amount:empty": 1,
      "amount:ambiguous": 1,
      "amount:exponent": 1,
      AMOUNT_NOT_POSITIVE: 2,
      AMOUNT_PRECISION: 1,
      "clientTransactionId:format": 1,
      DUPLICATE_IN_SHEET: 1,
      "account:exponent": 1,
    });
    expect(summary().totals).toMatchObject({ rows: 13, withProblems: 11, valid: 2 });
    const duplicate = controller.windowRows(10, 11).rows[0]?.problems[0];
    expect(duplicate).toEqual({
      field: "clientTransactionId",
      kind: "DUPLICATE_IN_SHEET",
      message: "Row 11 has this id, with other content.",
    });
  });

  test("an id that differs only in case or braces is the same id", async () => {
    const { load, summary } = openImport();
    const id = "ab000000-0000-4000-8000-00000000000f";
    await load(`${header}\nAT1,BUY,5,${id}\nAT2,BUY,5,{${id.toUpperCase()}}\n`);
    expect(kinds(summary().groups)).toEqual({ DUPLICATE_IN_SHEET: 1 });
  });

  test("accounts the server does not know become problems when its answer arrives", async () => {
    const { load, summary, controller } = openImport();
    await load(validCsv(3));
    expect(controller.unknownAccounts(10)).toEqual(["AT00001", "AT00002", "AT00003"]);
    controller.learnAccounts([
      { account: "AT00001", exists: true },
      { account: "AT00002", exists: false },
      { account: "AT00003", exists: true },
    ]);
    expect(controller.unknownAccounts(10)).toEqual([]);
    expect(kinds(summary().groups)).toEqual({ ACCOUNT_NOT_FOUND: 1 });
    expect(controller.windowRows(1, 2).rows[0]?.problems[0]?.message).toBe(
      "Account AT00002 is not in your firm.",
    );
  });
});

describe("fixing", () => {
  const broken = `${header}\nAT1,BUY,5.129,${uuidOf(1)}\nAT2,BUY,-7,${uuidOf(2)}\nAT3,SELL,"1,500",${uuidOf(3)}\nAT4,BUY,5,${uuidOf(4)}\nAT5,BUY,5,${uuidOf(4)}\nAT6,,5,${uuidOf(6)}\nAT7,BUY,5,xyz\n`;

  test("each kind is repaired in one step, and each step can be taken back", async () => {
    const { load, summary, controller } = openImport();
    await load(broken);
    expect(summary().totals.withProblems).toBe(6);
    expect(controller.fixAll("AMOUNT_PRECISION", "round-down")).toEqual({ rows: 1, label: "Round down" });
    controller.fixAll("AMOUNT_NOT_POSITIVE", "flip-sign");
    controller.fixAll("amount:ambiguous", "comma-thousands");
    controller.fixAll("DUPLICATE_IN_SHEET", "drop");
    controller.fixAll("side:empty", "side-BUY");
    controller.fixAll("clientTransactionId:format", "new-id");
    expect(summary().totals).toMatchObject({ rows: 6, withProblems: 0, buys: "20.12", sells: "1507" });
    for (let step = 0; step < 6; step++) controller.undo();
    expect(summary().totals).toMatchObject({ rows: 7, withProblems: 6 });
    expect(controller.windowRows(0, 7).rows.map((row) => row.texts[2])).toEqual([
      "5.129",
      "-7",
      "1,500",
      "5",
      "5",
      "5",
      "5",
    ]);
    for (let step = 0; step < 6; step++) controller.redo();
    expect(summary().totals).toMatchObject({ rows: 6, withProblems: 0 });
    expect(controller.redo()).toBeUndefined();
  });

  test("new ids for several rows with the same id are all different", async () => {
    const { load, summary, controller } = openImport();
    await load(`${header}\n${Array.from({ length: 5 }, () => `AT1,BUY,5,${uuidOf(1)}`).join("\n")}\n`);
    controller.fixAll("DUPLICATE_IN_SHEET", "new-id");
    expect(summary().totals).toMatchObject({ rows: 5, withProblems: 0 });
  });

  test("an edit after deletions reaches the row it was meant for", async () => {
    const { load, controller } = openImport();
    await load(validCsv(5));
    controller.deleteRange(whole(2));
    const third = controller.windowRows(0, 1).rows[0] ?? expect.fail("no row");
    controller.edit(third.id, "account", "AT09999");
    expect(controller.windowRows(0, 5).rows.map((row) => row.texts[0])).toEqual([
      "AT09999",
      "AT00004",
      "AT00005",
    ]);
    controller.undo();
    controller.undo();
    expect(controller.windowRows(0, 5).rows.map((row) => row.texts[0])).toEqual([
      "AT00001",
      "AT00002",
      "AT00003",
      "AT00004",
      "AT00005",
    ]);
  });

  test("deleting the first of two rows with one id frees the second", async () => {
    const { load, summary, controller } = openImport();
    await load(`${header}\nAT1,BUY,5,${uuidOf(1)}\nAT2,BUY,5,${uuidOf(1)}\n`);
    expect(summary().totals.withProblems).toBe(1);
    controller.deleteRange(whole(1));
    expect(summary().totals).toMatchObject({ rows: 1, withProblems: 0 });
  });

  test("a row that was fixed stays in a filtered view until the filter is chosen again", async () => {
    const { load, summary, controller } = openImport();
    await load(broken);
    controller.setView({ filter: { show: "kind", kind: "AMOUNT_PRECISION" } });
    const row = controller.windowRows(0, 5).rows[0] ?? expect.fail("no row");
    controller.edit(row.id, "amount", "5.12");
    expect(controller.windowRows(0, 5).rows).toHaveLength(1);
    expect([...summary().flags]).toEqual([0]);
    controller.setView({ filter: { show: "kind", kind: "AMOUNT_PRECISION" } });
    expect(summary().flags).toHaveLength(0);
  });

  test("sorting by amount is numerical and exact, searching looks into every cell", async () => {
    const { load, controller } = openImport();
    const amounts = ["10", "9", "-3", "9.5", "100", "-20", "9.05", "abc"];
    await load(
      `${header}\n${amounts.map((amount, index) => `AT${index},BUY,${amount},${uuidOf(index)}`).join("\n")}\n`,
    );
    controller.setView({ sorting: { field: "amount", descending: false } });
    expect(controller.windowRows(0, 9).rows.map((row) => row.texts[2])).toEqual([
      "-20",
      "-3",
      "9",
      "9.05",
      "9.5",
      "10",
      "100",
      "abc",
    ]);
    controller.setView({ search: "at3" });
    expect(controller.windowRows(0, 9).rows.map((row) => row.texts[0])).toEqual(["AT3"]);
  });

  test("the next problem is found from any cell, forwards, backwards and around", async () => {
    const { load, controller } = openImport();
    await load(`${header}\nAT1,BUY,5,${uuidOf(1)}\n,HOLD,5,${uuidOf(2)}\nAT3,BUY,x,${uuidOf(3)}\n`);
    const column = (field: (typeof fields)[number]) => fields.indexOf(field);
    expect(controller.nextProblem({ index: 0, column: 0 }, 1)).toEqual({
      index: 1,
      column: column("account"),
    });
    expect(controller.nextProblem({ index: 1, column: 0 }, 1)).toEqual({ index: 1, column: column("side") });
    expect(controller.nextProblem({ index: 1, column: 1 }, 1)).toEqual({
      index: 2,
      column: column("amount"),
    });
    expect(controller.nextProblem({ index: 2, column: 2 }, 1)).toEqual({
      index: 1,
      column: column("account"),
    });
    expect(controller.nextProblem({ index: 1, column: 0 }, -1)).toEqual({
      index: 2,
      column: column("amount"),
    });
    controller.fixAll("amount:format", "drop");
    controller.deleteRange({ top: 1, bottom: 1, left: 0, right: 0 });
    expect(controller.nextProblem({ index: 0, column: 0 }, 1)).toBeUndefined();
  });
});

describe("pasting, typing and copying in the grid", () => {
  test("a block overwrites from the active cell and goes on as new rows, without its header line", async () => {
    const { load, controller, summary } = openImport();
    await load(validCsv(2));
    const block = `Account\tSide\tAmount\nAT00010\tSELL\t1,000.00\nAT00011\tBUY\t7\nAT00012\tBUY\t8\n`;
    expect(controller.paste(block, { top: 1, bottom: 1, left: 0, right: 0 })).toEqual({
      rows: 3,
      label: "Paste",
    });
    const { rows } = controller.windowRows(0, 9);
    expect(rows.map((row) => row.texts.slice(0, 3).join(" "))).toEqual([
      "AT00001 BUY 1.50",
      "AT00010 SELL 1,000.00",
      "AT00011 BUY 7",
      "AT00012 BUY 8",
    ]);
    expect(rows[1]?.texts[4]).toBe(uuidOf(2));
    expect(summary().totals).toMatchObject({ rows: 4, withProblems: 0 });
    controller.undo();
    expect(controller.windowRows(0, 9).rows.map((row) => row.texts[0])).toEqual(["AT00001", "AT00002"]);
  });

  test("one value pasted over a selection fills it", async () => {
    const { load, controller } = openImport();
    await load(validCsv(4));
    controller.paste("SELL", { top: 0, bottom: 3, left: 1, right: 1 });
    expect(controller.windowRows(0, 4).rows.map((row) => row.texts[1])).toEqual([
      "SELL",
      "SELL",
      "SELL",
      "SELL",
    ]);
  });

  test("what is copied can be pasted back unchanged, tabs and line ends included", async () => {
    const { load, controller } = openImport();
    await load(validCsv(2));
    controller.edit(0, "account", 'odd "name"\twith\nlines');
    const copied = controller.copy({ top: 0, bottom: 1, left: 0, right: 6 });
    controller.paste(copied, { top: 2, bottom: 2, left: 0, right: 0 });
    const { rows } = controller.windowRows(0, 9);
    expect(rows[2]?.texts).toEqual(rows[0]?.texts);
    expect(rows[3]?.texts).toEqual(rows[1]?.texts);
  });

  test("empty rows wait without complaint, and typing gives a row its id", async () => {
    const { controller, summary } = openImport();
    controller.addEmptyRows(10);
    expect(summary().totals).toMatchObject({ rows: 0, withProblems: 0 });
    const row = controller.windowRows(0, 1).rows[0] ?? expect.fail("no row");
    controller.edit(row.id, "account", "AT00001");
    expect(controller.windowRows(0, 1).rows[0]?.texts[4]).toMatch(/^[0-9a-f-]{36}$/);
    expect(kinds(summary().groups)).toEqual({ "side:empty": 1, "amount:empty": 1 });
  });

  test("fill down and clear change the whole selection in one step", async () => {
    const { load, controller } = openImport();
    await load(validCsv(3));
    controller.fillDown({ top: 0, bottom: 2, left: 1, right: 2 });
    expect(controller.windowRows(0, 3).rows.map((row) => row.texts[2])).toEqual(["1.50", "1.50", "1.50"]);
    controller.clear({ top: 0, bottom: 2, left: 2, right: 2 });
    expect(controller.windowRows(0, 3).rows.map((row) => row.texts[2])).toEqual(["", "", ""]);
    controller.undo();
    controller.undo();
    expect(controller.windowRows(0, 3).rows.map((row) => row.texts[2])).toEqual(["1.50", "2.50", "3.50"]);
  });
});

describe("several files", () => {
  test("a second file joins the rows as one step that can be taken back", async () => {
    const { load, controller, summary } = openImport();
    await load(validCsv(3));
    await load(validCsv(2, 100), { name: "more.csv", mode: "add" });
    expect(summary()).toMatchObject({
      sourceName: "rows.csv + more.csv",
      totals: { rows: 5, valid: 5 },
      remappable: false,
    });
    controller.undo();
    expect(summary().totals.rows).toBe(3);
    controller.redo();
    expect(summary().totals.rows).toBe(5);
  });
});

describe("the download of problem rows", () => {
  test("has the file's own columns in its order, then the row and what is wrong, and no live formula", async () => {
    const { load, controller } = openImport();
    await load(
      `Note,amount,account,side,clientTransactionId\n"=cmd|' /C calc'!A0",-5,AT1,BUY,${uuidOf(1)}\n"a, ""b""",5,AT2,BUY,${uuidOf(2)}\n@x,,+AT3,BUY,${uuidOf(3)}\n`,
    );
    expect(controller.problemRows().split("\r\n")).toEqual([
      "Note,amount,account,side,clientTransactionId,Row,Problem",
      `'=cmd|' /C calc'!A0,-5,AT1,BUY,${uuidOf(1)},2,Amount: The amount must be above 0. For a sale set the side to SELL.`,
      `'@x,,'+AT3,BUY,${uuidOf(3)},4,Amount: Amount is empty.`,
      "",
    ]);
  });
});

describe("the files offered for download", () => {
  const sample = (name: string) =>
    readFile(new URL(`../../../public/samples/${name}`, import.meta.url), "utf8");

  test.each([
    ["allocations-notional.csv", "NOTIONAL"],
    ["allocations-quantity.csv", "QUANTITY"],
  ] as const)("%s holds twenty rows that only lack ids", async (name, type) => {
    const { load, summary, controller } = openImport(undefined, { ...batchFacts, type });
    expect(await load(await sample(name))).toEqual({ phase: "mapping", rows: 0 });
    expect(summary().mapping?.reading.proposal.missing).toEqual(["clientTransactionId"]);
    const mapping = summary().mapping?.mapping ?? expect.fail("no mapping");
    await controller.applyMapping({ ...mapping, clientTransactionId: { from: "generated" } });
    expect(summary().totals).toMatchObject({ rows: 20, valid: 20, sellCount: 4 });
  });

  test("the templates name every field, and one without rows says so", async () => {
    await expect(openImport().load(await sample("allocations-template.csv"))).rejects.toThrow(
      "There is a header but no row under it.",
    );
    const { sheets } = await readXlsx(
      new Uint8Array(
        await readFile(new URL("../../../public/samples/allocations-template.xlsx", import.meta.url)),
      ),
    );
    expect(sheets.map(({ name }) => name)).toEqual(["Allocations", "Read me"]);
    expect(sheets[0]?.sheet.rows[0]?.toSorted()).toEqual([...fields].toSorted());
  });
});

test("a workbook with a second sheet of notes is read from the sheet whose header names our fields", async () => {
  const text = (value: string) => ({ value, type: String, format: "@" as const });
  const rows = [
    ["account", "side", "amount", "clientTransactionId"],
    ["00123", "BUY", "5.00", uuidOf(1)],
  ];
  const file = await writeXlsxFile([
    { data: [[text("Read me")], [text("Some notes")]], sheet: "Notes" },
    { data: rows.map((row) => row.map(text)), sheet: "Rows" },
  ]).toBuffer();
  const { controller, summary } = openImport();
  await controller.load({
    name: "book.xlsx",
    bytes: new Uint8Array(file).buffer,
    mode: "replace",
    remembered: {},
  });
  expect(summary()).toMatchObject({ phase: "fixing", totals: { rows: 1, valid: 1 } });
  expect(controller.windowRows(0, 1).rows[0]?.texts[0]).toBe("00123");
});
