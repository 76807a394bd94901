import { fields } from "./fields";
import type { Problem } from "./problems";
import type { ExtraColumn, RowMarks, RowStore } from "./row-store";
import type { ImportSession } from "./session";

/** The rows as they were when the draft was last written whole. */
export interface DraftBase {
  columns: Record<string, string[]>;
  extras: ExtraColumn[];
  layout: RowStore["layout"];
  numbers: number[];
}

/** What changed since; small, so that it can be written after every edit. */
export interface DraftDelta {
  savedAt: number;
  sourceName: string;
  rows: number;
  edits: number;
  cells: [key: number, text: string][];
  added: string[][];
  /** One byte for each row: alive or not, and its state, as the store keeps them. */
  marks: RowMarks;
  refused: [row: number, id: string, problem: Problem | undefined][];
}

/** Above this many changed cells or added rows the whole is written again instead. */
export const deltaLimit = 20_000;

/** A copy of all rows, which later edits do not reach. */
export function draftBase({ store }: ImportSession): DraftBase {
  return {
    columns: Object.fromEntries(fields.map((field) => [field, store.columns[field].slice()])),
    extras: store.extras.map(({ header, cells }) => ({ header, cells: cells.slice() })),
    layout: store.layout,
    numbers: store.numbers.slice(),
  };
}

/** The difference between the session and a base of `baseRows` rows. */
export function draftDelta(
  session: ImportSession,
  baseRows: number,
  sourceName: string,
  savedAt: number,
): DraftDelta {
  const { store, checks, dirty } = session;
  const added: string[][] = [];
  for (let row = baseRows; row < store.length; row++)
    added.push(fields.map((field) => store.get(row, field)));
  const cells: DraftDelta["cells"] = [];
  for (const key of dirty) {
    const row = Math.floor(key / fields.length);
    const field = fields[key % fields.length];
    if (field !== undefined && row < baseRows) cells.push([key, store.get(row, field)]);
  }
  const refused = [...session.refusedIds].map(([row, id]): DraftDelta["refused"][number] => [
    row,
    id,
    checks.serverProblem(row),
  ]);
  return {
    savedAt,
    sourceName,
    rows: store.liveCount,
    edits: session.edits,
    cells,
    added,
    marks: store.marks(),
    refused,
  };
}

/** Puts a stored draft back into an empty session. Judging is left to the caller, who can report progress. */
export function restoreDraft(session: ImportSession, base: DraftBase, delta: DraftDelta): void {
  const { store, checks } = session;
  store.extras = base.extras;
  store.layout = base.layout;
  base.numbers.forEach((number, row) => {
    store.append(
      rowCells((field) => base.columns[field]?.[row] ?? ""),
      number,
    );
  });
  for (const texts of delta.added)
    store.append(
      rowCells((_, index) => texts[index] ?? ""),
      0,
    );
  for (const [key, text] of delta.cells) {
    const field = fields[key % fields.length];
    if (field !== undefined) store.set(Math.floor(key / fields.length), field, text);
    session.dirty.add(key);
  }
  store.restoreMarks(delta.marks);
  for (const [row, id, problem] of delta.refused) {
    session.refusedIds.set(row, id);
    checks.setServerProblem(row, problem);
  }
  session.edits = delta.edits;
}

function rowCells(text: (field: (typeof fields)[number], index: number) => string) {
  return {
    account: text("account", 0),
    side: text("side", 1),
    amount: text("amount", 2),
    symbol: text("symbol", 3),
    clientTransactionId: text("clientTransactionId", 4),
    bpsCommission: text("bpsCommission", 5),
    fixedCommission: text("fixedCommission", 6),
  };
}
