import readXlsxFile from "read-excel-file/web-worker";
import { cleanCell } from "./clean";
import { checkRowLimit, FileRefused, groupDigits, limits } from "./limits";
import { counted, type Notice, type Sheet } from "./sheet";
import { unzip, zipStored } from "./zip";

export interface Workbook {
  /** Sheets that hold at least one filled cell, in the workbook's order. */
  sheets: { name: string; hidden: boolean; sheet: Sheet }[];
}

const decoder = new TextDecoder();

/** Only the parts that hold cells; pictures, printer settings and macros are never unpacked. */
const neededPart = (name: string): boolean =>
  name === "xl/workbook.xml" ||
  name === "xl/_rels/workbook.xml.rels" ||
  name === "[Content_Types].xml" ||
  /^xl\/(?:[^/]+\/)?[^/]+\.xml$/.test(name);

const unneededPart =
  /^xl\/(?:theme|drawings|charts|comments|tables|pivotTables|pivotCache|externalLinks|media|ctrlProps|persons|threadedComments)\//;

const lettersToColumn = (letters: string): number => {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column;
};

const rowTag = /<(?:\w+:)?row\s[^>]*?r="(\d+)"[^>]*>/g;
const cellTag = /<(?:\w+:)?c\s[^>]*?r="([A-Z]+)\d+"[^>]*>/g;
/** Cells of the rectangle the reader fills; 100,000 rows of 240 columns stay below. */
const mostCells = 30_000_000;

/** Guards the reader, which fills every gap it is told of: one cell at XFD1048576 would otherwise make billions. */
function checkExtent(xml: string): { hiddenRows: number } {
  let hiddenRows = 0;
  let highest = 0;
  for (const [tag, digits = ""] of xml.matchAll(rowTag)) {
    const number = digits.length > 7 ? Number.POSITIVE_INFINITY : Number.parseInt(digits, 10);
    if (number > 1_048_576) throw new FileRefused("The workbook names a row that Excel cannot have.");
    highest = Math.max(highest, number);
    if (/\shidden="(?:1|true)"/.test(tag)) hiddenRows++;
  }
  let widest = 0;
  for (const [tag, letters = ""] of xml.matchAll(cellTag)) {
    if (letters.length > 3) throw new FileRefused("The workbook names a column that Excel cannot have.");
    if (!tag.endsWith("/>")) widest = Math.max(widest, lettersToColumn(letters));
  }
  if (widest > limits.columns * 4 || widest * highest > mostCells) {
    throw new FileRefused(
      `The sheet reaches to row ${groupDigits(highest)} and column ${groupDigits(widest)}, too far to be read. Delete the far cells, or save the sheet as .csv.`,
    );
  }
  return { hiddenRows };
}

/** Sheet names that the workbook hides. */
function hiddenSheets(workbookXml: string): Set<string> {
  const names = new Set<string>();
  for (const [tag] of workbookXml.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)) {
    const name = /\sname="([^"]*)"/.exec(tag)?.[1];
    if (name !== undefined && /\sstate="(?:hidden|veryHidden)"/.test(tag)) names.add(unescapeXml(name));
  }
  return names;
}

const unescapeXml = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");

type Cell = string | boolean | Date | typeof Date | null;

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cleanCell(cell);
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? "" : cell.toISOString().replace(/T00:00:00\.000Z$/, "");
  return "";
}

function toSheet(data: Cell[][], hiddenRows: number): Sheet {
  const rows: string[][] = [];
  const numbers: number[] = [];
  let blankRows = 0;
  let widest = 0;
  data.forEach((cells, index) => {
    const row: string[] = [];
    let filled = 0;
    cells.forEach((cell, column) => {
      const text = cellText(cell);
      if (text !== "") filled = column + 1;
      row.push(text);
    });
    widest = Math.max(widest, filled);
    if (filled === 0) {
      blankRows++;
      return;
    }
    // Every row is as wide as the widest; the empty tail would read as ragged cells.
    row.length = Math.min(filled, limits.columns);
    rows.push(row);
    numbers.push(index + 1);
  });
  if (rows.length > limits.rows + 1) checkRowLimit(rows.length - 1);
  const notices: Notice[] = [];
  if (blankRows > 0) notices.push({ kind: "blank-rows", text: `${counted(blankRows, "blank row")} skipped` });
  if (hiddenRows > 0)
    notices.push({ kind: "hidden-rows", text: `${counted(hiddenRows, "hidden row")} included` });
  if (widest > limits.columns)
    notices.push({
      kind: "columns",
      text: `The widest row has ${counted(widest, "cell")}; the first ${limits.columns} were read`,
    });
  return { rows, numbers, blankRows, notices, damage: new Map() };
}

/**
 * Reads a workbook's sheets as text. Numbers come as the digits the file stores, never through a JS number; formulas come
 * as their last result. Throws FileRefused for anything that is damaged, protected, too large or no workbook.
 */
export async function readXlsx(bytes: Uint8Array<ArrayBuffer>): Promise<Workbook> {
  const parts = await unzip(bytes, (name) => neededPart(name) && !unneededPart.test(name));
  const workbookXml = parts.get("xl/workbook.xml");
  if (!workbookXml) {
    throw new FileRefused("The archive holds no Excel workbook. Drop a .csv or .xlsx file.");
  }
  let hiddenRows = 0;
  for (const [name, content] of parts) {
    if (name.startsWith("xl/worksheets/")) hiddenRows += checkExtent(decoder.decode(content)).hiddenRows;
  }
  const hidden = hiddenSheets(decoder.decode(workbookXml));
  const read = await readParts(parts);
  if (read.length > limits.sheets)
    throw new FileRefused(`The workbook has ${read.length} sheets; at most ${limits.sheets} can be read.`);
  const sheets = read
    .map(({ sheet: name, data }) => ({ name, hidden: hidden.has(name), sheet: toSheet(data, hiddenRows) }))
    .filter(({ sheet }) => sheet.rows.length > 0);
  if (sheets.length === 0) throw new FileRefused("The workbook holds no filled cells.");
  return { sheets };
}

async function readParts(parts: ReadonlyMap<string, Uint8Array>) {
  try {
    return await readXlsxFile<string>(zipStored(parts), { parseNumber: (digits) => digits, trim: false });
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : "";
    throw new FileRefused(
      `The workbook cannot be read${why === "" ? "" : ` (${why.slice(0, 120)})`}. Save it again in Excel, or as .csv.`,
    );
  }
}
