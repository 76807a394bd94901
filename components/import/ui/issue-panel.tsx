"use client";

import { CircleCheck, Download, Filter, FilterX } from "lucide-react";
import { groupCount } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Kbd } from "@/components/ui/kbd";
import type { GridActions } from "../client/use-grid-actions";
import type { IssueGroup, Summary } from "../session/protocol";
import type { RowFilter } from "../session/view";

type Props = {
  summary: Summary;
  actions: GridActions;
  readOnly: boolean;
  onFilter: (filter: RowFilter) => void;
  onDownload: () => void;
};

/** All problems by kind: how many, show only those, repair all of them at once. */
export function IssuePanel({ summary, actions, readOnly, onFilter, onDownload }: Props) {
  const { groups, filter, totals } = summary;
  if (groups.length === 0) {
    return (
      <aside aria-label="Problems" className="flex items-start gap-2 border-y py-3 text-data text-soft">
        <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-positive" />
        {totals.rows === 0 ? "Problems will be listed here." : "No problems found."}
      </aside>
    );
  }
  return (
    <aside aria-label="Problems" className="flex min-w-0 flex-col">
      <div className="flex items-baseline justify-between gap-3 border-b pb-2">
        <h2 className="text-data font-medium">Problems</h2>
        <span className="hidden items-center gap-1 text-label text-faint md:flex">
          next <Kbd>F8</Kbd>
        </span>
      </div>
      <ul className="flex flex-col">
        {groups.map((group) => (
          <Group
            key={group.kind}
            group={group}
            shown={filter.show === "kind" && filter.kind === group.kind}
            actions={actions}
            readOnly={readOnly}
            onFilter={onFilter}
          />
        ))}
      </ul>
      <Button tone="quiet" icon={<Download />} className="mt-2 -ml-2 self-start" onClick={onDownload}>
        Download these rows
      </Button>
    </aside>
  );
}

type GroupProps = {
  group: IssueGroup;
  shown: boolean;
  actions: GridActions;
  readOnly: boolean;
  onFilter: (filter: RowFilter) => void;
};

function Group({ group, shown, actions, readOnly, onFilter }: GroupProps) {
  const Icon = shown ? FilterX : Filter;
  return (
    <li
      className={cn(
        "flex flex-col gap-1.5 border-b py-2.5",
        shown && "-mx-2.5 rounded-tight bg-sunken px-2.5",
      )}
    >
      <button
        type="button"
        aria-pressed={shown}
        onClick={() => onFilter(shown ? { show: "all" } : { show: "kind", kind: group.kind })}
        className="group/issue flex min-h-6 items-baseline gap-2.5 text-left text-data"
      >
        <span className="min-w-8 text-right font-medium text-negative">{groupCount(group.count)}</span>
        <span className="min-w-0 flex-1 decoration-edge underline-offset-3 group-hover/issue:underline">
          {group.label}
        </span>
        <Icon aria-hidden className="size-3.5 shrink-0 self-center text-faint group-hover/issue:text-ink" />
        <span className="sr-only">{shown ? "Show all rows" : "Show only these rows"}</span>
      </button>
      {!readOnly && (
        <div className="flex flex-wrap gap-x-3 gap-y-1 pl-[2.625rem]">
          {group.fixes.map((fix) => (
            <button
              key={fix.id}
              type="button"
              aria-label={`${fix.label}: ${group.label}, all ${groupCount(group.count)}`}
              onClick={() => void actions.fixAll(group.kind, fix)}
              className="inline-flex min-h-6 items-center text-label font-medium text-accent underline-offset-3 hover:underline"
            >
              {fix.label}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}
