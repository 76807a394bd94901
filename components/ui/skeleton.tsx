import { cn } from "./class-names";

/** The shape of what is coming. It appears after 150 ms, so that a fast answer never flickers. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("skeleton block h-3.5 rounded-tight bg-line", className)} />;
}

const widths = ["w-24", "w-40", "w-16", "w-28", "w-20", "w-32"];

/** Rows of the final height, so that nothing moves when the data arrives. */
export function TableSkeleton({ rows, columns, label }: { rows: number; columns: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => `row-${row}`).map((row, at) => (
        <div key={row} className="flex h-row items-center justify-between gap-6 border-b">
          {Array.from({ length: columns }, (_, column) => `${row}-${column}`).map((cell, column) => (
            <Skeleton key={cell} className={widths[(at + column) % widths.length] ?? "w-24"} />
          ))}
        </div>
      ))}
    </div>
  );
}
