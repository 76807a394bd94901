"use client";

import { ErrorNotice } from "@/components/ui/error-notice";

/** The last resort for a page that could not be shown. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-4 px-6 py-16">
      <h1 className="text-heading font-semibold">This page could not be shown</h1>
      <ErrorNotice
        title="Something on our side failed"
        saved="Showing a page saves nothing, so nothing was changed."
        reference={error.digest}
        onRetry={reset}
      />
    </main>
  );
}
