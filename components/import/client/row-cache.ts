import type { WindowRow } from "../session/protocol";

export type FetchRows = (start: number, end: number) => Promise<{ version: number; rows: WindowRow[] }>;

const margin = 40;
const keptRows = 4_000;

/**
 * Rows of the view that the page has, by their place. Old rows stay until new ones arrive, so that a change of the
 * view never shows an empty grid. One request is under way at a time; of those that come meanwhile the last counts.
 */
export class RowCache {
  private rows = new Map<number, { row: WindowRow; version: number }>();
  private version = 0;
  private busy = false;
  private wanted: { start: number; end: number } | undefined;
  private readonly listeners = new Set<() => void>();
  private ticks = 0;

  constructor(private readonly fetchRows: FetchRows) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Changes whenever rows arrive. */
  readonly tick = (): number => this.ticks;

  get(index: number): WindowRow | undefined {
    return this.rows.get(index)?.row;
  }

  /** Shows a text at once in a cell that has just been edited, until the worker's answer replaces it. */
  foretell(index: number, column: number, text: string): void {
    const entry = this.rows.get(index);
    if (!entry) return;
    const put = (texts: string[]) => texts.map((old, place) => (place === column ? text : old));
    const row = { ...entry.row, texts: put(entry.row.texts), shown: put(entry.row.shown) };
    this.rows.set(index, { row, version: -1 });
    this.tell();
  }

  private tell(): void {
    this.ticks++;
    for (const listener of this.listeners) listener();
  }

  /** Asks for the rows from `start` up to, not including, `end` as of a version, unless they are here. */
  want(start: number, end: number, version: number): void {
    this.version = version;
    for (let index = start; index < end; index++) {
      if (this.rows.get(index)?.version !== version) {
        this.wanted = { start: Math.max(0, start - margin), end: end + margin };
        void this.pump();
        return;
      }
    }
  }

  private async pump(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.wanted) {
      const { start, end } = this.wanted;
      this.wanted = undefined;
      const answer = await this.fetchRows(start, end).catch(() => undefined);
      if (!answer) break;
      this.take(start, answer);
    }
    this.busy = false;
  }

  private take(start: number, { version, rows }: { version: number; rows: WindowRow[] }): void {
    if (this.rows.size > keptRows) this.rows = new Map();
    rows.forEach((row, offset) => {
      const known = this.rows.get(start + offset)?.row;
      // The same object for the same content, so that rows that did not change are not drawn again.
      this.rows.set(start + offset, { row: known && sameRow(known, row) ? known : row, version });
    });
    this.tell();
    if (version < this.version) this.wanted ??= { start, end: start + rows.length };
  }
}

const sameTexts = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, place) => text === other[place]);

const sameRow = (one: WindowRow, other: WindowRow): boolean =>
  one.id === other.id &&
  one.number === other.number &&
  one.state === other.state &&
  sameTexts(one.texts, other.texts) &&
  sameTexts(one.shown, other.shown) &&
  one.problems.length === other.problems.length &&
  one.problems.every(
    ({ field, message }, place) =>
      field === other.problems[place]?.field && message === other.problems[place]?.message,
  );
