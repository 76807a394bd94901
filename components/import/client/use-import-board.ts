"use client";

import { useState } from "react";
import { countOf } from "@/components/format/decimal";
import { useAccountCheck } from "./use-account-check";
import { useDropAndPaste } from "./use-drop-and-paste";
import { offerUndo, useGridActions } from "./use-grid-actions";
import { type Import, useImportView } from "./use-import";
import { type Offered, useSource } from "./use-source";
import { useSubmission } from "./use-submission";

/** Everything the importer's page reacts to: sources that are offered, the draft, the submission. */
export function useImportBoard(source: Import, batchTransactionId: string, forbidden: string | undefined) {
  const { client } = source;
  const view = useImportView(source);
  const { summary, draft } = view;
  const actions = useGridActions(source);
  const { load, attempt, abort, refusal } = useSource(source);
  const submission = useSubmission(source, batchTransactionId);
  const [offered, setOffered] = useState<Offered>();
  useAccountCheck(source, summary?.version ?? 0);

  const phase = summary?.phase ?? "empty";
  const running = submission.progress !== undefined && submission.left === undefined;
  const finished = submission.left === 0;
  const rowsHere = finished ? 0 : phase === "fixing" ? (summary?.totals.rows ?? 0) : (draft?.rows ?? 0);

  const clear = async (): Promise<number> => {
    const rows = await client.call("discard");
    client.forgetDraftOffer();
    submission.dismiss();
    return rows;
  };
  const discard = async () => {
    const rows = await clear();
    if (rows === 0) return;
    offerUndo(`${countOf(rows, "row")} discarded`, () => void client.call("undiscard"));
  };
  const continueDraft = async () => {
    client.forgetDraftOffer();
    await client.call("continueDraft").catch(() => undefined);
  };
  const offer = (next: Offered) => {
    if (forbidden !== undefined || running) return;
    if (finished) void clear().then(() => load(next, "replace"));
    else if (rowsHere > 0) setOffered(next);
    else void load(next, "replace");
  };
  const choose = async (mode: "replace" | "add") => {
    const chosen = offered;
    setOffered(undefined);
    if (!chosen) return;
    if (mode === "add" && phase !== "fixing") await continueDraft();
    void load(chosen, mode);
  };
  const dragging = useDropAndPaste(offer);
  const forgetOffer = () => setOffered(undefined);
  return {
    ...{ view, summary, draft, phase, running, finished, rowsHere, dragging, refusal, offered },
    ...{ actions, submission, offer, forgetOffer, choose, continueDraft, clear, discard, abort, attempt },
  };
}

export type ImportBoardState = ReturnType<typeof useImportBoard>;
