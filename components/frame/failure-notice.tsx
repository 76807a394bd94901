"use client";

import { usePathname } from "next/navigation";
import { path } from "@/components/path";
import { ButtonLink } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { Notice } from "@/components/ui/notice";
import { type ApiError, failureOf, savedSentence } from "./failure";

type Props = {
  error: ApiError;
  /** What failed: "The batch was not closed". */
  title: string;
  /** What is true when the desk answered: "The batch is still open." */
  nothingSaved: string;
  onRetry?: (() => void) | undefined;
  busy?: boolean;
};

/** A failed call in one place, with the way on: again, or signing in and coming back here. */
export function FailureNotice({ error, title, nothingSaved, onRetry, busy = false }: Props) {
  const pathname = usePathname();
  const failure = failureOf(error);
  if (failure.kind === "signed-out") {
    return (
      <Notice
        tone="warning"
        urgent
        title={failure.detail}
        action={<ButtonLink href={path.signIn(pathname)}>Sign in</ButtonLink>}
      >
        {nothingSaved}
      </Notice>
    );
  }
  const useless = failure.kind === "refused" || failure.kind === "forbidden";
  return (
    <ErrorNotice
      title={title}
      detail={failure.detail}
      saved={savedSentence(failure, nothingSaved)}
      reference={failure.reference}
      onRetry={useless ? undefined : onRetry}
      busy={busy}
    />
  );
}
