"use client";

import { useCallback, useMemo, useState } from "react";
import type { GridActions } from "../client/use-grid-actions";
import type { Import } from "../client/use-import";
import type { AfterEdit } from "./cell-editor";
import { type Bounds, only, type Place, type Selection, stepCell } from "./grid-moves";
import type { RowEdit, RowHandlers } from "./grid-row";

type Ports = {
  source: Import;
  actions: GridActions;
  selection: Selection;
  bounds: Bounds;
  readOnly: boolean;
  select: (selection: Selection) => void;
};

function placeAfter(place: Place, after: AfterEdit, bounds: Bounds): Place {
  if (after === "down") return { index: Math.min(place.index + 1, bounds.rows - 1), column: place.column };
  return after === "stay" ? place : stepCell(place, after === "right" ? 1 : -1, bounds);
}

/** The cell being edited, and what pointer and editor do to the grid. */
export function useGridEdit({ source: { rows }, actions, selection, bounds, readOnly, select }: Ports) {
  const [edit, setEdit] = useState<(RowEdit & { index: number }) | undefined>();
  const { active, anchor } = selection;

  const startEdit = useCallback(
    (place: Place, text: string | undefined) => {
      const row = rows.get(place.index);
      if (readOnly || !row || row.state === "accepted") return;
      const typedOver = text !== undefined;
      setEdit({ ...place, text: text ?? row.texts[place.column] ?? "", typedOver });
    },
    [rows, readOnly],
  );

  const handlers = useMemo<RowHandlers>(
    () => ({
      onPick: (index, column, extend) =>
        select(extend ? { active: { index, column }, anchor } : only({ index, column })),
      onOpen: (index, column) => startEdit({ index, column }, undefined),
      onCommit: (index, column, text, after) => {
        const row = rows.get(index);
        setEdit(undefined);
        if (row && text !== row.texts[column]) actions.edit({ index, id: row.id }, column, text);
        if (after !== "stay") select(only(placeAfter({ index, column }, after, bounds)));
      },
      onCancel: () => {
        setEdit(undefined);
        select(only(active));
      },
    }),
    [select, startEdit, anchor, active, rows, actions, bounds],
  );
  return { edit, startEdit, handlers };
}
