"use client";

import { Trash2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { countOf, groupCount } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { Input, Field as LabelledField } from "@/components/ui/field";
import type { GridActions } from "../client/use-grid-actions";
import type { Import } from "../client/use-import";
import { fieldLabels, fields } from "../session/fields";
import type { Summary, WindowRow } from "../session/protocol";

type Props = { source: Import; summary: Summary; actions: GridActions; readOnly: boolean };

const shownAtOnce = 20;

/** On a narrow screen, one card for each row with a problem instead of the grid. */
export function ErrorCards({ source, summary, actions, readOnly }: Props) {
  const { client } = source;
  const { version, filter, totals, flags } = summary;
  const [rows, setRows] = useState<WindowRow[]>([]);
  const [shown, setShown] = useState(shownAtOnce);
  const wanted = filter.show === "problems" || filter.show === "kind";
  // Outside system: the worker, which filters the rows and has their cells.
  useEffect(() => {
    if (!wanted) {
      void client.call("setView", { filter: { show: "problems" } });
      return;
    }
    let current = true;
    void client.call("windowRows", 0, shown).then((answer) => {
      if (current && answer.version >= version) setRows(answer.rows.filter((row) => row.problems.length > 0));
    });
    return () => {
      current = false;
    };
  }, [client, version, wanted, shown]);
  if (totals.withProblems === 0) return null;
  return (
    <section aria-label="Rows with problems" className="flex flex-col gap-3">
      <ul className="flex flex-col gap-3">
        {rows.map((row, index) => (
          <Card
            key={`${row.id}:${row.texts.join("|")}`}
            row={row}
            index={index}
            actions={actions}
            readOnly={readOnly}
          />
        ))}
      </ul>
      {flags.length > shown && (
        <Button className="self-center" onClick={() => setShown(shown + shownAtOnce)}>
          Show more of {groupCount(flags.length)}
        </Button>
      )}
    </section>
  );
}

function Card({
  row,
  index,
  actions,
  readOnly,
}: {
  row: WindowRow;
  index: number;
  actions: GridActions;
  readOnly: boolean;
}) {
  const [account, side, amount] = row.shown;
  return (
    <li className="flex flex-col gap-3 rounded-control border bg-surface p-4">
      <div className="flex items-baseline justify-between gap-3">
        <p className="min-w-0 text-data font-medium wrap-anywhere">
          {account || "No account"} {side} {amount}
        </p>
        <span className="shrink-0 text-label text-faint">Row {groupCount(row.number)}</span>
      </div>
      {row.problems.map((problem) => (
        <LabelledField
          key={`${problem.field}:${problem.kind}`}
          label={fieldLabels[problem.field]}
          error={problem.message}
        >
          <Input
            defaultValue={row.texts[fields.indexOf(problem.field)]}
            readOnly={readOnly}
            spellCheck={false}
            autoComplete="off"
            onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
              if (event.key === "Enter") event.currentTarget.blur();
            }}
            onBlur={(event) => {
              const column = fields.indexOf(problem.field);
              if (event.target.value !== row.texts[column])
                actions.edit({ index, id: row.id }, column, event.target.value);
            }}
          />
        </LabelledField>
      ))}
      {!readOnly && (
        <Button
          tone="quiet"
          icon={<Trash2 />}
          className="-ml-2 self-start"
          onClick={() => void actions.deleteRow(row.id)}
        >
          Delete this row
        </Button>
      )}
    </li>
  );
}

/** What a narrow screen says in place of the grid when nothing needs repair. */
export const narrowSentence = (ready: number): string =>
  ready > 0
    ? `${countOf(ready, "row is", "rows are")} ready. Turn to a wider screen to see and edit them all.`
    : "There is nothing to submit yet.";
