"use client";

import { useEffect, useRef } from "react";
import { CodeSamples } from "@/components/docs/code-samples";
import type { Sample } from "@/components/docs/reference";
import { RadioCards } from "@/components/ui/radio-cards";
import type { Subscription } from "@/server/domain/delivery/subscription";
import { type Leaf, leaves, leavesOf, subscriptionsOf } from "./subscribing";

export type EventSamples = Record<Leaf, readonly Sample[]>;

type Props = {
  /** Null is everything; an empty list is a choice that is not finished. */
  value: Subscription[] | null;
  onValueChange: (value: Subscription[] | null) => void;
  samples: EventSamples;
  error?: string | undefined;
};

const leafTexts: Record<Leaf, { label: string; text: string }> = {
  "allocation/batch/1:batch": {
    label: "Batches",
    text: "Opened, closed, in progress, complete or rejected.",
  },
  "allocation/batch/1:allocation": {
    label: "Allocations",
    text: "One for each investor: complete with quantity, price and net money, or rejected with the reason.",
  },
  "order/1": { label: "Orders", text: "The batch's one order: sent, filled in part or whole, cancelled." },
};

/** Which events an endpoint gets: all of them, or a choice from the tree, each with a sample. */
export function EventChoice({ value, onValueChange, samples, error }: Props) {
  return (
    <div className="flex flex-col gap-4">
      <RadioCards
        legend="Events"
        name="events"
        value={value === null ? "all" : "some"}
        onValueChange={(choice) => onValueChange(choice === "all" ? null : subscriptionsOf(leaves))}
        cards={[
          { value: "all", label: "All events", text: "Also the types that are added later." },
          { value: "some", label: "Only some", text: "The others are never sent here." },
        ]}
        error={error}
      />
      <EventTree value={value} onValueChange={onValueChange} samples={samples} />
    </div>
  );
}

function EventTree({ value, onValueChange, samples }: Props) {
  const chosen = leavesOf(value);
  const set = (changed: readonly Leaf[], on: boolean) =>
    onValueChange(
      subscriptionsOf(leaves.filter((leaf) => (changed.includes(leaf) ? on : chosen.includes(leaf)))),
    );
  const line = { chosen, locked: value === null, onSet: set };
  const branches = [
    { type: "allocation/batch/1", parts: leaves.filter((leaf) => leaf !== "order/1") },
    { type: "order/1", parts: leaves.filter((leaf) => leaf === "order/1") },
  ];
  return (
    <ul aria-label="Event types" className="flex flex-col gap-4">
      {branches.map(({ type, parts }) => (
        <li key={type} className="flex flex-col gap-2">
          {parts.length > 1 && <Branch type={type} parts={parts} {...line} />}
          <ul
            aria-label={`Parts of ${type}`}
            className={parts.length > 1 ? "ml-2 flex flex-col gap-3 border-l pl-5" : ""}
          >
            {parts.map((leaf) => (
              <LeafLine key={leaf} leaf={leaf} samples={samples} {...line} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

type LineProps = {
  chosen: readonly Leaf[];
  locked: boolean;
  onSet: (changed: readonly Leaf[], on: boolean) => void;
};

function Branch({
  type,
  parts,
  chosen,
  locked,
  onSet,
}: LineProps & { type: string; parts: readonly Leaf[] }) {
  const box = useRef<HTMLInputElement>(null);
  const count = parts.filter((part) => chosen.includes(part)).length;
  const partly = count > 0 && count < parts.length;

  // Outside system: a checkbox that is neither on nor off can be set only on the element.
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = partly;
  }, [partly]);

  return (
    <label className="flex min-h-6 items-center gap-2.5">
      <input
        ref={box}
        type="checkbox"
        className="size-4 accent-accent"
        disabled={locked}
        checked={count === parts.length}
        onChange={() => onSet(parts, count < parts.length)}
      />
      <code className="font-medium">{type}</code>
    </label>
  );
}

function LeafLine({
  leaf,
  chosen,
  locked,
  onSet,
  samples,
}: LineProps & { leaf: Leaf; samples: EventSamples }) {
  const { label, text } = leafTexts[leaf];
  return (
    <li className="flex flex-col gap-1.5">
      <label className="flex min-h-6 items-start gap-2.5">
        <input
          type="checkbox"
          className="mt-1 size-4 shrink-0 accent-accent"
          disabled={locked}
          checked={chosen.includes(leaf)}
          onChange={(event) => onSet([leaf], event.target.checked)}
        />
        <span className="flex min-w-0 flex-col">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{label}</span>
            <code className="text-label text-faint wrap-anywhere">{leaf}</code>
          </span>
          <span className="text-data text-soft">{text}</span>
        </span>
      </label>
      <details className="pl-6.5 text-data">
        <summary className="inline-flex min-h-6 items-center text-soft underline decoration-edge underline-offset-3 hover:text-ink">
          Sample
        </summary>
        <div className="pt-2">
          <CodeSamples label={`Sample of ${label.toLowerCase()}`} samples={samples[leaf]} />
        </div>
      </details>
    </li>
  );
}
