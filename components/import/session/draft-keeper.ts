import { type DraftBase, type DraftDelta, deltaLimit, draftBase, draftDelta } from "./draft";
import type { DraftInfo } from "./protocol";
import type { ImportSession } from "./session";

/** Where drafts are kept; in the browser IndexedDB. */
export interface DraftStorage {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(keys: string[]): Promise<void>;
}

const quietMs = 200;

/**
 * Keeps the draft of one import up to date: whole when rows were loaded, then only what changed, as soon as it has
 * been quiet for a moment. Never holds more than the sheet did.
 */
export class DraftKeeper {
  private baseRows: number | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly storage: DraftStorage,
    private readonly key: string,
    private readonly told: (result: { at: number } | { fault: string }) => void,
    private readonly now: () => number = Date.now,
  ) {}

  private get keys(): { base: string; delta: string } {
    return { base: `${this.key}/base`, delta: `${this.key}/delta` };
  }

  /** What a stored draft is about; undefined when there is none, or when this browser keeps nothing. */
  async find(): Promise<DraftInfo | undefined> {
    const delta = (await this.storage.get(this.keys.delta).catch(() => undefined)) as DraftDelta | undefined;
    if (!delta) return undefined;
    const { savedAt, sourceName, rows, edits } = delta;
    return { savedAt, sourceName, rows, edits };
  }

  async read(): Promise<{ base: DraftBase; delta: DraftDelta } | undefined> {
    const base = (await this.storage.get(this.keys.base)) as DraftBase | undefined;
    const delta = (await this.storage.get(this.keys.delta)) as DraftDelta | undefined;
    if (!base || !delta) return undefined;
    this.baseRows = base.numbers.length;
    return { base, delta };
  }

  /** Rows were loaded: the next write is a whole one. */
  startOver(): void {
    this.baseRows = undefined;
  }

  /** Something changed; written once it has been quiet for a moment. */
  changed(session: ImportSession, sourceName: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.write(session, sourceName), quietMs);
  }

  /** Writes what is waiting now, as when the page is about to go. */
  async write(session: ImportSession, sourceName: string): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.writeNow(session, sourceName));
    return this.writing;
  }

  private async writeNow(session: ImportSession, sourceName: string): Promise<void> {
    const at = this.now();
    try {
      const beyond = session.store.length - (this.baseRows ?? 0) + session.dirty.size;
      if (this.baseRows === undefined || beyond > deltaLimit) {
        const base = draftBase(session);
        // Cleared first: an edit made while the base is being written must stay marked.
        session.dirty.clear();
        this.baseRows = undefined;
        await this.storage.set(this.keys.base, base);
        this.baseRows = base.numbers.length;
      }
      await this.storage.set(this.keys.delta, draftDelta(session, this.baseRows, sourceName, at));
      this.told({ at });
    } catch (fault) {
      this.told({ fault: fault instanceof Error ? fault.message : String(fault) });
    }
  }

  async wipe(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.baseRows = undefined;
    this.writing = this.writing.then(() => this.storage.remove([this.keys.base, this.keys.delta]));
    return this.writing;
  }
}
