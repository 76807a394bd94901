"use client";

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./class-names";
import { controlLook, useFieldWiring } from "./field";

type Props = Omit<ComponentProps<"select">, "size"> & { size?: "main" | "regular" };

/** The platform's own list: type-ahead, touch wheels and assistive technology work without our help. */
export function Select({ className, size = "main", children, ...rest }: Props) {
  return (
    <span className={cn("relative inline-flex", size === "main" ? "w-full" : "", className)}>
      <select
        {...useFieldWiring()}
        {...rest}
        className={cn(
          controlLook,
          "appearance-none pr-9",
          size === "main" ? "h-10" : "h-8 pr-8 pl-2.5 text-data",
        )}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-faint"
      />
    </span>
  );
}
