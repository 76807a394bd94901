import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./class-names";

type RegionProps = {
  /** Names the region for people who reach it by keyboard to scroll it. */
  label: string;
  /** From this viewport width on the table fits, so the page scrolls and the header sticks under the top bar. */
  fitsFrom?: "md" | "lg" | "xl" | "never";
  className?: string;
  children: ReactNode;
};

const fits = {
  md: "md:overflow-visible md:[&_thead_th]:sticky",
  lg: "lg:overflow-visible lg:[&_thead_th]:sticky",
  xl: "xl:overflow-visible xl:[&_thead_th]:sticky",
  never: "max-h-[70dvh] overflow-y-auto [&_thead_th]:sticky [&_thead_th]:top-0",
};

/** A region that scrolls must be reachable by keyboard, although it is not a control (WCAG 2.1.1). */
const reachable = { tabIndex: 0 };

/** Scrolls sideways inside itself, so that the page never does. */
export function TableRegion({ label, fitsFrom = "lg", className, children }: RegionProps) {
  return (
    <section
      {...reachable}
      aria-label={label}
      className={cn("relative overflow-x-auto rounded-tight", fits[fitsFrom], className)}
    >
      {children}
    </section>
  );
}

type TableProps = ComponentProps<"table"> & { caption: string };

/** The caption names the table for assistive technology; the page shows its own heading. */
export function Table({ caption, className, children, ...rest }: TableProps) {
  return (
    <table {...rest} className={cn("w-full border-separate border-spacing-0 text-data", className)}>
      <caption className="sr-only">{caption}</caption>
      {children}
    </table>
  );
}

type CellLook = { numeric?: boolean; pinned?: boolean };

/** A column's heading; numeric columns are right-aligned, with the unit in the heading rather than in each cell. */
export function Th({
  numeric,
  unit,
  className,
  children,
  ...rest
}: ComponentProps<"th"> & CellLook & { unit?: string | undefined }) {
  return (
    <th
      scope="col"
      {...rest}
      className={cn(
        "top-bar z-10 h-9 border-b border-edge/40 bg-paper px-3 text-left align-middle text-label font-medium whitespace-nowrap text-faint first:pl-0 last:pr-0",
        numeric && "text-right",
        className,
      )}
    >
      {children}
      {unit !== undefined && <span className="ml-1 font-normal text-faint">{unit}</span>}
    </th>
  );
}

/** A row of 40 px, or 32 px in the compact density; `open` marks the one whose details are shown. */
export function Tr({ className, open, ...rest }: ComponentProps<"tr"> & { open?: boolean }) {
  return <tr {...rest} data-open={open || undefined} className={cn("data-row", className)} />;
}

/** A cell; numeric cells are right-aligned and never wrap. */
export function Td({ numeric, className, ...rest }: ComponentProps<"td"> & CellLook) {
  return <td {...rest} className={cn("data-cell", numeric && "text-right whitespace-nowrap", className)} />;
}

/** The cell that names its row. */
export function RowTh({ className, ...rest }: ComponentProps<"th">) {
  return <th scope="row" {...rest} className={cn("data-cell", "text-left font-normal", className)} />;
}

/** The one link of a row; its target covers the row. Other controls of the row take `relative z-1` to stay reachable. */
export function RowLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return <Link {...rest} className={cn("row-target", className)} />;
}

/** The same for a row that opens its details on this page. */
export function RowButton({ className, ...rest }: ComponentProps<"button">) {
  return <button type="button" {...rest} className={cn("row-target", className)} />;
}
