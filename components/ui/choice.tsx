"use client";

import { useId } from "react";
import { cn } from "./class-names";

type Props = {
  label: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: string }[];
};

/** A few alternatives side by side, for filters whose counts are worth seeing. A radio group to keyboard and screen reader. */
export function Choice({ label, value, onValueChange, options }: Props) {
  const name = useId();
  return (
    <fieldset className="flex max-w-full flex-wrap gap-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={cn(
            "inline-flex h-8 items-center rounded-control border px-2.5 text-data whitespace-nowrap transition-colors",
            "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
            option.value === value
              ? "border-accent bg-accent-tint font-medium text-accent"
              : "border-transparent text-soft hover:bg-sunken hover:text-ink",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onValueChange(option.value)}
            className="sr-only"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
