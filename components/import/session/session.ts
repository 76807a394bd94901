import { randomUuid } from "../pipeline/ids";
import type { Column, Mapping } from "../pipeline/mapping";
import type { Sheet } from "../pipeline/sheet";
import { Checks, type Totals } from "./checks";
import { type Command, CommandLog, PatchBuilder, touchedRows } from "./commands";
import { type Cells, emptyCells, type Field, fields } from "./fields";
import { fixesFor } from "./fixes";
import { loadRows } from "./load-rows";
import type { Problem } from "./problems";
import { RowStore } from "./row-store";
import { type BatchFacts, makeJudge } from "./rules";
import { View } from "./view";

const judgedAtOnce = 5_000;

/** Accounts worth asking the server about; what is longer or holds control characters is no account anyway. */
const askable = /^\P{Cc}{1,64}$/u;

let lastVersion = 0;

/** Lets waiting messages in between two slices of work. */
const breathe = () => new Promise<void>((resume) => setTimeout(resume));

/** Cells of the grid as places in the view, both ends included. */
export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** What a change did, for the message that tells people. */
export interface Change {
  rows: number;
  label: string;
}

/**
 * One import: its rows, their verdicts, the way they are shown, and every change to them as a command that can be
 * undone. Knows nothing of workers or pages.
 */
export class ImportSession {
  readonly store = new RowStore();
  readonly checks: Checks;
  readonly view: View;
  readonly log: CommandLog;
  /** Raised by every change and never used twice, so that a screen can tell an old answer from a new one. */
  version = 0;
  /** Changes by hand since the rows were loaded. */
  edits = 0;
  /** Cells that differ from what was loaded, so that a draft only has to keep those. */
  readonly dirty = new Set<number>();
  private readonly accounts = new Map<string, boolean>();

  constructor(readonly facts: BatchFacts) {
    this.checks = new Checks(
      this.store,
      makeJudge(facts, (account) => this.accounts.get(account)),
    );
    this.view = new View(this.store, this.checks);
    this.log = new CommandLog(this.store);
  }

  /** Something that is shown has changed. */
  touch(): void {
    lastVersion++;
    this.version = lastVersion;
  }

  /** Adds a sheet's rows as one command and judges them, telling how far it is. */
  async load(
    plan: {
      sheet: Sheet;
      headerRow: number | null;
      columns: Column[];
      mapping: Mapping;
      makeId: (row: number) => string;
    },
    label: string,
    progress: (done: number, all: number) => void,
  ): Promise<void> {
    const isFirst = this.store.length === 0;
    const { rows, damage } = loadRows(this.store, plan);
    for (const [row, problem] of damage) this.checks.setDamage(row, problem);
    await this.judgeAll(rows[0] ?? 0, this.store.length, progress);
    this.checks.aliveChanged();
    if (!isFirst) {
      for (const row of rows) this.store.setAlive(row, false);
      this.log.run({ label, patches: [{ kind: "alive", rows, alive: true }] });
    }
    this.view.rebuild();
    this.touch();
  }

  async judgeAll(from: number, to: number, progress: (done: number, all: number) => void): Promise<void> {
    for (let start = from; start < to; start += judgedAtOnce) {
      const end = Math.min(start + judgedAtOnce, to);
      this.checks.recheckRange(start, end);
      progress(end - from, to - from);
      await breathe();
    }
  }

  /** Runs a command, judges what it touched and keeps the view in step. */
  run(command: Command | undefined, added: readonly number[] = []): Change | undefined {
    if (!command) return undefined;
    this.log.run(command);
    this.afterChange(command, added);
    return { rows: touchedRows(command).length, label: command.label };
  }

  undo(): Change | undefined {
    return this.reverted(this.log.undo());
  }

  redo(): Change | undefined {
    return this.reverted(this.log.redo());
  }

  private reverted(command: Command | undefined): Change | undefined {
    if (!command) return undefined;
    const rows = touchedRows(command);
    this.afterChange(command, rows);
    this.view.rebuild();
    return { rows: rows.length, label: command.label };
  }

  private afterChange(command: Command, added: readonly number[]): void {
    const rows = touchedRows(command);
    for (const patch of command.patches) {
      if (patch.kind === "alive") this.checks.aliveChanged();
      else for (const row of patch.rows) this.noteEdit(row, patch.field);
    }
    this.checks.recheck(rows);
    if (command.patches.some((patch) => patch.kind === "alive")) this.view.keepUp(added);
    this.edits++;
    this.touch();
  }

  private noteEdit(row: number, field: Field): void {
    this.dirty.add(row * fields.length + fields.indexOf(field));
    this.checks.setDamage(row, undefined);
    this.refreshServerProblem(row);
  }

  /** A row the server refused is on record under its id: changed content needs another id, another id ends the matter. */
  private refreshServerProblem(row: number): void {
    const refused = this.refusedIds.get(row);
    if (refused === undefined) return;
    const current = this.store.get(row, "clientTransactionId").trim().toLowerCase();
    this.store.setState(row, current === refused ? "rejected" : "open");
    this.checks.setServerProblem(row, current === refused ? usedId : undefined);
  }

  /** Ids under which the server has refused a row, by row. */
  readonly refusedIds = new Map<number, string>();

  editable(row: number): boolean {
    return this.store.isAlive(row) && this.store.state(row) !== "accepted";
  }

  edit(row: number, field: Field, text: string): Change | undefined {
    const builder = new PatchBuilder(this.store);
    if (this.editable(row)) {
      builder.set(row, field, text);
      if (text !== "" && field !== "clientTransactionId") this.giveId(row, builder);
    }
    return this.run(builder.build("Edit"));
  }

  /** A row typed here gets its id with its first cell; nobody types a UUID. */
  private giveId(row: number, builder: PatchBuilder): void {
    if (this.store.numbers[row] === 0 && this.store.get(row, "clientTransactionId") === "") {
      builder.set(row, "clientTransactionId", randomUuid());
    }
  }

  deleteRows(rows: readonly number[]): Change | undefined {
    const builder = new PatchBuilder(this.store);
    for (const row of rows) if (this.editable(row)) builder.remove(row);
    return this.run(builder.build("Delete rows"));
  }

  /** Adds rows at the end of the view: typed ones, or what a paste brings beyond the last row. */
  appendRows(rows: readonly Partial<Cells>[], label: string): Change | undefined {
    const builder = new PatchBuilder(this.store);
    const added = this.appendDead(rows, builder);
    return this.run(builder.build(label), added);
  }

  /** Appends rows dead and registers their birth with the builder, so that undo can take them back. */
  appendDead(rows: readonly Partial<Cells>[], builder: PatchBuilder): number[] {
    return rows.map((cells) => {
      const filled = Object.values(cells).some((text) => text !== "");
      const id = filled && !cells.clientTransactionId ? randomUuid() : (cells.clientTransactionId ?? "");
      const row = this.store.append({ ...emptyCells, ...cells, clientTransactionId: id }, 0);
      this.store.setAlive(row, false);
      builder.revive(row);
      return row;
    });
  }

  /** Repairs, or deletes, all rows with a kind of problem, hidden by the filter or not. */
  fixAll(kind: string, fixId: string): Change | undefined {
    const fix = fixesFor(kind).find(({ id }) => id === fixId);
    if (!fix) return undefined;
    const builder = new PatchBuilder(this.store);
    for (let row = 0; row < this.store.length; row++) {
      if (!this.editable(row) || !this.checks.hasKind(row, kind)) continue;
      if (fix.drop) builder.remove(row);
      else
        this.repair(
          row,
          fix.repair?.(this.store.cells(row), this.facts, this.store.rowNumber(row)) ?? {},
          builder,
        );
    }
    const change = this.run(builder.build(fix.label));
    this.view.rebuild();
    return change;
  }

  private repair(row: number, cells: Partial<Cells>, builder: PatchBuilder): void {
    for (const field of fields) {
      const text = cells[field];
      if (text !== undefined) builder.set(row, field, text);
    }
  }

  /** Accounts in the rows that nobody has asked the server about. */
  unknownAccounts(most: number): string[] {
    const unknown = new Set<string>();
    for (let row = 0; row < this.store.length && unknown.size < most; row++) {
      const account = this.store.get(row, "account").trim();
      if (askable.test(account) && this.store.isAlive(row) && !this.accounts.has(account))
        unknown.add(account);
    }
    return [...unknown];
  }

  /** Takes in which accounts exist and judges the rows of those that do not. */
  learnAccounts(answers: readonly { account: string; exists: boolean }[]): void {
    const missing = new Set<string>();
    for (const { account, exists } of answers) {
      this.accounts.set(account, exists);
      if (!exists) missing.add(account);
    }
    if (missing.size === 0) return;
    for (let row = 0; row < this.store.length; row++) {
      if (missing.has(this.store.get(row, "account").trim())) this.checks.recheck([row]);
    }
    this.touch();
  }

  totals(): Totals {
    return this.checks.totals();
  }
}

const usedId: Problem = {
  field: "clientTransactionId",
  kind: "USED_ID",
  message: "The server has this id on record as rejected. A corrected row needs a new one.",
};
