"use client";

import { Plus } from "lucide-react";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { Button, ButtonLink } from "@/components/ui/button";

/** The list's main button; it stays visible for those who may not use it and says who may. */
export function NewBatchButton() {
  const forbidden = useForbidden("openBatch", "open batches");
  if (forbidden !== undefined) {
    return (
      <Button tone="primary" size="main" icon={<Plus />} disabledReason={forbidden} tipAlign="end">
        New batch
      </Button>
    );
  }
  return (
    <ButtonLink href={path.newBatch()} tone="primary" size="main" icon={<Plus />} aria-keyshortcuts="c">
      New batch
    </ButtonLink>
  );
}
