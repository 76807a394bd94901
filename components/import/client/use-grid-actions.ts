"use client";

import { useMemo } from "react";
import { countOf } from "@/components/format/decimal";
import { dismissToast, showToast } from "@/components/ui/toast-store";
import { fields } from "../session/fields";
import type { Change, Range } from "../session/session";
import type { Import } from "./use-import";

let offeredUndo: number | undefined;

/** Takes the offer to undo away: the next change is not the one it was about. */
export function withdrawUndo(): void {
  if (offeredUndo !== undefined) dismissToast(offeredUndo);
  offeredUndo = undefined;
}

/** Says what happened and offers to take it back, as long as nothing else happens. */
export function offerUndo(text: string, undo: () => void): void {
  withdrawUndo();
  offeredUndo = showToast(text, { action: { label: "Undo", press: undo } });
}

/** What the grid and the panels can do to the rows; each large change says what it did and offers to take it back. */
export function useGridActions({ client, rows }: Import) {
  return useMemo(() => {
    const undo = () => {
      withdrawUndo();
      return client.call("undo");
    };
    const told = (words: (rows: string) => string) => (change: Change | undefined) => {
      if (!change) return;
      offerUndo(words(countOf(change.rows, "row")), () => void undo());
    };
    const settle = async (change: Promise<Change | undefined>, words: (rows: string) => string) =>
      told(words)(await change);
    return {
      undo,
      redo: () => {
        withdrawUndo();
        return client.call("redo");
      },
      edit: (at: { index: number; id: number }, column: number, text: string) => {
        const field = fields[column];
        if (field === undefined) return;
        withdrawUndo();
        rows.foretell(at.index, column, text);
        void client.call("edit", at.id, field, text);
      },
      clear: (range: Range) => {
        withdrawUndo();
        void client.call("clear", range);
      },
      fillDown: (range: Range) => {
        withdrawUndo();
        void client.call("fillDown", range);
      },
      copy: (range: Range) => client.call("copy", range),
      paste: (text: string, range: Range) =>
        settle(client.call("paste", text, range), (count) => `${count} pasted`),
      deleteRange: (range: Range) => settle(client.call("deleteRange", range), (count) => `${count} deleted`),
      deleteRow: (id: number) => settle(client.call("deleteRows", [id]), (count) => `${count} deleted`),
      fixAll: (kind: string, fix: { id: string; label: string }) =>
        settle(client.call("fixAll", kind, fix.id), (count) => `${fix.label}: ${count}`),
      addRows: (count: number) => client.call("addEmptyRows", count),
    };
  }, [client, rows]);
}

export type GridActions = ReturnType<typeof useGridActions>;
