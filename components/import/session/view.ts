import type { Checks } from "./checks";
import { type Field, fields } from "./fields";
import type { RowStore } from "./row-store";

export type RowFilter =
  | { show: "all" }
  | { show: "problems" }
  | { show: "kind"; kind: string }
  | { show: "open" }
  | { show: "accepted" };

export interface Sorting {
  field: Field;
  descending: boolean;
}

const complement = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(105 - digit.charCodeAt(0)));

/**
 * A text whose alphabetical order is the numerical order of decimal texts, exact without becoming a number: sign, length
 * of the whole part, digits. Texts that are no decimals come last.
 */
export function decimalSortKey(text: string): string {
  const match = /^(-?)0*(\d*)(\.\d*)?$/.exec(text);
  if (!match || text === "") return `2${text}`;
  const whole = match[2] ?? "";
  const digits = whole + (match[3] ?? "").replace(/\.?0*$/, "");
  const length = String(whole.length).padStart(4, "0");
  return match[1] === "-" ? `0${complement(length + digits)}~` : `1${length}${digits}`;
}

const numericFields: readonly Field[] = ["amount", "bpsCommission", "fixedCommission"];

/**
 * Which rows the grid shows, in which order. Rows that are fixed while a filter is on stay where they are until the
 * filter is chosen again, so that nothing jumps away under the cursor.
 */
export class View {
  order = new Int32Array(0);
  filter: RowFilter = { show: "all" };
  sorting: Sorting | undefined;
  search = "";

  constructor(
    private readonly store: RowStore,
    private readonly checks: Checks,
  ) {}

  /** Chooses and orders the rows anew. */
  rebuild(): void {
    const needle = this.search.trim().toLowerCase();
    const rows = new Int32Array(this.store.liveCount);
    let length = 0;
    for (let row = 0; row < this.store.length; row++) {
      if (!this.store.isAlive(row) || !this.passes(row)) continue;
      if (needle !== "" && !this.contains(row, needle)) continue;
      rows[length++] = row;
    }
    this.order = rows.slice(0, length);
    this.sort();
  }

  /** Drops rows that died and adds rows that came to life at the end, leaving the others where they are. */
  keepUp(added: readonly number[]): void {
    const kept = this.order.filter((row) => this.store.isAlive(row));
    const known = new Set(added.length > 0 ? kept : []);
    const fresh = added.filter((row) => this.store.isAlive(row) && !known.has(row));
    const order = new Int32Array(kept.length + fresh.length);
    order.set(kept);
    order.set(fresh, kept.length);
    this.order = order;
  }

  private passes(row: number): boolean {
    const { filter } = this;
    if (filter.show === "all") return true;
    const accepted = this.store.state(row) === "accepted";
    if (filter.show === "accepted") return accepted;
    if (accepted) return false;
    if (filter.show === "open") return true;
    return filter.show === "kind" ? this.checks.hasKind(row, filter.kind) : this.checks.hasProblem(row);
  }

  private contains(row: number, needle: string): boolean {
    return fields.some((field) => this.store.get(row, field).toLowerCase().includes(needle));
  }

  private sort(): void {
    const { sorting } = this;
    if (!sorting) return;
    const { field, descending } = sorting;
    const toKey = numericFields.includes(field) ? decimalSortKey : (text: string) => text;
    const keys: string[] = new Array(this.store.length);
    for (const row of this.order) keys[row] = toKey(this.store.get(row, field));
    const direction = descending ? -1 : 1;
    this.order.sort((left, right) => {
      const a = keys[left] ?? "";
      const b = keys[right] ?? "";
      return a < b ? -direction : a > b ? direction : left - right;
    });
  }

  /** The place of the next problem after a cell, wrapping around; undefined when no shown row has one. */
  nextProblem(
    from: { index: number; column: number },
    direction: 1 | -1,
  ): { index: number; column: number } | undefined {
    const { length } = this.order;
    for (let step = 0; step <= length; step++) {
      const index = (((from.index + step * direction) % length) + length) % length;
      const row = this.order[index];
      if (row === undefined || this.store.state(row) === "accepted" || !this.checks.hasProblem(row)) continue;
      const columns = this.checks.problems(row).map((problem) => fields.indexOf(problem.field));
      const ahead = columns.filter((column) =>
        step === 0
          ? (column - from.column) * direction > 0
          : step === length
            ? (column - from.column) * direction <= 0
            : true,
      );
      const column = direction === 1 ? Math.min(...ahead) : Math.max(...ahead);
      if (Number.isFinite(column)) return { index, column };
    }
    return undefined;
  }
}
