"use client";

import { useCallback, useRef, useState } from "react";
import { showToast } from "@/components/ui/toast-store";
import { useDensity } from "../client/use-density";
import type { GridActions } from "../client/use-grid-actions";
import { type Import, useNarrow } from "../client/use-import";
import type { Summary } from "../session/protocol";
import type { RowFilter } from "../session/view";
import { ErrorCards, narrowSentence } from "./error-cards";
import { Grid } from "./grid";
import { only, rangeOf, type Selection } from "./grid-moves";
import { GridToolbar } from "./grid-toolbar";
import { IssuePanel } from "./issue-panel";
import { saveText } from "./save-text";
import { useDeskKeys } from "./use-desk-keys";

type Props = {
  source: Import;
  summary: Summary;
  actions: GridActions;
  unit: string;
  readOnly: boolean;
  onSubmit: () => void;
};

/** Rows and their problems side by side: the grid where they are fixed, the panel where they are fixed by the hundred. */
export function Workbench({ source, summary, actions, unit, readOnly, onSubmit }: Props) {
  const { client } = source;
  const narrow = useNarrow();
  const density = useDensity();
  const search = useRef<HTMLInputElement>(null);
  const [selection, setSelection] = useState<Selection>(only({ index: 0, column: 0 }));
  const [jump, setJump] = useState(0);

  const filter = useCallback(
    (next: RowFilter) => {
      setSelection(only({ index: 0, column: 0 }));
      void client.call("setView", { filter: next });
    },
    [client],
  );
  const nextProblem = async (direction: 1 | -1) => {
    const place = await client.call("nextProblem", selection.active, direction);
    if (place) {
      setSelection(only(place));
      setJump((count) => count + 1);
    } else showToast("No problem among the rows shown.");
  };
  useDeskKeys({
    undo: () => void (readOnly || actions.undo()),
    redo: () => void (readOnly || actions.redo()),
    nextProblem: (direction) => void nextProblem(direction),
    submit: onSubmit,
  });
  const download = async () => saveText("problem-rows.csv", await client.call("problemRows"));
  const panel = (
    <IssuePanel
      summary={summary}
      actions={actions}
      readOnly={readOnly}
      onFilter={filter}
      onDownload={() => void download()}
    />
  );
  if (narrow) {
    return (
      <div className="flex flex-col gap-6">
        {panel}
        {summary.totals.withProblems === 0 && (
          <p className="text-soft">{narrowSentence(summary.totals.ready)}</p>
        )}
        <ErrorCards source={source} summary={summary} actions={actions} readOnly={readOnly} />
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 items-start gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,1fr)_16rem]">
      <div className="flex min-w-0 flex-col gap-3">
        <GridToolbar
          summary={summary}
          actions={actions}
          range={selection.active.index < 0 ? undefined : rangeOf(selection)}
          readOnly={readOnly}
          searchRef={search}
          onFilter={filter}
          onSearch={(text) => void client.call("setView", { search: text })}
        />
        <Grid
          source={source}
          summary={summary}
          actions={actions}
          selection={selection}
          jump={jump}
          onSelect={setSelection}
          readOnly={readOnly}
          unit={unit}
          density={density}
          onFind={() => search.current?.focus()}
        />
      </div>
      {panel}
    </div>
  );
}
