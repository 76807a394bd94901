import type { ReactNode } from "react";
import { cn } from "./class-names";

type FactProps = { label: ReactNode; note?: ReactNode; children: ReactNode; className?: string };

/** A row of figures divided by hairlines: what a screen says at a glance. Put `Figure`s inside. */
export function FigureStrip({
  label,
  children,
  className,
}: {
  label: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <dl
      aria-label={label}
      className={cn(
        "grid grid-cols-2 gap-y-5 border-y py-5 sm:grid-cols-3 lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none",
        "[&>div]:px-5 lg:[&>div:first-child]:pl-0 lg:[&>div:not(:first-child)]:border-l",
        "max-lg:[&>div]:px-0 max-lg:[&>div]:pr-4",
        className,
      )}
    >
      {children}
    </dl>
  );
}

/** One figure of a strip, with its label above and an optional note below. */
export function Figure({ label, note, children, className }: FactProps) {
  return (
    <div className={cn("flex min-w-0 flex-col gap-1", className)}>
      <dt className="text-label text-faint">{label}</dt>
      <dd className="flex min-w-0 flex-col gap-1">
        <span className="text-lead font-medium tracking-[-0.01em] wrap-anywhere">{children}</span>
        {note !== undefined && <span className="text-label text-soft">{note}</span>}
      </dd>
    </div>
  );
}

/** Label and value pairs, one a line. Put `Fact`s inside. */
export function FactList({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cn("flex flex-col text-data [&>div]:border-b", className)}>{children}</dl>;
}

/** One line of a list: the label left, the value right. */
export function Fact({ label, note, children }: Omit<FactProps, "className">) {
  return (
    <div className="flex min-h-row flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2">
      <dt className="text-soft">{label}</dt>
      <dd className="ml-auto min-w-0 text-right wrap-anywhere">
        {children}
        {note !== undefined && <span className="block text-label text-faint">{note}</span>}
      </dd>
    </div>
  );
}
