"use client";

import type { Route } from "next";
import { countOf } from "@/components/format/decimal";
import { Notice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { Import } from "../client/use-import";
import { type ImportBoardState, useImportBoard } from "../client/use-import-board";
import type { BatchFacts } from "../session/rules";
import type { SourceReading } from "../session/source";
import { Doors } from "./doors";
import { DraftOffer } from "./draft-offer";
import { MappingStep } from "./mapping-step";
import { OfferDialog } from "./offer-dialog";
import { ReadingProgress } from "./reading-progress";
import { RowsSection } from "./rows-section";
import { SampleLinks } from "./sample-links";
import { SubmitActions } from "./submit-actions";
import { SubmitPanel, SubmitResult } from "./submit-panel";

type Props = {
  source: Import;
  facts: BatchFacts;
  unit: string;
  back: { href: Route; label: string };
  inBatch: number;
  forbidden: string | undefined;
};

/** The importer's page: doors, columns, rows, submission, each shown when it is its turn. */
export function ImportBoard({ source, facts, unit, back, inBatch, forbidden }: Props) {
  const board = useImportBoard(source, facts.batchTransactionId, forbidden);
  const { summary, phase, submission, running, finished } = board;
  const showsRows = phase === "fixing" && !finished && summary !== undefined;
  const canSubmit = showsRows && submission.progress === undefined;
  return (
    <>
      <PageHead
        title={`Add rows to ${facts.symbol}`}
        back={back}
        action={
          canSubmit ? (
            <SubmitActions
              totals={summary.totals}
              forbidden={forbidden}
              onSubmit={() => void submission.start()}
            />
          ) : undefined
        }
      >
        {facts.type === "NOTIONAL" ? "Amounts in USD" : `Amounts in ${unit}`}
        {inBatch > 0 && `, ${countOf(inBatch, "row is", "rows are")} in the batch already`}
      </PageHead>
      {board.refusal && (
        <Notice tone="negative" urgent title={`${board.refusal.name} was not read`}>
          {board.refusal.text}
        </Notice>
      )}
      {board.view.progress && (
        <ReadingProgress progress={board.view.progress} onAbort={() => void board.abort()} />
      )}
      <BeforeRows board={board} source={source} facts={facts} forbidden={forbidden} />
      {running && <SubmitPanel submission={submission} />}
      {submission.left !== undefined && (
        <SubmitResult
          submission={submission}
          batchTransactionId={facts.batchTransactionId}
          accepted={summary?.totals.accepted ?? 0}
          onMore={() => void board.clear()}
        />
      )}
      {showsRows && (
        <RowsSection
          board={board}
          source={source}
          summary={summary}
          facts={facts}
          unit={unit}
          forbidden={forbidden}
        />
      )}
      <OfferDialog
        offered={board.offered}
        rows={board.rowsHere}
        onChoose={(mode) => void board.choose(mode)}
        onCancel={board.forgetOffer}
      />
    </>
  );
}

type BeforeProps = {
  board: ImportBoardState;
  source: Import;
  facts: BatchFacts;
  forbidden: string | undefined;
};

/** What comes before there are rows: the draft, the doors, the choice of columns. */
function BeforeRows({ board, source: { client }, facts, forbidden }: BeforeProps) {
  const { view, draft, phase, summary } = board;
  if (!view.ready) return <TableSkeleton rows={4} columns={4} label="Looking for a draft" />;
  if (summary?.mapping) {
    return (
      <MappingStep
        key={readingKey(summary.mapping.reading)}
        reading={summary.mapping.reading}
        proposed={summary.mapping.mapping}
        symbol={facts.symbol}
        onReread={(choice) => void board.attempt(summary.sourceName, () => client.call("reread", choice))}
        onApply={(mapping) =>
          void board.attempt(summary.sourceName, () => client.call("applyMapping", mapping))
        }
        onCancel={() => void client.call("cancelMapping")}
      />
    );
  }
  if (phase !== "empty" || view.progress) return null;
  return (
    <>
      {draft && (
        <DraftOffer
          draft={draft}
          onContinue={() => void board.continueDraft()}
          onDiscard={() => void board.discard()}
        />
      )}
      <Doors
        dragging={board.dragging}
        disabledReason={forbidden}
        onOffer={board.offer}
        onType={() => void board.actions.addRows(10)}
        below={<SampleLinks type={facts.type} />}
      />
    </>
  );
}

/** Another reading of the file starts the choice of columns anew. */
const readingKey = ({ signature, headerRow, sheetName, delimiter, encoding }: SourceReading): string =>
  [signature, headerRow, sheetName, delimiter, encoding].join("|");
