"use client";

import { CircleCheck, Pause, Play } from "lucide-react";
import { CloseShortcut } from "@/components/batches/close-shortcut";
import { countOf, groupCount } from "@/components/format/decimal";
import { path } from "@/components/path";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Spoken } from "@/components/ui/spoken";
import type { SubmitProgress } from "../client/submit-queue";
import type { SubmissionView } from "../client/use-submission";

/** The submission while it runs: rows the desk has answered, how fast, and the means to hold or end it. */
export function SubmitPanel({ submission }: { submission: SubmissionView }) {
  const { progress } = submission;
  if (!progress) return null;
  const paused = progress.state === "paused";
  const text = `${groupCount(progress.acknowledged)} of ${countOf(progress.all, "row")} answered`;
  return (
    <section aria-label="Submission" className="flex flex-col gap-3 border-y py-4">
      <ProgressBar
        label={titles[progress.state]}
        value={progress.acknowledged}
        max={progress.all}
        text={text}
        note={note(progress)}
      />
      <Spoken text={text} />
      <div className="flex flex-wrap items-center gap-2">
        <Button icon={paused ? <Play /> : <Pause />} onClick={paused ? submission.resume : submission.pause}>
          {paused ? "Resume" : "Pause"}
        </Button>
        <Button onClick={submission.cancel}>Cancel</Button>
        <span className="text-label text-faint">
          Rows that are answered stay in the batch. Sending a row twice never doubles it.
        </span>
      </div>
    </section>
  );
}

const titles: Record<SubmitProgress["state"], string> = {
  running: "Submitting",
  paused: "Paused",
  waiting: "Waiting for the desk",
  done: "Finishing",
  cancelled: "Cancelling",
  failed: "Stopped",
};

function note({ state, why, rate, rejected, duplicates }: SubmitProgress): string {
  if (state === "waiting" && why !== undefined) return why;
  const parts = [`${groupCount(rate)} rows a second`];
  if (rejected > 0) parts.push(`${groupCount(rejected)} rejected`);
  if (duplicates > 0) parts.push(`${groupCount(duplicates)} were there already`);
  return parts.join(", ");
}

type ResultProps = {
  submission: SubmissionView;
  batchTransactionId: string;
  accepted: number;
  onMore: () => void;
};

/** How a submission ended, and the way on: close the batch, repair what is left, or add more. */
export function SubmitResult({ submission, batchTransactionId, accepted, onMore }: ResultProps) {
  const { progress, left = 0 } = submission;
  if (!progress) return null;
  if (progress.state === "failed") {
    return (
      <Notice
        tone="negative"
        urgent
        title="The submission stopped"
        action={<Button onClick={submission.dismiss}>Go on</Button>}
      >
        <p>{progress.why}</p>
        <p>{saved(progress, left)}</p>
      </Notice>
    );
  }
  if (left > 0) {
    return (
      <Notice
        tone={progress.rejected > 0 ? "warning" : "info"}
        title={
          progress.state === "cancelled"
            ? "The submission was cancelled"
            : `${countOf(left, "row")} left here`
        }
        action={<Button onClick={submission.dismiss}>Go on with the rest</Button>}
      >
        {saved(progress, left)}
      </Notice>
    );
  }
  return (
    <section aria-label="Result" className="flex flex-col items-start gap-4 border-y py-8">
      <p role="status" className="flex items-center gap-2.5 text-heading font-semibold">
        <CircleCheck aria-hidden className="size-6 text-positive" />
        {countOf(accepted, "row is", "rows are")} in the batch
      </p>
      <p className="max-w-prose text-soft">
        {progress.duplicates > 0 && `${countOf(progress.duplicates, "row was", "rows were")} there already. `}
        Nothing is left here and the draft is gone. Close the batch with the count from your own system.
      </p>
      <div className="flex flex-wrap gap-2">
        <CloseShortcut batchTransactionId={batchTransactionId} />
        <ButtonLink
          tone="primary"
          size="main"
          href={path.batch(batchTransactionId)}
          aria-keyshortcuts="Control+Shift+Enter"
        >
          Go to closing
        </ButtonLink>
        <Button size="main" onClick={onMore}>
          Add more rows
        </Button>
      </div>
    </section>
  );
}

function saved({ accepted, duplicates, rejected }: SubmitProgress, left: number): string {
  const parts = [`${countOf(accepted + duplicates, "row is", "rows are")} in the batch`];
  if (rejected > 0) parts.push(`${groupCount(rejected)} came back rejected, with the reason under the cell`);
  return `${parts.join(", ")}. ${countOf(left, "row stays", "rows stay")} here as a draft.`;
}
