import { amountDecimals } from "@/server/domain/asset";
import { fromUnits } from "@/server/domain/decimal";
import { type Cells, fields } from "./fields";
import { fixesFor, kindLabel } from "./fixes";
import { type IssueGroup, rowFlag, type TotalsText, type WindowRow } from "./protocol";
import { shownCells } from "./rules";
import type { ImportSession } from "./session";

/** The totals of an import without rows. */
export const noTotals: TotalsText = {
  rows: 0,
  valid: 0,
  withProblems: 0,
  accepted: 0,
  ready: 0,
  buyCount: 0,
  sellCount: 0,
  buys: "0",
  sells: "0",
  net: "0",
};

/** The totals with money as decimal text. */
export function totalsText({ checks, facts }: ImportSession): TotalsText {
  const { buyUnits, sellUnits, ...counts } = checks.totals();
  const decimals = amountDecimals(facts.type, facts.instrument);
  return {
    ...counts,
    buys: fromUnits(buyUnits, decimals),
    sells: fromUnits(sellUnits, decimals),
    net: fromUnits(buyUnits - sellUnits, decimals),
  };
}

/** The kinds of problems with how many rows have each, and what can be done about all of them at once. */
export const issueGroups = ({ checks }: ImportSession): IssueGroup[] =>
  checks.kinds().map(({ kind, count }) => ({
    kind,
    label: kindLabel(kind),
    count,
    fixes: fixesFor(kind).map(({ id, label }) => ({ id, label })),
  }));

/** One byte for each row of the view, from which the grid knows heights and marks before it has the rows. */
export function viewFlags({ view, checks, store }: ImportSession): Uint8Array<ArrayBuffer> {
  const flags = new Uint8Array(view.order.length);
  view.order.forEach((row, index) => {
    if (store.state(row) === "accepted") flags[index] = rowFlag.accepted;
    else if (checks.hasProblem(row)) flags[index] = rowFlag.problem;
  });
  return flags;
}

const inOrder = (cells: Cells): string[] => fields.map((field) => cells[field]);

/** The rows of the view from `start` up to, not including, `end`. */
export function windowRows(
  { view, store, checks, facts }: ImportSession,
  start: number,
  end: number,
): WindowRow[] {
  return Array.from(view.order.subarray(Math.max(0, start), end), (row): WindowRow => {
    const cells = store.cells(row);
    return {
      id: row,
      number: store.rowNumber(row),
      state: store.state(row),
      blank: checks.isBlank(row),
      texts: inOrder(cells),
      shown: inOrder(shownCells(cells, facts)),
      problems: store.state(row) === "accepted" ? [] : [...checks.problems(row)],
    };
  });
}
