"use client";

import { type KeyboardEvent, useRef } from "react";

export type AfterEdit = "down" | "right" | "left" | "stay";

type Props = {
  label: string;
  text: string;
  /** Editing began by typing over the cell: arrow keys then leave it, as in a spreadsheet. */
  typedOver: boolean;
  numeric: boolean;
  onCommit: (text: string, after: AfterEdit) => void;
  onCancel: () => void;
};

const leaving: Record<string, AfterEdit> = { ArrowDown: "down", ArrowRight: "right", ArrowLeft: "left" };

/** The field inside a cell while it is edited. */
export function CellEditor({ label, text, typedOver, numeric, onCommit, onCancel }: Props) {
  const finished = useRef(false);
  const finish = (act: () => void) => {
    if (finished.current) return;
    finished.current = true;
    act();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget;
    const commit = (after: AfterEdit) => finish(() => onCommit(value, after));
    if (event.nativeEvent.isComposing) return;
    const arrow = typedOver ? leaving[event.key] : undefined;
    if (event.key === "Enter") commit("down");
    else if (event.key === "Tab") commit(event.shiftKey ? "left" : "right");
    else if (event.key === "Escape") finish(onCancel);
    else if (arrow) commit(arrow);
    else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <input
      aria-label={label}
      defaultValue={text}
      ref={(input) => {
        input?.focus();
        if (!typedOver) input?.select();
      }}
      spellCheck={false}
      autoComplete="off"
      onKeyDown={onKeyDown}
      onBlur={(event) => {
        const { value } = event.currentTarget;
        finish(() => onCommit(value, "stay"));
      }}
      className={`absolute inset-0 z-10 w-full min-w-32 bg-surface px-2.5 outline-2 -outline-offset-2 outline-accent ${numeric ? "text-right" : ""}`}
    />
  );
}
