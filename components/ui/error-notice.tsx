"use client";

import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";
import { CopyId } from "./copy-id";
import { Notice } from "./notice";

type Props = {
  /** What failed, in one sentence. */
  title: string;
  /** Whether anything was saved; the reader's first question. */
  saved: string;
  /** What we told, if it helps: the server's own sentence. */
  detail?: ReactNode;
  /** Finds the failure in the log. */
  reference?: string | undefined;
  onRetry?: (() => void) | undefined;
  busy?: boolean;
};

/** The one place of a surface where its failure is shown: what, whether anything was saved, the reference, and again. */
export function ErrorNotice({ title, saved, detail, reference, onRetry, busy = false }: Props) {
  return (
    <Notice
      tone="negative"
      urgent
      title={title}
      action={
        onRetry && (
          <Button icon={<RotateCw />} busy={busy} onClick={onRetry}>
            Try again
          </Button>
        )
      }
    >
      {detail !== undefined && <p>{detail}</p>}
      <p>{saved}</p>
      {reference !== undefined && (
        <p className="mt-1 flex flex-wrap items-center gap-x-1.5">
          Reference <CopyId id={reference} whole />
        </p>
      )}
    </Notice>
  );
}
