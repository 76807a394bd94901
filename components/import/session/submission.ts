import type { Problem } from "./problems";
import { type AllocationRow, fieldOfCode, toAllocationRow } from "./rules";
import type { ImportSession } from "./session";

/** A piece of a submission: the rows as sent, and whose they are. */
export interface Chunk {
  rowIds: number[];
  rows: AllocationRow[];
}

/** What the server said of one row of a chunk, by its place in it. */
export interface RowResult {
  index: number;
  status: string;
  code?: string | undefined;
  rejectReason?: string | undefined;
}

/** Hands out the rows to submit piece by piece, and takes in what the server says of them. */
export class Submission {
  private readonly queue: number[] = [];
  private next = 0;

  constructor(private readonly session: ImportSession) {
    const { store, checks } = session;
    for (let row = 0; row < store.length; row++) {
      if (checks.isReady(row)) this.queue.push(row);
    }
    // From here on rows are at the server; taking back what was done before would only pretend.
    session.log.clear();
  }

  get size(): number {
    return this.queue.length;
  }

  /** The next rows, at most `most`; undefined when all were handed out. */
  takeChunk(most: number): Chunk | undefined {
    if (this.next >= this.queue.length) return undefined;
    const rowIds = this.queue.slice(this.next, this.next + most);
    this.next += rowIds.length;
    const rows = rowIds.flatMap(
      (row) => toAllocationRow(this.session.store.cells(row), this.session.facts) ?? [],
    );
    return { rowIds, rows };
  }

  /** Notes the answers of one chunk; rows the server refused come back as open problems. */
  settle(rowIds: readonly number[], results: readonly RowResult[]): void {
    const { store, checks } = this.session;
    for (const result of results) {
      const row = rowIds[result.index];
      if (row === undefined) continue;
      if (result.status === "REJECTED") {
        store.setState(row, "rejected");
        this.session.refusedIds.set(row, checks.id(row));
        checks.setServerProblem(row, this.problemOf(row, result));
      } else {
        store.setState(row, "accepted");
        checks.setServerProblem(row, undefined);
      }
    }
    this.session.touch();
  }

  /** Rows that turn out to have been refused by an earlier sending whose answer was lost. */
  refuse(rejected: readonly { clientTransactionId: string; code: string; rejectReason: string }[]): void {
    const answers = new Map(rejected.map((answer) => [answer.clientTransactionId, answer]));
    for (const row of this.queue) {
      const answer = answers.get(this.session.checks.id(row));
      if (answer && this.session.store.state(row) === "accepted")
        this.settle([row], [{ index: 0, status: "REJECTED", ...answer }]);
    }
  }

  private problemOf(row: number, { code = "REJECTED", rejectReason }: RowResult): Problem {
    const field = fieldOfCode(code, this.session.store.cells(row));
    return { field, kind: code, message: `Rejected: ${rejectReason ?? "no reason given"} (${code})` };
  }
}
