import type { Field } from "./fields";
import type { RowStore } from "./row-store";

/** One reversible change of many rows, as before and after values; rows are named by id, so order and filters do not matter. */
export type Patch =
  | { kind: "cells"; field: Field; rows: number[]; before: string[]; after: string[] }
  | { kind: "alive"; rows: number[]; alive: boolean };

export interface Command {
  label: string;
  patches: Patch[];
}

function applyPatch(store: RowStore, patch: Patch, forward: boolean): void {
  if (patch.kind === "alive") {
    for (const row of patch.rows) store.setAlive(row, patch.alive === forward);
    return;
  }
  const values = forward ? patch.after : patch.before;
  patch.rows.forEach((row, index) => {
    store.set(row, patch.field, values[index] ?? "");
  });
}

/** Ids of the rows a command touches, each once. */
export function touchedRows(command: Command): number[] {
  const [only, ...others] = command.patches;
  if (only === undefined) return [];
  if (others.length === 0) return only.rows;
  return [...new Set(command.patches.flatMap((patch) => patch.rows))];
}

/** Undo and redo as inverse patches. The newest `capacity` commands can be undone. */
export class CommandLog {
  private done: Command[] = [];
  private undone: Command[] = [];

  constructor(
    private readonly store: RowStore,
    private readonly capacity = 200,
  ) {}

  get undoLabel(): string | undefined {
    return this.done.at(-1)?.label;
  }

  get redoLabel(): string | undefined {
    return this.undone.at(-1)?.label;
  }

  /** Applies a new command and forgets whatever had been undone before it. */
  run(command: Command): void {
    for (const patch of command.patches) applyPatch(this.store, patch, true);
    this.done.push(command);
    if (this.done.length > this.capacity) this.done.shift();
    this.undone = [];
  }

  /** Takes the newest command back and answers it, or undefined when there is none. */
  undo(): Command | undefined {
    const command = this.done.pop();
    if (!command) return undefined;
    for (const patch of command.patches.toReversed()) applyPatch(this.store, patch, false);
    this.undone.push(command);
    return command;
  }

  redo(): Command | undefined {
    const command = this.undone.pop();
    if (!command) return undefined;
    for (const patch of command.patches) applyPatch(this.store, patch, true);
    this.done.push(command);
    return command;
  }

  /** Forgets everything, when rows have left for the server and must not come back by undo. */
  clear(): void {
    this.done = [];
    this.undone = [];
  }
}

/** Collects cell changes of one command, one patch per field, leaving out cells that already hold the text. */
export class PatchBuilder {
  private readonly byField = new Map<Field, Extract<Patch, { kind: "cells" }>>();
  private readonly killed: number[] = [];
  private readonly revived: number[] = [];

  constructor(private readonly store: RowStore) {}

  set(row: number, field: Field, after: string): void {
    const before = this.store.get(row, field);
    if (before === after) return;
    let patch = this.byField.get(field);
    if (!patch) {
      patch = { kind: "cells", field, rows: [], before: [], after: [] };
      this.byField.set(field, patch);
    }
    patch.rows.push(row);
    patch.before.push(before);
    patch.after.push(after);
  }

  remove(row: number): void {
    if (this.store.isAlive(row)) this.killed.push(row);
  }

  /** Registers a row appended dead, which the command brings to life. */
  revive(row: number): void {
    this.revived.push(row);
  }

  /** The command, or undefined when nothing would change. */
  build(label: string): Command | undefined {
    const patches: Patch[] = [...this.byField.values()];
    if (this.revived.length > 0) patches.push({ kind: "alive", rows: this.revived, alive: true });
    if (this.killed.length > 0) patches.push({ kind: "alive", rows: this.killed, alive: false });
    return patches.length === 0 ? undefined : { label, patches };
  }
}
