import type { Field } from "./fields";
import { fieldLabels, fields } from "./fields";
import type { ImportSession } from "./session";

/** Spreadsheets run a cell that starts so as a formula. */
const formulaStart = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/** A cell of a CSV file: formula starts are disarmed by an apostrophe, plain numbers stay numbers. */
export function csvCell(text: string): string {
  const safe = formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly string[]): string => `${cells.map(csvCell).join(",")}\r\n`;

/**
 * The rows that cannot be submitted as CSV: the dropped file's columns in its order, then Row and Problem. Fields the
 * file did not have follow only when a row has something in them.
 */
export function problemRowsCsv({ store, checks }: ImportSession): string {
  const inLayout = new Set(store.layout.map(({ field }) => field));
  const rows: number[] = [];
  for (let row = 0; row < store.length; row++) {
    if (store.isAlive(row) && store.state(row) !== "accepted" && checks.hasProblem(row)) rows.push(row);
  }
  const further = fields.filter(
    (field) => !inLayout.has(field) && rows.some((row) => store.get(row, field) !== ""),
  );
  const extraByHeader = new Map(store.extras.map((extra) => [extra.header, extra]));
  const cellAt = (row: number, column: { header: string; field: Field | null }) =>
    column.field === null
      ? (extraByHeader.get(column.header)?.cells[row] ?? "")
      : store.get(row, column.field);
  let text = line([
    ...store.layout.map(({ header }) => header),
    ...further.map((field) => field),
    "Row",
    "Problem",
  ]);
  for (const row of rows) {
    const problems = checks.problems(row).map(({ field, message }) => `${fieldLabels[field]}: ${message}`);
    const cells = store.layout.map((column) => cellAt(row, column));
    text += line([
      ...cells,
      ...further.map((field) => store.get(row, field)),
      String(store.rowNumber(row)),
      problems.join(" "),
    ]);
  }
  return text;
}
