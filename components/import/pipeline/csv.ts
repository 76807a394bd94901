import Papa from "papaparse";
import { cleanCell, isPlainText, trimPlainCell } from "./clean";
import { checkRowLimit, FileRefused, limits } from "./limits";
import { counted, type Notice, type Sheet } from "./sheet";

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

export interface CsvSheet extends Sheet {
  delimiter: Delimiter;
}

const isDelimiter = (text: string): text is Delimiter => (delimiters as readonly string[]).includes(text);

/** Excel writes "sep=;" as a first line to tell itself the delimiter. */
const separatorLine = /^sep=(.)(?:\n|$)/i;

function parseText(text: string, delimiter: string): Papa.ParseResult<string[]> {
  return Papa.parse<string[]>(text, {
    delimiter,
    newline: "\n",
    delimitersToGuess: [...delimiters],
    skipEmptyLines: false,
  });
}

/** Cleans a row in place and says whether anything is left of it. */
function cleanRow(row: string[], clean: (cell: string) => string): boolean {
  let filled = false;
  for (let column = 0; column < row.length; column++) {
    const cell = clean(row[column] ?? "");
    row[column] = cell;
    if (cell !== "") filled = true;
  }
  return filled;
}

/** Reading problems of the parser by record index, in words. */
function damageByRecord(errors: Papa.ParseError[]): Map<number, string> {
  const damage = new Map<number, string>();
  for (const error of errors) {
    if (error.type !== "Quotes" || error.row === undefined || damage.has(error.row)) continue;
    damage.set(
      error.row,
      error.code === "MissingQuotes"
        ? "A quote opened in this row is never closed, so the rest of the file was read into it."
        : "A quote in this row is followed by other text; the cells may have been read wrongly.",
    );
  }
  return damage;
}

/**
 * Reads a delimited text table. Blank rows are skipped and counted, ragged rows are kept as they are,
 * and every cell stays text. Throws FileRefused above the row limit.
 */
export function readCsv(text: string, wanted?: Delimiter): CsvSheet {
  // One kind of line end first: a file that mixes them would otherwise run rows together.
  let source = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  let skippedLines = 0;
  let told: string | undefined;
  const separator = separatorLine.exec(source);
  if (separator) {
    told = separator[1];
    source = source.slice(separator[0].length);
    skippedLines = 1;
  }
  const delimiter = wanted ?? (told !== undefined && isDelimiter(told) ? told : undefined);
  const parsed = parseText(source, delimiter ?? "");
  const used = parsed.meta.delimiter;
  if (parsed.data.length > limits.rows * 2) checkRowLimit(parsed.data.length);
  return {
    ...collect(parsed, skippedLines, isPlainText(source) ? trimPlainCell : cleanCell),
    delimiter: isDelimiter(used) ? used : ",",
  };
}

function collect(
  parsed: Papa.ParseResult<string[]>,
  skippedLines: number,
  clean: (cell: string) => string,
): Sheet {
  const rows: string[][] = [];
  const numbers: number[] = [];
  const damage = new Map<number, string>();
  const found = damageByRecord(parsed.errors);
  let blankRows = 0;
  let widest = 0;
  parsed.data.forEach((row, record) => {
    // The line end after the last row is no blank row.
    const isTail = record === parsed.data.length - 1 && row.length === 1 && row[0] === "";
    widest = Math.max(widest, row.length);
    if (row.length > limits.columns) row.length = limits.columns;
    if (!cleanRow(row, clean)) {
      if (!isTail) blankRows++;
      return;
    }
    const text = found.get(record);
    if (text !== undefined) damage.set(rows.length, text);
    rows.push(row);
    numbers.push(record + 1 + skippedLines);
  });
  if (rows.length === 0) throw new FileRefused("The file holds no rows, only blank lines.");
  // One more than the limit is allowed here because the header is a row too.
  if (rows.length > limits.rows + 1) checkRowLimit(rows.length - 1);
  return { rows, numbers, blankRows, damage, notices: notices(blankRows, widest, found.size) };
}

function notices(blankRows: number, widest: number, damaged: number): Notice[] {
  const list: Notice[] = [];
  if (blankRows > 0) list.push({ kind: "blank-rows", text: `${counted(blankRows, "blank row")} skipped` });
  if (widest > limits.columns) {
    list.push({
      kind: "columns",
      text: `The widest row has ${counted(widest, "cell")}; the first ${limits.columns} were read`,
    });
  }
  if (damaged > 0) list.push({ kind: "quotes", text: `${counted(damaged, "row")} with broken quotes` });
  return list;
}
