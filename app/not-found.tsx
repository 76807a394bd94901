import type { Metadata } from "next";
import { Wordmark } from "@/components/frame/mark";
import { path } from "@/components/path";
import { ButtonLink } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col items-start justify-center gap-4 px-6">
      <Wordmark />
      <h1 className="pt-4 text-heading font-semibold">There is no such page</h1>
      <p className="text-soft">
        The address is mistyped, or what it showed belongs to another firm. Nothing was changed.
      </p>
      <ButtonLink href={path.home()} tone="primary" size="main">
        Go to the batches
      </ButtonLink>
    </main>
  );
}
