"use client";

import { Check, CircleAlert } from "lucide-react";
import { memo } from "react";
import { SideText } from "@/components/format/side-text";
import { fieldLabels, fields } from "../session/fields";
import type { WindowRow } from "../session/protocol";
import { type AfterEdit, CellEditor } from "./cell-editor";
import { cellId, isNumeric, messageId, template } from "./grid-columns";
import { GridPart } from "./grid-part";

// Plain joins: merging conflicting classes for some hundred cells a frame would cost more than drawing them.
const rowLook = `absolute inset-x-0 grid grid-rows-[minmax(0,1fr)_auto] border-b text-data outline-none ${template}`;
const cellLook = "relative flex min-w-0 items-center px-2.5 outline-none select-none";
const activeLook = " z-1 ring-2 ring-accent/50 ring-inset focus:ring-accent";

const cellTone = (invalid: boolean, selected: boolean): string => {
  if (invalid) return selected ? " bg-negative-tint text-negative" : " bg-negative-tint/70 text-negative";
  return selected ? " bg-accent-tint/60" : "";
};

export interface RowEdit {
  column: number;
  text: string;
  typedOver: boolean;
}

export interface RowHandlers {
  onPick: (index: number, column: number, extend: boolean) => void;
  onOpen: (index: number, column: number) => void;
  onCommit: (index: number, column: number, text: string, after: AfterEdit) => void;
  onCancel: () => void;
}

type Props = {
  index: number;
  top: number;
  height: number;
  row: WindowRow | undefined;
  /** Column of the active cell when it is in this row. */
  active: number | undefined;
  /** First and last selected column, when the row is in the selection. */
  selected: readonly [number, number] | undefined;
  edit: RowEdit | undefined;
  handlers: RowHandlers;
};

/** A row of the grid, with the message of its problem under the cells. */
export const GridRow = memo(function GridRow({
  index,
  top,
  height,
  row,
  active,
  selected,
  edit,
  handlers,
}: Props) {
  const problems = row?.problems ?? [];
  const accepted = row?.state === "accepted";
  return (
    <GridPart
      role="row"
      aria-rowindex={index + 2}
      className={`${rowLook} ${accepted ? "text-faint" : ""}`}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <GridPart
        role="rowheader"
        aria-colindex={1}
        className="flex items-center justify-end gap-1 pr-3 text-label text-faint"
      >
        {accepted && <Check aria-label="In the batch" className="size-3.5 text-positive" />}
        {row?.number}
      </GridPart>
      {fields.map((field, column) => (
        <GridCell
          key={field}
          index={index}
          column={column}
          text={row?.shown[column]}
          assumed={row?.texts[column] === ""}
          invalid={problems.some((problem) => problem.field === field)}
          active={active === column}
          selected={selected !== undefined && column >= selected[0] && column <= selected[1]}
          edit={edit?.column === column ? edit : undefined}
          handlers={handlers}
        />
      ))}
      {problems.length > 0 && <ProblemLine index={index} problems={problems} />}
    </GridPart>
  );
});

type CellProps = {
  index: number;
  column: number;
  text: string | undefined;
  /** The cell is empty and shows what is taken in its place. */
  assumed: boolean;
  invalid: boolean;
  active: boolean;
  selected: boolean;
  edit: RowEdit | undefined;
  handlers: RowHandlers;
};

function GridCell({ index, column, text, assumed, invalid, active, selected, edit, handlers }: CellProps) {
  const numeric = isNumeric(column);
  const field = fields[column] ?? "account";
  return (
    <GridPart
      role="gridcell"
      id={cellId(index, column)}
      aria-colindex={column + 2}
      aria-selected={selected}
      aria-invalid={invalid || undefined}
      aria-describedby={invalid ? messageId(index) : undefined}
      tabIndex={active ? 0 : -1}
      onMouseDown={(event) => {
        if (edit || event.button !== 0) return;
        handlers.onPick(index, column, event.shiftKey);
      }}
      onDoubleClick={() => handlers.onOpen(index, column)}
      className={`${cellLook}${numeric ? " justify-end" : ""}${cellTone(invalid, selected)}${active ? activeLook : ""}`}
    >
      {edit ? (
        <CellEditor
          label={`${fieldLabels[field]}, row ${index + 1}`}
          text={edit.text}
          typedOver={edit.typedOver}
          numeric={numeric}
          onCommit={(value, after) => handlers.onCommit(index, column, value, after)}
          onCancel={handlers.onCancel}
        />
      ) : (
        <CellText field={field} text={text} assumed={assumed} />
      )}
    </GridPart>
  );
}

type TextProps = { field: (typeof fields)[number]; text: string | undefined; assumed: boolean };

function CellText({ field, text, assumed }: TextProps) {
  if (text === undefined) return <span aria-hidden className="h-2.5 w-2/3 rounded-tight bg-line/70" />;
  if (field === "side" && (text === "BUY" || text === "SELL")) return <SideText side={text} />;
  const id = field === "clientTransactionId" && text.length > 20;
  return (
    <span
      title={text}
      className={`truncate${id ? " font-mono text-label" : ""}${assumed ? " text-faint" : ""}`}
    >
      {text}
    </span>
  );
}

/** Under the first cell it is about; from the right half of the grid it reaches to the left, so that it has room. */
function ProblemLine({ index, problems }: { index: number; problems: WindowRow["problems"] }) {
  const [first] = problems;
  const column = first ? fields.indexOf(first.field) : 0;
  const toTheRight = column <= 3;
  const text = problems
    .map(({ field, message }, place) => (place === 0 ? message : `${fieldLabels[field]}: ${message}`))
    .join("  ");
  return (
    <p
      id={messageId(index)}
      title={text}
      style={{ gridRow: 2, gridColumn: toTheRight ? `${column + 2} / -1` : `2 / ${column + 3}` }}
      className={`flex h-5 min-w-0 items-start gap-1 px-2.5 text-label text-negative ${toTheRight ? "" : "justify-end"}`}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className="truncate select-text">{text}</span>
    </p>
  );
}
