import type { ComponentProps } from "react";

type Props = ComponentProps<"div"> & {
  role: "grid" | "rowgroup" | "row" | "rowheader" | "columnheader" | "gridcell";
};

/**
 * A part of the grid with its role written out: table elements drawn as a CSS grid lose theirs in some browsers. It can
 * take the focus from script; Tab reaches only the active cell.
 */
export function GridPart({ role, tabIndex = role === "rowgroup" ? undefined : -1, ...rest }: Props) {
  return <div role={role} tabIndex={tabIndex} {...rest} />;
}
