"use client";

import { Search, X } from "lucide-react";
import { type Ref, useRef } from "react";
import { cn } from "./class-names";
import { controlLook } from "./field";
import { Kbd } from "./kbd";
import { useShortcut } from "./shortcut";

type Props = {
  label: string;
  placeholder: string;
  value: string;
  onValueChange: (value: string) => void;
  /** The single key that moves here from anywhere on the page. */
  shortcut?: string;
  className?: string;
  inputRef?: Ref<HTMLInputElement>;
};

/** Search within a list. The label is read out; the placeholder says what can be searched. */
export function SearchField({ label, placeholder, value, onValueChange, shortcut = "/", className }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut(shortcut, () => input.current?.focus());
  return (
    <search className={cn("relative inline-flex min-w-0 items-center", className)}>
      <Search aria-hidden className="pointer-events-none absolute left-2.5 size-4 text-faint" />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onValueChange(event.target.value)}
        spellCheck={false}
        autoComplete="off"
        className={cn(
          controlLook,
          "peer h-8 pr-8 pl-8 text-data [&::-webkit-search-cancel-button]:appearance-none",
        )}
      />
      {value === "" ? (
        <span aria-hidden className="pointer-events-none absolute right-1.5 hidden peer-focus:hidden sm:flex">
          <Kbd>{shortcut}</Kbd>
        </span>
      ) : (
        <button
          type="button"
          aria-label="Clear search"
          onClick={() => {
            onValueChange("");
            input.current?.focus();
          }}
          className="absolute right-1 inline-flex size-6 items-center justify-center rounded-tight text-faint hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </search>
  );
}
