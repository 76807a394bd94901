"use client";

import { countOf } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { Spoken } from "@/components/ui/spoken";
import { amountDecimals } from "@/server/domain/asset";
import type { Import } from "../client/use-import";
import type { ImportBoardState } from "../client/use-import-board";
import type { Summary } from "../session/protocol";
import type { BatchFacts } from "../session/rules";
import { BrowseButton } from "./doors";
import { SourceLine } from "./source-line";
import { submitBlock } from "./submit-actions";
import { TotalsStrip } from "./totals-strip";
import { Workbench } from "./workbench";

type Props = {
  board: ImportBoardState;
  source: Import;
  summary: Summary;
  facts: BatchFacts;
  unit: string;
  forbidden: string | undefined;
};

/** The rows that are here: where they came from, what they add up to, and the place to repair them. */
export function RowsSection({ board, source, summary, facts, unit, forbidden }: Props) {
  const { actions, submission, running } = board;
  const { client } = source;
  const { totals } = summary;
  const submit = () => {
    if (submission.progress === undefined && submitBlock(totals, forbidden) === undefined)
      void submission.start();
  };
  return (
    <>
      <SourceLine
        name={summary.sourceName}
        notices={summary.notices}
        unsaved={board.view.unsavedWhy !== undefined}
      >
        {!running && (
          <>
            {summary.remappable && (
              <Button tone="quiet" onClick={() => void client.call("remap")}>
                Change columns
              </Button>
            )}
            <BrowseButton tone="quiet" label="Add a file" disabledReason={forbidden} onOffer={board.offer} />
            <Button tone="quiet" onClick={() => void board.discard()}>
              Discard all
            </Button>
          </>
        )}
      </SourceLine>
      <TotalsStrip totals={totals} unit={unit} decimals={amountDecimals(facts.type, facts.instrument)} />
      <Spoken text={`${countOf(totals.rows, "row")}, ${totals.withProblems} with problems`} />
      <Workbench
        source={source}
        summary={summary}
        actions={actions}
        unit={unit}
        readOnly={running || forbidden !== undefined}
        onSubmit={submit}
      />
    </>
  );
}
