import { describe, expect, test } from "vitest";
import { cleanCell } from "./clean";
import { readCsv } from "./csv";
import { decodeText } from "./decode";
import { FileRefused, limits } from "./limits";
import { sniff } from "./sniff";

const bytes = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, order: "LE" | "BE", mark: boolean) => {
  const units = [...(mark ? `\ufeff${text}` : text)].flatMap((letter) => {
    const code = letter.charCodeAt(0);
    return order === "LE" ? [code & 255, code >> 8] : [code >> 8, code & 255];
  });
  return Uint8Array.from(units);
};
const read = (text: string) => readCsv(decodeText(bytes(text)).text);

describe("encodings", () => {
  const table = "account,side\nAT00001,BUY\n";

  test.each([
    ["UTF-8", bytes(table)],
    ["UTF-8", bytes(`\ufeff${table}`)],
    ["UTF-16LE", utf16(table, "LE", true)],
    ["UTF-16BE", utf16(table, "BE", true)],
    ["UTF-16LE", utf16(table, "LE", false)],
    ["UTF-16BE", utf16(table, "BE", false)],
  ])("%s with and without a byte-order mark gives the same cells", (encoding, content) => {
    const decoded = decodeText(content);
    expect(decoded.encoding).toBe(encoding);
    expect(readCsv(decoded.text).rows).toEqual([
      ["account", "side"],
      ["AT00001", "BUY"],
    ]);
  });

  test("bytes that are not UTF-8 are read as Windows-1252", () => {
    const decoded = decodeText(Uint8Array.from([...bytes("caf"), 0xe9, 0x2c, 0x80]));
    expect(decoded).toEqual({ text: "café,€", encoding: "Windows-1252" });
  });
});

describe("delimited text", () => {
  test.each([
    [",", "a,b,c\n1,2,3\n"],
    [";", "a;b;c\n1,5;2;3\n"],
    ["\t", "a\tb\tc\n1,5\t2\t3\n"],
    ["|", "a|b|c\n1|2|3\n"],
  ])("the delimiter %j is found", (delimiter, text) => {
    const sheet = read(text);
    expect(sheet.delimiter).toBe(delimiter);
    expect(sheet.rows[0]).toEqual(["a", "b", "c"]);
  });

  test("a first line sep=; decides the delimiter and is no row", () => {
    const sheet = read("sep=;\na;b\n1;2\n");
    expect(sheet.rows).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(sheet.numbers).toEqual([2, 3]);
  });

  test("CRLF, CR and mixed line ends give the same rows", () => {
    const expected = read("a,b\n1,2\n3,4\n").rows;
    expect(read("a,b\r\n1,2\r\n3,4\r\n").rows).toEqual(expected);
    expect(read("a,b\r1,2\r3,4").rows).toEqual(expected);
    expect(read("a,b\r\n1,2\n3,4\r").rows).toEqual(expected);
  });

  test("a quoted cell may hold the delimiter, quotes and line ends", () => {
    expect(read('a,b\n"x, ""y""\nz",2\n').rows[1]).toEqual(['x, "y"\nz', "2"]);
  });

  test("blank rows are skipped, counted, and do not shift the row numbers people see", () => {
    const sheet = read("a,b\n\n1,2\n , \n3,4\n\n");
    expect(sheet.rows).toHaveLength(3);
    expect(sheet.numbers).toEqual([1, 3, 5]);
    expect(sheet.blankRows).toBe(3);
    expect(sheet.notices.map((notice) => notice.text)).toEqual(["3 blank rows skipped"]);
  });

  test("ragged rows keep their own length", () => {
    expect(read("a,b\n1\n1,2,3\n").rows.map((row) => row.length)).toEqual([2, 1, 3]);
  });

  test("leading zeros, exponents, long digits and formulas stay the text they are", () => {
    const cells = [
      "00123",
      "1E+05",
      "0.123456789012345678",
      "9007199254740993",
      "=1+1",
      "@SUM(A1)",
      "-5",
      "+5",
    ];
    expect(
      read(`h\n${cells.join("\n")}\n`)
        .rows.slice(1)
        .flat(),
    ).toEqual(cells);
  });

  test("a quote that is never closed is reported on its row instead of passing silently", () => {
    const sheet = read('a,b\n1,2\n3,"open\n5,6\n');
    expect(sheet.rows).toHaveLength(3);
    expect(sheet.damage.get(2)).toMatch(/never closed/);
    expect(sheet.notices.map((notice) => notice.kind)).toContain("quotes");
  });

  test("no-break, zero-width and direction characters around and inside a cell are removed", () => {
    expect(cleanCell("\u00a0 AT\u200b00001\u202e\ufeff ")).toBe("AT00001");
    expect(cleanCell("A\u00a0B")).toBe("A B");
    expect(cleanCell("café")).toBe("café");
  });

  test("one huge cell is cut so that it cannot fill the draft", () => {
    const cell = read(`h,i\n1,${"9".repeat(10_000_000)}\n`).rows[1]?.[1] ?? "";
    expect(cell).toHaveLength(limits.cellCharacters + 1);
    expect(cell.endsWith("…")).toBe(true);
  });

  test("fifty thousand columns are read up to the limit and said so", () => {
    const sheet = read(`${Array.from({ length: 50_000 }, (_, index) => `c${index}`).join(",")}\n1,2\n`);
    expect(sheet.rows[0]).toHaveLength(limits.columns);
    expect(sheet.notices[0]?.text).toContain("50,000 cells");
  });

  test("100,000 rows under a header are read, one more is refused with the number", () => {
    const rows = (count: number) => `account\n${"AT00001\n".repeat(count)}`;
    expect(read(rows(100_000)).rows).toHaveLength(100_001);
    expect(() => read(rows(100_001))).toThrow(/100,001 rows; one upload takes at most 100,000/);
  });

  test.each(["\n\n\n", " , ,\n\t"])("a file of blank lines is refused", (text) => {
    expect(() => read(text)).toThrow(FileRefused);
  });
});

describe("what the bytes are", () => {
  test.each<[string, Uint8Array, RegExp]>([
    ["an empty file", new Uint8Array(0), /empty/],
    ["an old workbook", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), /\.xls/],
    [
      "a workbook under a password",
      Uint8Array.from([
        0xd0,
        0xcf,
        0x11,
        0xe0,
        0xa1,
        0xb1,
        0x1a,
        0xe1,
        ...[..."EncryptedPackage"].flatMap((c) => [c.charCodeAt(0), 0]),
      ]),
      /password/,
    ],
    ["a PDF", bytes("%PDF-1.7\n"), /PDF/],
    ["a web page", bytes("\n<!DOCTYPE html><table>"), /web page/],
    ["XML", bytes("<?xml version='1.0'?><a/>"), /XML/],
    ["an empty archive", Uint8Array.from([0x50, 0x4b, 0x05, 0x06, 0, 0]), /damaged or empty/],
    ["binary bytes", Uint8Array.from([1, 2, 0, 4, 5, 6, 7, 8, 9]), /not a text table/],
    ["more than 25 MB", new Uint8Array(limits.fileBytes + 1).fill(65), /26 MB; at most 25 MB/],
  ])("%s is refused with a sentence", (_, content, sentence) => {
    expect(() => sniff(content)).toThrow(sentence);
    expect(() => sniff(content)).toThrow(FileRefused);
  });

  test("text is text whatever it is called, and UTF-16 with its zero bytes is no binary", () => {
    expect(sniff(bytes("a,b\n"))).toBe("text");
    expect(sniff(utf16("a,b\n1,2\n", "LE", true))).toBe("text");
    expect(sniff(utf16("a,b\n1,2\n", "BE", false))).toBe("text");
  });
});
