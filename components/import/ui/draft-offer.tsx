"use client";

import { countOf } from "@/components/format/decimal";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { DraftInfo } from "../session/protocol";

type Props = { draft: DraftInfo; onContinue: () => void; onDiscard: () => void };

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** "14:02" today, "24 Nov, 14:02" before. */
function draftTime(savedAt: number): string {
  const at = new Date(savedAt);
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? clock.format(at) : `${day.format(at)}, ${clock.format(at)}`;
}

/** Rows of an earlier visit that were never submitted. */
export function DraftOffer({ draft, onContinue, onDiscard }: Props) {
  const edits = draft.edits > 0 ? `, ${countOf(draft.edits, "edit")} after it was read` : "";
  return (
    <Notice
      title={`Draft from ${draftTime(draft.savedAt)}`}
      action={
        <>
          <Button tone="primary" onClick={onContinue}>
            Continue
          </Button>
          <Button onClick={onDiscard}>Discard</Button>
        </>
      }
    >
      {draft.sourceName}, {countOf(draft.rows, "row")}
      {edits}. It is kept in this browser only.
    </Notice>
  );
}
