import type { Density } from "@/components/frame/density";
import { type Field, fields } from "../session/fields";

/** Row number, then the fields; the id gives way first, it is read by its ends anyway. */
export const template =
  "grid-cols-[3.5rem_minmax(7.5rem,1.2fr)_5rem_minmax(7.5rem,1fr)_5.75rem_minmax(8rem,1.6fr)_5rem_6.5rem] min-w-[49rem]";
export const minWidth = "min-w-[49rem]";

export const headerHeight = 36;

const numeric: readonly Field[] = ["amount", "bpsCommission", "fixedCommission"];

export const isNumeric = (column: number): boolean => {
  const field = fields[column];
  return field !== undefined && numeric.includes(field);
};

/** Heights in pixels: a row, and what its message adds. */
export const rowHeight = (density: Density, hasProblem: boolean): number =>
  (density === "compact" ? 28 : 34) + (hasProblem ? 20 : 0);

export const cellId = (index: number, column: number): string => `cell-${index}-${column}`;
export const messageId = (index: number): string => `problem-of-${index}`;
