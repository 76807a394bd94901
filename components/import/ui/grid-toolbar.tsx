"use client";

import { Plus, Redo2, Trash2, Undo2 } from "lucide-react";
import { type Ref, useState } from "react";
import { countOf, groupCount } from "@/components/format/decimal";
import { Button, IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { controlLook } from "@/components/ui/field";
import type { GridActions } from "../client/use-grid-actions";
import type { Summary } from "../session/protocol";
import type { Range } from "../session/session";
import type { RowFilter } from "../session/view";

type Props = {
  summary: Summary;
  actions: GridActions;
  range: Range | undefined;
  readOnly: boolean;
  searchRef: Ref<HTMLInputElement>;
  onFilter: (filter: RowFilter) => void;
  onSearch: (text: string) => void;
};

/** What is shown of the rows, and what can be done with the selected ones. */
export function GridToolbar({ summary, actions, range, readOnly, searchRef, onFilter, onSearch }: Props) {
  const selected = range ? range.bottom - range.top + 1 : 0;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <ShownRows summary={summary} onFilter={onFilter} />
      <SearchRows text={summary.search} searchRef={searchRef} onSearch={onSearch} />
      <div className="ml-auto flex flex-wrap items-center gap-1">
        {!readOnly && (
          <>
            {selected > 1 && (
              <Button tone="quiet" icon={<Trash2 />} onClick={() => range && void actions.deleteRange(range)}>
                Delete {countOf(selected, "row")}
              </Button>
            )}
            <Button tone="quiet" icon={<Plus />} onClick={() => void actions.addRows(10)}>
              Add rows
            </Button>
            <IconButton
              label={summary.undoLabel === undefined ? "Undo" : `Undo: ${summary.undoLabel}`}
              icon={<Undo2 />}
              disabledReason={summary.undoLabel === undefined ? "There is nothing to take back." : undefined}
              tipAlign="end"
              onClick={() => void actions.undo()}
            />
            <IconButton
              label={summary.redoLabel === undefined ? "Redo" : `Redo: ${summary.redoLabel}`}
              icon={<Redo2 />}
              disabledReason={summary.redoLabel === undefined ? "Nothing was taken back." : undefined}
              tipAlign="end"
              onClick={() => void actions.redo()}
            />
          </>
        )}
      </div>
    </div>
  );
}

/** Filters that make sense for the rows as they are; the pressed one is the one in use. */
function ShownRows({ summary: { filter, totals, groups }, onFilter }: Pick<Props, "summary" | "onFilter">) {
  const choices: { filter: RowFilter; label: string; count: number }[] = [
    { filter: { show: "all" }, label: "All", count: totals.rows },
  ];
  if (totals.withProblems > 0 || filter.show === "problems")
    choices.push({ filter: { show: "problems" }, label: "With problems", count: totals.withProblems });
  if (totals.accepted > 0) {
    choices.push({ filter: { show: "open" }, label: "Left", count: totals.rows - totals.accepted });
    choices.push({ filter: { show: "accepted" }, label: "In the batch", count: totals.accepted });
  }
  const kind = filter.show === "kind" ? groups.find((group) => group.kind === filter.kind) : undefined;
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Rows shown</legend>
      {choices.map((choice) => (
        <button
          key={choice.label}
          type="button"
          aria-pressed={filter.show === choice.filter.show}
          onClick={() => onFilter(choice.filter)}
          className="inline-flex h-7 items-center gap-1.5 rounded-control px-2.5 text-data text-soft hover:bg-sunken hover:text-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
        >
          {choice.label}
          <span className="text-label font-normal text-faint">{groupCount(choice.count)}</span>
        </button>
      ))}
      {filter.show === "kind" && (
        <span
          aria-live="polite"
          className="inline-flex h-7 items-center rounded-control bg-sunken px-2.5 text-data font-medium"
        >
          {kind?.label ?? "Repaired"}
        </span>
      )}
    </fieldset>
  );
}

function SearchRows({
  text,
  searchRef,
  onSearch,
}: {
  text: string;
  searchRef: Ref<HTMLInputElement>;
  onSearch: (text: string) => void;
}) {
  const [typed, setTyped] = useState(text);
  return (
    <input
      ref={searchRef}
      type="search"
      aria-label="Search the rows"
      placeholder="Search rows"
      spellCheck={false}
      autoComplete="off"
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        onSearch(event.target.value);
      }}
      className={cn(controlLook, "h-8 w-44 text-data")}
    />
  );
}
