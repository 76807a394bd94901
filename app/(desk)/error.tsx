"use client";

import { ErrorNotice } from "@/components/ui/error-notice";

/** A page of the desk that could not be shown; the frame around it stays. */
export default function DeskError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <>
      <h1 className="text-heading font-semibold">This page could not be shown</h1>
      <ErrorNotice
        title="Something on our side failed"
        saved="Showing a page saves nothing, so nothing was changed."
        reference={error.digest}
        onRetry={reset}
      />
    </>
  );
}
