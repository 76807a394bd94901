import { idMaker } from "../pipeline/ids";
import { type Mapping, mappingFaults, restoreMapping } from "../pipeline/mapping";
import { restoreDraft } from "./draft";
import { DraftKeeper, type DraftStorage } from "./draft-keeper";
import { problemRowsCsv } from "./exports";
import type { Field } from "./fields";
import { clearRange, copyRange, deleteRange, fillDown, pasteBlock } from "./grid-edits";
import type { CellPlace, DraftInfo, LoadOutcome, Push, Summary, WindowRow } from "./protocol";
import type { BatchFacts } from "./rules";
import { type Change, ImportSession, type Range } from "./session";
import { type ReadingChoice, Source } from "./source";
import { type Chunk, type RowResult, Submission } from "./submission";
import { issueGroups, noTotals, totalsText, viewFlags, windowRows } from "./summary";
import type { RowFilter, Sorting } from "./view";

export interface StartInput {
  facts: BatchFacts;
  /** Separates drafts of different operators and batches in one browser. */
  draftKey: string;
}

export interface LoadInput {
  name: string;
  bytes: ArrayBuffer;
  /** Whether the rows here stay and the new ones join them, or give way. */
  mode: "replace" | "add";
  /** Mappings remembered from earlier submissions, by column signature. */
  remembered: Record<string, unknown>;
}

/**
 * Everything the page can ask of an import, behind plain methods: reading sources, mapping, editing, submitting, the
 * draft. Runs in a worker so that the page never waits; every change ends with a summary being pushed.
 */
export class ImportController {
  private session: ImportSession | undefined;
  private aside: ImportSession | undefined;
  private pending: { source: Source; mode: "replace" | "add"; mapping: Mapping } | undefined;
  /** The source of the rows here, while there is only one and it can be mapped anew. */
  private applied: { source: Source; mapping: Mapping } | undefined;
  private submission: Submission | undefined;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private sourceName = "";
  private notices: string[] = [];
  private readonly drafts: DraftKeeper;

  constructor(
    private readonly start: StartInput,
    private readonly post: (push: Push) => void,
    storage: DraftStorage,
  ) {
    this.drafts = new DraftKeeper(storage, start.draftKey, (result) =>
      post("at" in result ? { push: "saved", at: result.at } : { push: "unsaved", why: result.fault }),
    );
  }

  findDraft = (): Promise<DraftInfo | undefined> => this.drafts.find();

  async continueDraft(): Promise<LoadOutcome> {
    const stored = await this.drafts.read();
    if (!stored) return { phase: "empty", rows: 0 };
    const session = new ImportSession(this.start.facts);
    restoreDraft(session, stored.base, stored.delta);
    await session.judgeAll(0, session.store.length, this.checking);
    session.view.rebuild();
    this.session = session;
    this.sourceName = stored.delta.sourceName;
    this.announce();
    return { phase: "fixing", rows: session.store.liveCount };
  }

  /** Puts the rows away and wipes the draft; answers how many rows went. They come back by `undiscard` until others come. */
  async discard(): Promise<number> {
    this.aside = this.session;
    this.session = undefined;
    this.pending = undefined;
    this.applied = undefined;
    this.submission = undefined;
    this.notices = [];
    await this.drafts.wipe();
    this.announce();
    return this.aside?.totals().rows ?? 0;
  }

  undiscard(): void {
    if (this.session || !this.aside) return;
    this.session = this.aside;
    this.aside = undefined;
    this.session.touch();
    this.drafts.startOver();
    this.changed();
  }

  /** Reads a source. When its columns speak for themselves its rows go straight to the grid, else the mapping is asked for. */
  async load(input: LoadInput): Promise<LoadOutcome> {
    this.post({ push: "progress", stage: "reading", done: 0, all: 1 });
    const source = new Source(input.name, new Uint8Array(input.bytes));
    const reading = await source.read();
    const { proposal, signature, columns } = reading;
    const remembered = signature === "" ? null : restoreMapping(input.remembered[signature], columns.length);
    this.pending = { source, mode: input.mode, mapping: remembered ?? proposal.mapping };
    if (remembered || proposal.complete) return this.applyMapping(this.pending.mapping);
    this.announce();
    return { phase: "mapping", rows: 0 };
  }

  /** Reads the pending source in another way. */
  async reread(choice: ReadingChoice): Promise<void> {
    if (!this.pending) return;
    const reading = await this.pending.source.read(choice);
    this.pending = { ...this.pending, mapping: reading.proposal.mapping };
    this.announce();
  }

  /** Goes back to the columns of the rows here; choosing them anew loads the source again. */
  async remap(): Promise<void> {
    if (!this.applied) return;
    this.pending = { ...this.applied, mode: "replace" };
    this.announce();
  }

  cancelMapping(): void {
    this.pending = undefined;
    this.announce();
  }

  async applyMapping(mapping: Mapping): Promise<LoadOutcome> {
    const { pending } = this;
    const { sheet, reading } = pending?.source ?? {};
    if (!pending || !sheet || !reading) return { phase: this.phase, rows: 0 };
    const faults = mappingFaults(mapping, reading.columns.length);
    if (faults.missing.length + faults.doubled.length > 0) return { phase: "mapping", rows: 0 };
    const adds = pending.mode === "add" && this.session !== undefined;
    const session = adds && this.session ? this.session : new ImportSession(this.start.facts);
    const before = session.store.liveCount;
    const makeId = idMaker(this.start.facts.batchTransactionId, await pending.source.hash());
    await session.load(
      { sheet, headerRow: reading.headerRow, columns: reading.columns, mapping, makeId },
      `Add ${reading.name}`,
      this.checking,
    );
    this.session = session;
    this.applied = adds ? undefined : { source: pending.source, mapping };
    this.sourceName = adds ? `${this.sourceName} + ${reading.name}` : reading.name;
    this.notices = reading.notices.map(({ text }) => text);
    this.pending = undefined;
    this.drafts.startOver();
    this.changed();
    return { phase: "fixing", rows: session.store.liveCount - before };
  }

  /** Adds empty rows to type into, starting an import when there is none. */
  addEmptyRows(count: number): void {
    if (!this.session) {
      this.session = new ImportSession(this.start.facts);
      this.sourceName = "Typed rows";
    }
    this.session.appendRows(
      Array.from({ length: count }, () => ({})),
      "Add rows",
    );
    this.changed();
  }

  windowRows = (start: number, end: number): { version: number; rows: WindowRow[] } => ({
    version: this.session?.version ?? 0,
    rows: this.session ? windowRows(this.session, start, end) : [],
  });

  setView(view: { filter?: RowFilter; sorting?: Sorting | undefined; search?: string }): void {
    if (!this.session) return;
    Object.assign(this.session.view, view);
    this.session.view.rebuild();
    this.session.touch();
    this.announce();
  }

  edit = (row: number, field: Field, text: string) =>
    this.change((session) => session.edit(row, field, text));
  paste = (text: string, at: Range) => this.change((session) => pasteBlock(session, text, at));
  clear = (range: Range) => this.change((session) => clearRange(session, range));
  fillDown = (range: Range) => this.change((session) => fillDown(session, range));
  deleteRange = (range: Range) => this.change((session) => deleteRange(session, range));
  deleteRows = (rows: number[]) => this.change((session) => session.deleteRows(rows));
  fixAll = (kind: string, fixId: string) => this.change((session) => session.fixAll(kind, fixId));
  undo = () => this.change((session) => session.undo());
  redo = () => this.change((session) => session.redo());

  copy = (range: Range): string => (this.session ? copyRange(this.session, range) : "");
  problemRows = (): string => (this.session ? problemRowsCsv(this.session) : "");

  nextProblem = (from: CellPlace, direction: 1 | -1): CellPlace | undefined =>
    this.session?.view.nextProblem(from, direction);

  unknownAccounts = (most: number): string[] => this.session?.unknownAccounts(most) ?? [];

  learnAccounts(answers: { account: string; exists: boolean }[]): void {
    this.session?.learnAccounts(answers);
    this.announce();
  }

  /** Begins handing out the rows that can be submitted; answers how many there are. */
  beginSubmission(): number {
    if (!this.session) return 0;
    this.submission = new Submission(this.session);
    return this.submission.size;
  }

  takeChunk = (most: number): Chunk | undefined => this.submission?.takeChunk(most);

  settle(rowIds: number[], results: RowResult[]): void {
    this.submission?.settle(rowIds, results);
    // Answers come many a second; the figures over all rows are worth counting a few times in that.
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      this.changed();
    }, 250);
  }

  refuse(rejected: { clientTransactionId: string; code: string; rejectReason: string }[]): void {
    this.submission?.refuse(rejected);
  }

  /** Ends a submission: rows at the server leave the view, and a draft with nothing left to do is wiped. */
  async endSubmission(): Promise<{ left: number }> {
    this.submission = undefined;
    clearTimeout(this.settling);
    this.settling = undefined;
    if (!this.session) return { left: 0 };
    const { rows, accepted } = this.session.totals();
    const left = rows - accepted;
    this.applied = undefined;
    this.session.view.filter = { show: left > 0 ? "open" : "all" };
    this.session.view.rebuild();
    this.session.touch();
    if (left === 0) await this.drafts.wipe();
    else await this.saveNow();
    this.announce();
    return { left };
  }

  saveNow = async (): Promise<void> => {
    if (this.session) await this.drafts.write(this.session, this.sourceName);
  };

  private get phase(): Summary["phase"] {
    if (this.pending) return "mapping";
    return this.session ? "fixing" : "empty";
  }

  private readonly checking = (done: number, all: number): void => {
    this.post({ push: "progress", stage: "checking", done, all });
  };

  private change(act: (session: ImportSession) => Change | undefined): Change | undefined {
    const change = this.session && act(this.session);
    if (change) this.changed();
    return change;
  }

  private changed(): void {
    if (this.session) this.drafts.changed(this.session, this.sourceName);
    this.announce();
  }

  private announce(): void {
    this.post({ push: "summary", summary: this.summary() });
  }

  private summary(): Summary {
    const { session, pending, applied } = this;
    const reading = pending?.source.reading;
    return {
      version: session?.version ?? 0,
      phase: this.phase,
      sourceName: pending?.source.name ?? this.sourceName,
      notices: this.notices,
      totals: session ? totalsText(session) : noTotals,
      groups: session ? issueGroups(session) : [],
      filter: session?.view.filter ?? { show: "all" },
      sorting: session?.view.sorting,
      search: session?.view.search ?? "",
      flags: session ? viewFlags(session) : new Uint8Array(0),
      undoLabel: session?.log.undoLabel,
      redoLabel: session?.log.redoLabel,
      edits: session?.edits ?? 0,
      usedMapping: applied?.source.reading
        ? { signature: applied.source.reading.signature, mapping: applied.mapping }
        : undefined,
      remappable: applied !== undefined,
      mapping: pending && reading ? { reading, mapping: pending.mapping } : undefined,
    };
  }
}
