"use client";

import { useCallback, useMemo, useRef } from "react";
import type { Density } from "@/components/frame/density";
import type { GridActions } from "../client/use-grid-actions";
import { type Import, useRowTicks } from "../client/use-import";
import { fields } from "../session/fields";
import type { Summary } from "../session/protocol";
import type { Sorting } from "../session/view";
import { minWidth } from "./grid-columns";
import { GridHead } from "./grid-head";
import { rangeOf, type Selection, within } from "./grid-moves";
import { GridPart } from "./grid-part";
import { GridRow } from "./grid-row";
import { useGridEdit } from "./use-grid-edit";
import { useGridKeys } from "./use-grid-keys";
import { useFocusFollows, useGridWindow } from "./use-grid-window";

type Props = {
  source: Import;
  summary: Summary;
  actions: GridActions;
  selection: Selection;
  /** Raised when the focus is to follow the active cell, as after a jump from outside. */
  jump: number;
  onSelect: (selection: Selection) => void;
  readOnly: boolean;
  unit: string;
  density: Density;
  onFind: () => void;
};

/** The rows as a virtual ARIA grid: one tab stop, arrow keys inside, only what is in sight in the document. */
export function Grid(props: Props) {
  const { source, summary, actions, jump, onSelect, readOnly, density } = props;
  const count = summary.flags.length;
  const selection = within(props.selection, count);
  const { active } = selection;
  const scroller = useRef<HTMLDivElement>(null);
  useRowTicks(source.rows);
  const { virtualizer, pageRows } = useGridWindow(scroller, source, summary, active, density);
  const follow = useFocusFollows(scroller, active, jump, (index) =>
    virtualizer.scrollToIndex(index, { align: "auto" }),
  );
  const select = useCallback(
    (next: Selection) => {
      follow();
      onSelect(next);
    },
    [follow, onSelect],
  );
  const bounds = useMemo(() => ({ rows: count, columns: fields.length, page: pageRows }), [count, pageRows]);
  const { edit, startEdit, handlers } = useGridEdit({ source, actions, selection, bounds, readOnly, select });
  const sort = (column: number) =>
    void source.client.call("setView", { sorting: nextSorting(summary.sorting, column) });
  const keys = useGridKeys({
    ...{ selection, bounds, actions, readOnly, select, startEdit, sort },
    rows: source.rows,
    editing: edit !== undefined,
    find: props.onFind,
  });
  const range = rangeOf(selection);
  const selected = active.index < 0 ? undefined : pair(range.left, range.right);
  return (
    <GridPart
      role="grid"
      ref={scroller}
      aria-rowcount={count + 1}
      aria-colcount={fields.length + 1}
      aria-label="Allocation rows"
      aria-multiselectable
      aria-readonly={readOnly || undefined}
      {...keys}
      className="relative h-[max(24rem,calc(100dvh-26.5rem))] overflow-auto rounded-control border bg-surface [scroll-padding:0]"
    >
      <GridHead summary={summary} unit={props.unit} active={active} onSort={sort} />
      <GridPart
        role="rowgroup"
        className={`relative ${minWidth}`}
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map((item) => (
          <GridRow
            key={item.key}
            index={item.index}
            top={item.start}
            height={item.size}
            row={source.rows.get(item.index)}
            active={item.index === active.index ? active.column : undefined}
            selected={item.index >= range.top && item.index <= range.bottom ? selected : undefined}
            edit={edit?.index === item.index ? edit : undefined}
            handlers={handlers}
          />
        ))}
      </GridPart>
      {count === 0 && (
        <p className="sticky left-0 px-4 py-10 text-center text-soft">No row fits this filter.</p>
      )}
    </GridPart>
  );
}

/** Ascending, then descending, then the order of the file again. */
function nextSorting(current: Sorting | undefined, column: number): Sorting | undefined {
  const field = fields[column];
  if (field === undefined) return current;
  if (current?.field !== field) return { field, descending: false };
  return current.descending ? undefined : { field, descending: true };
}

const pairs = new Map<number, readonly [number, number]>();

/** The same object for the same columns, so that rows outside a change are not drawn again. */
function pair(left: number, right: number): readonly [number, number] {
  const key = left * fields.length + right;
  const known = pairs.get(key) ?? ([left, right] as const);
  pairs.set(key, known);
  return known;
}
