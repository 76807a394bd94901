import type { Range } from "../session/session";

/** A cell by its place in the view; index −1 is the header row. */
export interface Place {
  index: number;
  column: number;
}

/** The active cell and the far corner of the selection; both the same when only one cell is selected. */
export interface Selection {
  active: Place;
  anchor: Place;
}

export interface Bounds {
  rows: number;
  columns: number;
  /** Rows of one page, for PageUp and PageDown. */
  page: number;
}

const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), Math.max(most, least));

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey">;

/** Where a navigation key leads from a cell, by the grid pattern of ARIA; undefined when it is no navigation key. */
export function target(
  { index, column }: Place,
  { key, ctrlKey, metaKey }: Pressed,
  bounds: Bounds,
): Place | undefined {
  const far = ctrlKey || metaKey;
  const last = bounds.rows - 1;
  const lastColumn = bounds.columns - 1;
  const to = (row: number, cell: number): Place => ({
    index: clamp(row, -1, last),
    column: clamp(cell, 0, lastColumn),
  });
  switch (key) {
    case "ArrowDown":
      return to(far ? last : index + 1, column);
    case "ArrowUp":
      return to(far ? 0 : index - 1, column);
    case "ArrowRight":
      return to(index, far ? lastColumn : column + 1);
    case "ArrowLeft":
      return to(index, far ? 0 : column - 1);
    case "Home":
      return to(far ? 0 : index, 0);
    case "End":
      return to(far ? last : index, lastColumn);
    case "PageDown":
      return to(index + bounds.page, column);
    case "PageUp":
      return to(Math.max(0, index - bounds.page), column);
    default:
      return undefined;
  }
}

/** The next cell in reading order, or the one before, for Tab while editing; at the ends it stays. */
export function stepCell({ index, column }: Place, direction: 1 | -1, bounds: Bounds): Place {
  const cell = index * bounds.columns + column + direction;
  if (cell < 0 || cell >= bounds.rows * bounds.columns) return { index, column };
  return { index: Math.floor(cell / bounds.columns), column: cell % bounds.columns };
}

/** The rectangle of a selection; the header is never part of it. */
export function rangeOf({ active, anchor }: Selection): Range {
  return {
    top: Math.max(0, Math.min(active.index, anchor.index)),
    bottom: Math.max(0, active.index, anchor.index),
    left: Math.min(active.column, anchor.column),
    right: Math.max(active.column, anchor.column),
  };
}

export const only = (place: Place): Selection => ({ active: place, anchor: place });

/** The same selection inside a grid that may have fewer rows now. */
export function within(selection: Selection, rows: number): Selection {
  const kept = (place: Place): Place =>
    place.index < rows ? place : { ...place, index: Math.max(rows - 1, -1) };
  const active = kept(selection.active);
  const anchor = kept(selection.anchor);
  return active === selection.active && anchor === selection.anchor ? selection : { active, anchor };
}

/** True for a key that writes a character, which starts editing with it. */
export const writesText = (event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">): boolean =>
  event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
