import {
  type ImportField,
  importFields,
  matchColumns,
  plainHeader,
  requiredFields,
} from "@/server/domain/allocation/columns";
import { cleanCell } from "./clean";
import type { Sheet } from "./sheet";

/** Where a field's text comes from. */
export type Source =
  | { from: "column"; position: number }
  | { from: "constant"; text: string }
  | { from: "generated" }
  | { from: "nothing" };

export type Mapping = Record<ImportField, Source>;

const searchedRows = 20;

/**
 * The row that names the columns: the one among the first that matches most fields, the earlier of two equals.
 * Null when none matches at least two, as in a file without a header.
 */
export function findHeader(rows: readonly string[][]): number | null {
  let best: { row: number; matched: number } | null = null;
  rows.slice(0, searchedRows).forEach((cells, row) => {
    const match = matchColumns(cells);
    const matched = Object.keys(match.mapping).length + match.ambiguous.length;
    if (matched >= 2 && matched > (best?.matched ?? 0)) best = { row, matched };
  });
  return (best as { row: number } | null)?.row ?? null;
}

/** Spreadsheet letters of a column: A, B … Z, AA. */
export function columnLetters(position: number): string {
  const letter = String.fromCharCode(65 + (position % 26));
  return position < 26 ? letter : columnLetters(Math.floor(position / 26) - 1) + letter;
}

export interface Column {
  position: number;
  header: string;
  samples: string[];
}

/**
 * The sheet's columns with a few of their values; without a header they are named by their letters. Cells beyond the
 * header make a column only when most rows have them: else those rows are ragged.
 */
export function describeColumns(sheet: Sheet, headerRow: number | null): Column[] {
  const body = headerRow === null ? 0 : headerRow + 1;
  const header = headerRow === null ? [] : (sheet.rows[headerRow] ?? []);
  const looked = sheet.rows.slice(body, body + 200);
  const widest = Math.max(header.length, ...looked.map((row) => row.length));
  const longer = looked.filter((row) => row.length > header.length).length;
  const width = headerRow === null || longer * 2 > looked.length ? widest : header.length;
  return Array.from({ length: width }, (_, position) => {
    const samples = looked.map((row) => row[position] ?? "").filter((cell) => cell !== "");
    return {
      position,
      header: header[position] || `Column ${columnLetters(position)}`,
      samples: samples.slice(0, 3),
    };
  });
}

/** A text that is the same for sheets with the same columns, by which a mapping is remembered. */
export const headerSignature = (headers: readonly string[]): string => headers.map(plainHeader).join("|");

const empty = (): Mapping => ({
  account: { from: "nothing" },
  side: { from: "nothing" },
  amount: { from: "nothing" },
  clientTransactionId: { from: "nothing" },
  bpsCommission: { from: "nothing" },
  fixedCommission: { from: "nothing" },
  symbol: { from: "nothing" },
});

/** The mapping that the headers speak for, with what a person still has to say. */
export function proposeMapping(headers: readonly string[]): {
  mapping: Mapping;
  missing: ImportField[];
  complete: boolean;
} {
  const match = matchColumns(headers);
  const mapping = empty();
  for (const field of importFields) {
    const position = match.mapping[field];
    if (position !== undefined) mapping[field] = { from: "column", position };
  }
  return { mapping, missing: [...match.missing, ...match.ambiguous], complete: match.complete };
}

const mustHaveSource: readonly ImportField[] = requiredFields;

/** Required fields that have no source, and columns that serve two fields; both empty means that the mapping can be used. */
export function mappingFaults(
  mapping: Mapping,
  width: number,
): { missing: ImportField[]; doubled: number[] } {
  const missing = mustHaveSource.filter((field) => mapping[field].from === "nothing");
  const positions = importFields.flatMap((field) => {
    const source = mapping[field];
    return source.from === "column" ? [source.position] : [];
  });
  const doubled = positions.filter(
    (position, index) => positions.indexOf(position) !== index || position >= width,
  );
  return { missing, doubled };
}

const isField = (text: string): text is ImportField => (importFields as readonly string[]).includes(text);

/** Reads a mapping that was remembered as JSON; null when it is not one that fits a sheet of this width. */
export function restoreMapping(stored: unknown, width: number): Mapping | null {
  if (typeof stored !== "object" || stored === null) return null;
  const mapping = empty();
  for (const [field, value] of Object.entries(stored)) {
    if (!isField(field) || typeof value !== "object" || value === null) return null;
    const { from, position, text } = value as { from?: unknown; position?: unknown; text?: unknown };
    if (from === "column" && typeof position === "number" && Number.isInteger(position))
      mapping[field] = { from, position };
    else if (from === "constant" && typeof text === "string")
      mapping[field] = { from, text: cleanCell(text) };
    else if (from === "generated" && field === "clientTransactionId") mapping[field] = { from };
  }
  const faults = mappingFaults(mapping, width);
  return faults.missing.length + faults.doubled.length === 0 ? mapping : null;
}
