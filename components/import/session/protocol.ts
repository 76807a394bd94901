import type { Mapping } from "../pipeline/mapping";
import type { Problem } from "./problems";
import type { RowState } from "./row-store";
import type { SourceReading } from "./source";
import type { RowFilter, Sorting } from "./view";

export type Phase = "empty" | "mapping" | "fixing";

/** A row as the grid draws it. */
export interface WindowRow {
  id: number;
  number: number;
  state: RowState;
  blank: boolean;
  /** Cells as written, in the grid's order. */
  texts: string[];
  /** Cells as understood; the same as written where they cannot be read. */
  shown: string[];
  problems: Problem[];
}

export interface IssueGroup {
  kind: string;
  label: string;
  count: number;
  fixes: { id: string; label: string }[];
}

export interface TotalsText {
  rows: number;
  valid: number;
  withProblems: number;
  accepted: number;
  ready: number;
  buyCount: number;
  sellCount: number;
  /** Decimal texts in what the batch counts: USD or coin. */
  buys: string;
  sells: string;
  net: string;
}

/** Bits of a view flag. */
export const rowFlag = { problem: 1, accepted: 2 } as const;

/** Everything the page shows apart from the rows themselves. Sent after every change. */
export interface Summary {
  version: number;
  phase: Phase;
  sourceName: string;
  notices: string[];
  totals: TotalsText;
  groups: IssueGroup[];
  filter: RowFilter;
  sorting: Sorting | undefined;
  search: string;
  /** One byte of rowFlag bits for each row of the view. */
  flags: Uint8Array<ArrayBuffer>;
  undoLabel: string | undefined;
  redoLabel: string | undefined;
  edits: number;
  /** The mapping in use and the columns it belongs to, to be remembered once everything is submitted. */
  usedMapping: { signature: string; mapping: Mapping } | undefined;
  /** The columns can be chosen anew: one source, nothing at the server yet. */
  remappable: boolean;
  mapping: { reading: SourceReading; mapping: Mapping } | undefined;
}

export interface DraftInfo {
  savedAt: number;
  sourceName: string;
  rows: number;
  edits: number;
}

export interface CellPlace {
  index: number;
  column: number;
}

export type Push =
  | { push: "summary"; summary: Summary }
  | { push: "progress"; stage: "reading" | "checking"; done: number; all: number }
  | { push: "saved"; at: number }
  | { push: "unsaved"; why: string };

export interface LoadOutcome {
  phase: Phase;
  /** Rows that were added, once they are in the grid. */
  rows: number;
}
