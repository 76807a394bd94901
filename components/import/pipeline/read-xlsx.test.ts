import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { FileRefused } from "./limits";
import { readXlsx } from "./xlsx";
import { unzip, zipStored } from "./zip";

const encode = (text: string) => new TextEncoder().encode(text);

/** A workbook of hand-written sheet XML, as stored parts. */
function workbook(
  sheets: Record<string, string>,
  options: { states?: Record<string, string> } = {},
): Uint8Array<ArrayBuffer> {
  const names = Object.keys(sheets);
  const parts = new Map<string, Uint8Array>();
  const list = names
    .map(
      (name, index) =>
        `<sheet name="${name}" sheetId="${index + 1}" ${options.states?.[name] ?? ""} r:id="rId${index + 1}"/>`,
    )
    .join("");
  parts.set(
    "xl/workbook.xml",
    encode(
      `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${list}</sheets></workbook>`,
    ),
  );
  const relations = names.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  parts.set("xl/_rels/workbook.xml.rels", encode(`<Relationships>${relations.join("")}</Relationships>`));
  names.forEach((name, index) => {
    parts.set(`xl/worksheets/sheet${index + 1}.xml`, encode(`<worksheet>${sheets[name]}</worksheet>`));
  });
  return new Uint8Array(zipStored(parts));
}

const oneSheet = (data: string) => workbook({ Sheet1: `<sheetData>${data}</sheetData>` });
const rowsOf = async (file: Uint8Array<ArrayBuffer>) => (await readXlsx(file)).sheets[0]?.sheet.rows;

describe("workbooks", () => {
  test("a written workbook comes back as the same text, sheet by sheet", async () => {
    const text = (value: string) => ({ value, type: String, format: "@" });
    const file = await writeXlsxFile([
      {
        data: [["account", "amount"].map(text), ["00123", "0.123456789012345678"].map(text)],
        sheet: "Allocations",
      },
      { data: [[text("Read me")]], sheet: "Notes" },
    ]).toBuffer();
    const { sheets } = await readXlsx(new Uint8Array(file));
    expect(sheets.map(({ name }) => name)).toEqual(["Allocations", "Notes"]);
    expect(sheets[0]?.sheet.rows).toEqual([
      ["account", "amount"],
      ["00123", "0.123456789012345678"],
    ]);
  });

  test("a stored number keeps exactly the digits of the file", async () => {
    const digits = ["0.00932796", "1E-8", "0.10000000000000001", "9007199254740993", "100"];
    const cells = digits.map(
      (value, index) => `<row r="${index + 1}"><c r="A${index + 1}"><v>${value}</v></c></row>`,
    );
    expect((await rowsOf(oneSheet(cells.join(""))))?.flat()).toEqual(digits);
  });

  test("formulas give their last result, and one without a result gives an empty cell", async () => {
    const file = oneSheet(
      '<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x")</f><v>AT00001</v></c><c r="B1" t="str"><f>1+1</f></c><c r="C1"><f>2*3</f><v>6</v></c></row>',
    );
    expect(await rowsOf(file)).toEqual([["AT00001", "", "6"]]);
  });

  test("blank rows are skipped and the row numbers stay those of the sheet", async () => {
    const { sheets } = await readXlsx(
      oneSheet(
        '<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c></row><row r="5" hidden="1"><c r="C5" t="inlineStr"><is><t>y</t></is></c></row>',
      ),
    );
    expect(sheets[0]?.sheet).toMatchObject({ rows: [["x"], ["", "", "y"]], numbers: [2, 5], blankRows: 3 });
    expect(sheets[0]?.sheet.notices.map((notice) => notice.text)).toEqual([
      "3 blank rows skipped",
      "1 hidden row included",
    ]);
  });

  test("hidden sheets are marked and empty sheets left out", async () => {
    const cell = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>';
    const { sheets } = await readXlsx(
      workbook(
        { First: cell, Empty: "<sheetData/>", Secret: cell },
        { states: { Secret: 'state="hidden"' } },
      ),
    );
    expect(sheets.map(({ name, hidden }) => ({ name, hidden }))).toEqual([
      { name: "First", hidden: false },
      { name: "Secret", hidden: true },
    ]);
  });
});

describe("workbooks that mean harm or are damaged", () => {
  test.each([
    [
      "a cell in the last possible column",
      '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
      /to row 1 and column 16,384/,
    ],
    [
      "a column that cannot exist",
      '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>',
      /a column that Excel cannot have/,
    ],
    [
      "a row that cannot exist",
      '<row r="999999999"><c r="A999999999"><v>1</v></c></row>',
      /a row that Excel cannot have/,
    ],
    [
      "a rectangle of a hundred million cells",
      '<row r="1"><c r="CV1"><v>1</v></c></row><row r="1000000"><c r="A1000000"><v>1</v></c></row>',
      /to row 1,000,000 and column 100/,
    ],
    [
      "rows out of order",
      '<row r="3"><c r="A3"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>',
      /cannot be read/,
    ],
    ["a cell without a place", "<row><c><v>1</v></c></row>", /cannot be read/],
    ["no cells at all", "", /no filled cells/],
  ])("%s is refused", async (_, data, sentence) => {
    await expect(readXlsx(oneSheet(data))).rejects.toThrow(sentence);
    await expect(readXlsx(oneSheet(data))).rejects.toBeInstanceOf(FileRefused);
  });

  test("a far lonely row within Excel's limits is read without filling memory", async () => {
    expect(
      await rowsOf(
        oneSheet(
          '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>',
        ),
      ),
    ).toEqual([["1"], ["2"]]);
  });

  test("merge and name bombs are never expanded", async () => {
    const file = workbook({
      Sheet1:
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    });
    expect(await rowsOf(file)).toEqual([["1"]]);
  });

  test("an entity is not resolved", async () => {
    const file = workbook({
      Sheet1:
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>',
    });
    const rows = await rowsOf(file).catch((fault) => fault);
    expect(JSON.stringify(rows)).not.toContain("root:");
  });

  test("a small archive that inflates without end is stopped, whatever size it claims", async () => {
    const content = deflateRawSync(Buffer.alloc(300 * 1024 * 1024));
    const archive = deflated("xl/worksheets/sheet1.xml", content, 1_000);
    expect(archive.length).toBeLessThan(400_000);
    await expect(unzip(archive, () => true)).rejects.toThrow(/unpacks to more/);
    await expect(unzip(deflated("xl/a.xml", content, 300 * 1024 * 1024), () => true)).rejects.toThrow(
      /286|300 MB/,
    );
  });

  test("more than a hundred parts, a doubled part and a cut archive are refused", async () => {
    const many = new Map(Array.from({ length: 101 }, (_, index) => [`xl/${index}.xml`, encode("x")]));
    await expect(readXlsx(new Uint8Array(zipStored(many)))).rejects.toThrow(/101 parts/);
    const twice = new Uint8Array(
      zipStored(
        new Map([
          ["xl/a.xml", encode("1")],
          ["xl/b.xml", encode("2")],
        ]),
      ),
    );
    const doubled = Uint8Array.from(twice, (byte) => (byte === 0x62 ? 0x61 : byte));
    await expect(unzip(doubled, () => true)).rejects.toThrow(/damaged/);
    await expect(readXlsx(twice.slice(0, 40))).rejects.toThrow(/damaged/);
    await expect(
      readXlsx(new Uint8Array(zipStored(new Map([["word/document.xml", encode("x")]])))),
    ).rejects.toThrow(/no Excel workbook/);
  });
});

/** An archive with one deflated entry that claims the given size. */
function deflated(name: string, content: Uint8Array, claimedBytes: number): Uint8Array<ArrayBuffer> {
  const archive = new Uint8Array(zipStored(new Map([[name, content]])));
  const view = new DataView(archive.buffer);
  const directory = 30 + name.length + content.length;
  view.setUint16(8, 8, true);
  view.setUint16(directory + 10, 8, true);
  view.setUint32(22, claimedBytes, true);
  view.setUint32(directory + 24, claimedBytes, true);
  return archive;
}
