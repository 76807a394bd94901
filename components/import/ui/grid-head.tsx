"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { fieldLabels, fields } from "../session/fields";
import type { Summary } from "../session/protocol";
import { cellId, isNumeric, template } from "./grid-columns";
import type { Place } from "./grid-moves";
import { GridPart } from "./grid-part";

type Props = { summary: Summary; unit: string; active: Place; onSort: (column: number) => void };

/** Names of the columns; a press sorts by one, then the other way, then not at all. */
export function GridHead({ summary: { sorting }, unit, active, onSort }: Props) {
  return (
    <GridPart role="rowgroup" className="sticky top-0 z-20">
      <GridPart
        role="row"
        aria-rowindex={1}
        className={cn("grid h-9 border-b border-edge/40 bg-rail text-label text-soft", template)}
      >
        <GridPart
          role="columnheader"
          aria-colindex={1}
          className="flex items-center justify-end pr-3 text-faint"
        >
          Row
        </GridPart>
        {fields.map((field, column) => {
          const sorted = sorting?.field === field;
          const Arrow = sorting?.descending ? ArrowDown : ArrowUp;
          return (
            <GridPart
              key={field}
              role="columnheader"
              id={cellId(-1, column)}
              aria-colindex={column + 2}
              aria-sort={sorted ? (sorting.descending ? "descending" : "ascending") : "none"}
              tabIndex={active.index === -1 && active.column === column ? 0 : -1}
              className="min-w-0 outline-none focus:ring-2 focus:ring-accent focus:ring-inset"
            >
              <button
                type="button"
                tabIndex={-1}
                onClick={() => onSort(column)}
                className={cn(
                  "flex size-full min-w-0 items-center gap-1 px-2.5 font-medium outline-none hover:text-ink",
                  isNumeric(column) && "justify-end",
                )}
              >
                <span className="truncate">
                  {fieldLabels[field]}
                  {field === "amount" && <span className="ml-1 font-normal text-faint">{unit}</span>}
                </span>
                {sorted && <Arrow aria-hidden className="size-3 shrink-0" />}
              </button>
            </GridPart>
          );
        })}
      </GridPart>
    </GridPart>
  );
}
