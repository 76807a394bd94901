"use client";

import { countOf, groupCount } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import type { TotalsText } from "../session/protocol";

type Props = { totals: TotalsText; forbidden: string | undefined; onSubmit: () => void };

/** Why the rows cannot be submitted as a whole, or undefined when they can. */
export function submitBlock(totals: TotalsText, forbidden: string | undefined): string | undefined {
  if (forbidden !== undefined) return forbidden;
  if (totals.rows - totals.accepted === 0) return "There are no rows to submit yet.";
  if (totals.withProblems > 0)
    return `${countOf(totals.withProblems, "row has", "rows have")} problems. Repair or delete them, or submit only the valid ones.`;
  return undefined;
}

/** The page's main act, and beside it the deliberate one of leaving rows behind. */
export function SubmitActions({ totals, forbidden, onSubmit }: Props) {
  const { ready, withProblems } = totals;
  const block = submitBlock(totals, forbidden);
  return (
    <>
      {withProblems > 0 && ready > 0 && (
        <Button size="main" disabledReason={forbidden} onClick={onSubmit}>
          Submit {groupCount(ready)} valid, keep {groupCount(withProblems)} here
        </Button>
      )}
      <Button
        tone="primary"
        size="main"
        tipAlign="end"
        disabledReason={block}
        onClick={onSubmit}
        aria-keyshortcuts="Alt+Enter"
      >
        Submit {countOf(ready + withProblems, "row")}
      </Button>
      {withProblems > 0 && (
        <p className="basis-full text-label text-soft sm:text-right">
          {countOf(withProblems, "row has", "rows have")} problems to repair or delete
        </p>
      )}
    </>
  );
}
