import type { Cells } from "./fields";
import { fields } from "./fields";
import type { Judgement, Problem } from "./problems";
import type { RowStore } from "./row-store";

export interface Totals {
  rows: number;
  valid: number;
  withProblems: number;
  accepted: number;
  /** Rows that can be submitted now. */
  ready: number;
  buyCount: number;
  sellCount: number;
  buyUnits: bigint;
  sellUnits: bigint;
}

const none: readonly Problem[] = [];
const sideCodes = { BUY: 1, SELL: 2 } as const;
const blankCode = 3;

/**
 * What is wrong with which row: the rules' verdict on the row alone, ids that occur twice, and what the server said.
 * Rows are judged again only when they change; the figures over all rows are counted when asked for.
 */
export class Checks {
  private readonly own: (readonly Problem[])[] = [];
  private readonly units: bigint[] = [];
  private readonly sides: number[] = [];
  private readonly ids: string[] = [];
  private duplicates = new Map<number, Problem>();
  private readonly server = new Map<number, Problem>();
  private readonly damage = new Map<number, Problem>();
  private duplicatesStale = true;

  constructor(
    private readonly store: RowStore,
    private readonly judge: (cells: Cells) => Judgement,
  ) {}

  /** Judges the rows again after their cells changed. */
  recheck(rows: Iterable<number>): void {
    for (const row of rows) this.judgeRow(row);
  }

  /** Judges a range of rows, so that a caller can report progress between ranges. */
  recheckRange(from: number, to: number): void {
    for (let row = from; row < to; row++) this.judgeRow(row);
  }

  private judgeRow(row: number): void {
    const judgement = this.judge(this.store.cells(row));
    this.own[row] = judgement.problems.length === 0 ? none : judgement.problems;
    this.units[row] = judgement.units;
    this.sides[row] = judgement.blank ? blankCode : judgement.side === null ? 0 : sideCodes[judgement.side];
    if (this.ids[row] !== judgement.id) {
      this.ids[row] = judgement.id;
      this.duplicatesStale = true;
    }
  }

  /** Rows came to life or died, which can make or end a repetition of ids. */
  aliveChanged(): void {
    this.duplicatesStale = true;
  }

  /** Notes what the server said of a row; undefined takes it back. */
  setServerProblem(row: number, problem: Problem | undefined): void {
    if (problem) this.server.set(row, problem);
    else this.server.delete(row);
  }

  serverProblem(row: number): Problem | undefined {
    return this.server.get(row);
  }

  /** Notes damage found while reading the file; it stays until the row is edited or deleted. */
  setDamage(row: number, problem: Problem | undefined): void {
    if (problem) this.damage.set(row, problem);
    else this.damage.delete(row);
  }

  damageOf(row: number): Problem | undefined {
    return this.damage.get(row);
  }

  /** All problems of a row, in the grid's column order. */
  problems(row: number): readonly Problem[] {
    this.refreshDuplicates();
    const own = this.own[row] ?? none;
    const more = [this.damage.get(row), this.duplicates.get(row), this.server.get(row)].filter(
      (problem) => problem !== undefined,
    );
    if (more.length === 0) return own;
    return [...own, ...more].sort((left, right) => fields.indexOf(left.field) - fields.indexOf(right.field));
  }

  hasProblem(row: number): boolean {
    this.refreshDuplicates();
    return (
      (this.own[row] ?? none).length > 0 ||
      this.duplicates.has(row) ||
      this.server.has(row) ||
      this.damage.has(row)
    );
  }

  isBlank(row: number): boolean {
    return this.sides[row] === blankCode;
  }

  /** True when the row can be submitted now: filled, without problems, and not at the server already. */
  isReady(row: number): boolean {
    return (
      this.store.isAlive(row) &&
      this.store.state(row) === "open" &&
      !this.isBlank(row) &&
      !this.hasProblem(row)
    );
  }

  hasKind(row: number, kind: string): boolean {
    return this.hasProblem(row) && this.problems(row).some((problem) => problem.kind === kind);
  }

  id(row: number): string {
    return this.ids[row] ?? "";
  }

  private refreshDuplicates(): void {
    if (!this.duplicatesStale) return;
    this.duplicatesStale = false;
    this.duplicates = new Map();
    const first = new Map<string, number>();
    for (let row = 0; row < this.store.length; row++) {
      const id = this.ids[row] ?? "";
      if (id === "" || !this.store.isAlive(row)) continue;
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, row);
      else this.duplicates.set(row, this.duplicateProblem(row, earlier));
    }
  }

  private duplicateProblem(row: number, earlier: number): Problem {
    const same = fields.every((field) => this.store.get(row, field) === this.store.get(earlier, field));
    const number = this.store.rowNumber(earlier);
    return {
      field: "clientTransactionId",
      kind: "DUPLICATE_IN_SHEET",
      message: same ? `Row ${number} is exactly the same.` : `Row ${number} has this id, with other content.`,
    };
  }

  /** Counts over all living rows; money is summed over rows without problems only. */
  totals(): Totals {
    this.refreshDuplicates();
    const totals: Totals = {
      rows: 0,
      valid: 0,
      withProblems: 0,
      accepted: 0,
      ready: 0,
      buyCount: 0,
      sellCount: 0,
      buyUnits: 0n,
      sellUnits: 0n,
    };
    for (let row = 0; row < this.store.length; row++) {
      if (this.store.isAlive(row) && !this.isBlank(row)) this.count(row, totals);
    }
    return totals;
  }

  private count(row: number, totals: Totals): void {
    totals.rows++;
    const accepted = this.store.state(row) === "accepted";
    if (accepted) totals.accepted++;
    if (!accepted && this.hasProblem(row)) {
      totals.withProblems++;
      return;
    }
    totals.valid++;
    if (!accepted) totals.ready++;
    const units = this.units[row] ?? 0n;
    if (this.sides[row] === sideCodes.BUY) {
      totals.buyCount++;
      totals.buyUnits += units;
    } else if (this.sides[row] === sideCodes.SELL) {
      totals.sellCount++;
      totals.sellUnits += units;
    }
  }

  /** How many living rows have each kind of problem, most frequent first. */
  kinds(): { kind: string; count: number }[] {
    const counts = new Map<string, number>();
    for (let row = 0; row < this.store.length; row++) {
      if (!this.store.isAlive(row) || !this.hasProblem(row) || this.store.state(row) === "accepted") continue;
      const seen = new Set(this.problems(row).map((problem) => problem.kind));
      for (const kind of seen) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    return [...counts]
      .map(([kind, count]) => ({ kind, count }))
      .sort((left, right) => right.count - left.count);
  }
}
