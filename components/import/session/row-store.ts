import { type Cells, type Field, fields } from "./fields";

/** A column of the dropped sheet that has no meaning for an allocation; kept so that a downloaded file is complete. */
export interface ExtraColumn {
  header: string;
  cells: string[];
}

export type RowState = "open" | "accepted" | "rejected";

export interface RowMarks {
  alive: Uint8Array;
  states: Uint8Array;
}

const stateCodes: readonly RowState[] = ["open", "accepted", "rejected"];

const byField = <T>(make: () => T): Record<Field, T> => ({
  account: make(),
  side: make(),
  amount: make(),
  symbol: make(),
  clientTransactionId: make(),
  bpsCommission: make(),
  fixedCommission: make(),
});

function grown(array: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  if (length <= array.length) return array;
  const wider = new Uint8Array(Math.max(length, array.length * 2, 1024));
  wider.set(array);
  return wider;
}

/**
 * The rows of one import, column by column. A row's id is its place and never changes: deleting only marks it, so that
 * undo, verdicts and answers of the server always mean the same row.
 */
export class RowStore {
  readonly columns = byField<string[]>(() => []);
  extras: ExtraColumn[] = [];
  /** Headers of the dropped sheet in their order, with the field each became. */
  layout: { header: string; field: Field | null }[] = [];
  /** Row numbers as the dropped file shows them; 0 for rows typed or pasted here. */
  readonly numbers: number[] = [];
  private alive = new Uint8Array(0);
  private states = new Uint8Array(0);
  private deadCount = 0;

  get length(): number {
    return this.numbers.length;
  }

  get liveCount(): number {
    return this.length - this.deadCount;
  }

  /** Adds one row and answers its id. */
  append(cells: Cells, number: number): number {
    const row = this.length;
    for (const field of fields) this.columns[field].push(cells[field]);
    this.numbers.push(number);
    this.alive = grown(this.alive, this.length);
    this.states = grown(this.states, this.length);
    this.alive[row] = 1;
    this.states[row] = 0;
    return row;
  }

  /** Adds many rows column by column, which is several times faster, and answers their ids. */
  appendColumns(numbers: readonly number[], cellsOf: (field: Field) => string[]): number[] {
    const from = this.length;
    for (const field of fields) {
      const cells = cellsOf(field);
      this.columns[field] = from === 0 ? cells : this.columns[field].concat(cells);
    }
    for (const number of numbers) this.numbers.push(number);
    this.alive = grown(this.alive, this.length).fill(1, from, this.length);
    this.states = grown(this.states, this.length).fill(0, from, this.length);
    return numbers.map((_, index) => from + index);
  }

  get(row: number, field: Field): string {
    return this.columns[field][row] ?? "";
  }

  set(row: number, field: Field, text: string): void {
    this.columns[field][row] = text;
  }

  cells(row: number): Cells {
    return {
      account: this.get(row, "account"),
      side: this.get(row, "side"),
      amount: this.get(row, "amount"),
      symbol: this.get(row, "symbol"),
      clientTransactionId: this.get(row, "clientTransactionId"),
      bpsCommission: this.get(row, "bpsCommission"),
      fixedCommission: this.get(row, "fixedCommission"),
    };
  }

  isAlive(row: number): boolean {
    return this.alive[row] === 1;
  }

  setAlive(row: number, alive: boolean): void {
    if (this.isAlive(row) === alive) return;
    this.alive[row] = alive ? 1 : 0;
    this.deadCount += alive ? -1 : 1;
  }

  state(row: number): RowState {
    return stateCodes[this.states[row] ?? 0] ?? "open";
  }

  setState(row: number, state: RowState): void {
    this.states[row] = stateCodes.indexOf(state);
  }

  /** A copy of which rows live and how far each is, for a draft. */
  marks(): RowMarks {
    return { alive: this.alive.slice(0, this.length), states: this.states.slice(0, this.length) };
  }

  restoreMarks({ alive, states }: RowMarks): void {
    for (let row = 0; row < this.length; row++) {
      this.setAlive(row, alive[row] === 1);
      this.states[row] = states[row] ?? 0;
    }
  }

  /** The label of a row in sentences: its number in the file, or its place here when it never was in one. */
  rowNumber(row: number): number {
    const number = this.numbers[row] ?? 0;
    return number > 0 ? number : row + 1;
  }
}
