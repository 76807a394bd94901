"use client";

import { type ReactNode, useId } from "react";
import { cn } from "./class-names";
import { FieldNotes } from "./field";

export type RadioCard<Value extends string> = {
  value: Value;
  label: string;
  text: ReactNode;
  /** A small worked example, set in the data face. */
  example?: ReactNode;
};

type Props<Value extends string> = {
  legend: string;
  name: string;
  value: Value;
  onValueChange: (value: Value) => void;
  cards: readonly RadioCard<Value>[];
  hint?: ReactNode;
  error?: string | undefined;
};

/** A choice between few alternatives that each need a sentence. Arrow keys move, as in any radio group. */
export function RadioCards<Value extends string>(props: Props<Value>) {
  const { legend, name, value, onValueChange, cards, hint, error } = props;
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-data font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {cards.map((card) => (
          <label
            key={card.value}
            className={cn(
              "relative flex gap-3 rounded-control border border-edge/60 bg-surface p-3.5 transition-colors hover:border-edge",
              "has-checked:border-accent has-checked:bg-accent-tint/45 has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)]",
              "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent",
            )}
          >
            <input
              type="radio"
              name={name}
              value={card.value}
              checked={card.value === value}
              onChange={() => onValueChange(card.value)}
              className="mt-[3px] size-4 shrink-0 accent-accent focus-visible:outline-none"
            />
            <span className="flex min-w-0 flex-col gap-0.5">
              <span className="font-medium">{card.label}</span>
              <span className="text-data text-soft">{card.text}</span>
              {card.example !== undefined && (
                <span className="mt-1 text-label text-faint">{card.example}</span>
              )}
            </span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}
