import { cleanCell } from "../pipeline/clean";
import { readCsv } from "../pipeline/csv";
import { proposeMapping } from "../pipeline/mapping";
import { PatchBuilder } from "./commands";
import { type Cells, type Field, fields } from "./fields";
import type { Change, ImportSession, Range } from "./session";

const rowsIn = (session: ImportSession, range: Range): number[] => [
  ...session.view.order.subarray(range.top, range.bottom + 1),
];
const fieldsIn = (range: Range): readonly Field[] => fields.slice(range.left, range.right + 1);

/** The cells of a range as tab-separated lines, as they are written in the rows. */
export function copyRange(session: ImportSession, range: Range): string {
  const columns = fieldsIn(range);
  return rowsIn(session, range)
    .map((row) => columns.map((field) => quoteTab(session.store.get(row, field))).join("\t"))
    .join("\n");
}

const quoteTab = (text: string): string => (/["\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function clearRange(session: ImportSession, range: Range): Change | undefined {
  const builder = new PatchBuilder(session.store);
  for (const row of rowsIn(session, range)) {
    if (!session.editable(row)) continue;
    for (const field of fieldsIn(range)) builder.set(row, field, "");
  }
  return session.run(builder.build("Clear cells"));
}

/** Copies the top row of the range into the rows below it. */
export function fillDown(session: ImportSession, range: Range): Change | undefined {
  const builder = new PatchBuilder(session.store);
  const [source, ...targets] = rowsIn(session, range);
  if (source === undefined) return undefined;
  for (const row of targets) {
    if (!session.editable(row)) continue;
    for (const field of fieldsIn(range)) builder.set(row, field, session.store.get(source, field));
  }
  return session.run(builder.build("Fill down"));
}

export function deleteRange(session: ImportSession, range: Range): Change | undefined {
  return session.deleteRows(rowsIn(session, range));
}

/** A pasted header line names columns rather than values: at least two of its cells are names of fields. */
const isHeaderLine = (cells: readonly string[]): boolean =>
  Object.values(proposeMapping(cells).mapping).filter(({ from }) => from === "column").length >= 2;

/**
 * Pastes a block at a cell: over the rows of the view first, then as new rows after the last one. A header line is
 * dropped; one value pasted over a larger selection fills it. Everything is one command.
 */
export function pasteBlock(session: ImportSession, text: string, at: Range): Change | undefined {
  const block = pastedRows(text);
  const [first] = block;
  if (!first) return undefined;
  const builder = new PatchBuilder(session.store);
  const single = block.length === 1 && first.length === 1;
  const height = single ? at.bottom - at.top + 1 : block.length;
  const width = single ? at.right - at.left + 1 : Math.max(...block.map((cells) => cells.length));
  const columns = fields.slice(at.left, at.left + width);
  const beyond: Partial<Cells>[] = [];
  for (let step = 0; step < height; step++) {
    const cells = single ? columns.map(() => first[0] ?? "") : (block[step] ?? []);
    const row = session.view.order[at.top + step];
    if (row === undefined) beyond.push(toCells(columns, cells));
    else if (session.editable(row)) writeCells(builder, row, columns, cells);
  }
  const added = session.appendDead(beyond, builder);
  return session.run(builder.build("Paste"), added);
}

function pastedRows(text: string): string[][] {
  if (cleanCell(text) === "") return [];
  // A block from a spreadsheet is tab-separated; commas inside its cells must not split them.
  const { rows } = readCsv(text, text.includes("\t") || !/[,;|]/.test(text) ? "\t" : undefined);
  const [head, ...rest] = rows;
  return head && rest.length > 0 && isHeaderLine(head) ? rest : rows;
}

function toCells(columns: readonly Field[], cells: readonly string[]): Partial<Cells> {
  const made: Partial<Cells> = {};
  columns.forEach((field, index) => {
    made[field] = cells[index] ?? "";
  });
  return made;
}

function writeCells(
  builder: PatchBuilder,
  row: number,
  columns: readonly Field[],
  cells: readonly string[],
): void {
  columns.forEach((field, index) => {
    const text = cells[index];
    if (text !== undefined) builder.set(row, field, text);
  });
}
