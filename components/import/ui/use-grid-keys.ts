"use client";

import type { ClipboardEvent, KeyboardEvent } from "react";
import type { RowCache } from "../client/row-cache";
import type { GridActions } from "../client/use-grid-actions";
import { type Bounds, only, type Place, rangeOf, type Selection, target, writesText } from "./grid-moves";

export interface GridKeyPorts {
  selection: Selection;
  bounds: Bounds;
  rows: RowCache;
  actions: GridActions;
  readOnly: boolean;
  editing: boolean;
  select: (selection: Selection) => void;
  /** Starts editing the active cell, with a first character in place of its text or with its text. */
  startEdit: (place: Place, text: string | undefined) => void;
  sort: (column: number) => void;
  find: () => void;
}

const chordOf = (event: KeyboardEvent): string =>
  `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${event.shiftKey ? "shift+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;

/** Selections that a chord makes of a whole row, column or grid. */
function wholeOf(chord: string, { active }: Selection, { rows, columns }: Bounds): Selection | undefined {
  const corner = (index: number, column: number): Place => ({ index, column });
  if (chord === "ctrl+a") return { active: corner(0, 0), anchor: corner(rows - 1, columns - 1) };
  if (chord === "shift+ ")
    return { active: corner(active.index, 0), anchor: corner(active.index, columns - 1) };
  if (chord === "ctrl+ ")
    return { active: corner(0, active.column), anchor: corner(rows - 1, active.column) };
  return undefined;
}

/** Keyboard and clipboard of the grid, by the grid pattern of ARIA and the habits of spreadsheets. */
export function useGridKeys(ports: GridKeyPorts) {
  const { selection, bounds, actions, readOnly, editing } = ports;
  const { active } = selection;
  const range = rangeOf(selection);

  /** Answers true when the key changed something in the rows. */
  const change = (chord: string): boolean => {
    if (chord === "Delete" || chord === "Backspace") actions.clear(range);
    else if (chord === "ctrl+d") actions.fillDown(range);
    else if (chord === "ctrl+Backspace") void actions.deleteRange(range);
    else return false;
    return true;
  };

  const act = (event: KeyboardEvent): boolean => {
    const chord = chordOf(event);
    const place = event.altKey ? undefined : target(active, event, bounds);
    if (place) {
      ports.select(
        event.shiftKey && place.index >= 0 ? { active: place, anchor: selection.anchor } : only(place),
      );
      return true;
    }
    if (chord === "ctrl+f") ports.find();
    else if (active.index < 0) {
      if (chord !== "Enter" && chord !== " ") return false;
      ports.sort(active.column);
    } else if (wholeOf(chord, selection, bounds))
      ports.select(wholeOf(chord, selection, bounds) ?? selection);
    else if (chord === "Escape") ports.select(only(active));
    else if (readOnly) return false;
    else if (chord === "Enter" || chord === "F2") ports.startEdit(active, undefined);
    else if (writesText(event)) ports.startEdit(active, event.key);
    else return change(chord);
    return true;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (editing || event.nativeEvent.isComposing) return;
    if (act(event)) event.preventDefault();
  };

  /** Rows that are on the page go to the clipboard at once; a larger range is fetched first. */
  const onCopy = (event: ClipboardEvent) => {
    if (editing || active.index < 0) return;
    event.preventDefault();
    const lines: string[] = [];
    for (let index = range.top; index <= range.bottom; index++) {
      const row = ports.rows.get(index);
      if (!row) {
        void actions.copy(range).then((text) => navigator.clipboard?.writeText(text));
        return;
      }
      lines.push(row.texts.slice(range.left, range.right + 1).join("\t"));
    }
    event.clipboardData.setData("text/plain", lines.join("\n"));
  };

  const onCut = (event: ClipboardEvent) => {
    onCopy(event);
    if (!editing && !readOnly && active.index >= 0) actions.clear(range);
  };

  const onPaste = (event: ClipboardEvent) => {
    if (editing) return;
    const text = event.clipboardData.getData("text/plain");
    if (text.trim() === "" || readOnly) return;
    event.preventDefault();
    const at = active.index < 0 ? { ...range, top: 0, bottom: 0 } : range;
    void actions.paste(text, at);
  };

  return { onKeyDown, onCopy, onCut, onPaste };
}
