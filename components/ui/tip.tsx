import type { ReactNode } from "react";
import { cn } from "./class-names";

type Props = { id: string; text: string; align?: "start" | "end" | "center"; children: ReactNode };

const alignment = { start: "left-0", end: "right-0", center: "left-1/2 -translate-x-1/2" };

/** A short explanation under a control, shown while it is pointed at or focused; `id` is for aria-describedby. */
export function Tip({ id, text, align = "start", children }: Props) {
  return (
    <span className="group/tip relative inline-flex">
      {children}
      <span
        id={id}
        role="tooltip"
        className={cn(
          "pointer-events-none absolute top-full z-40 mt-1.5 hidden w-max max-w-[min(18rem,calc(100vw-2rem))] rounded-control bg-ink px-2.5 py-1.5 text-left text-label font-normal whitespace-normal text-paper shadow-lift group-focus-within/tip:block group-hover/tip:block",
          alignment[align],
        )}
      >
        {text}
      </span>
    </span>
  );
}
