"use client";

import { Download, Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { Button, ButtonLink, buttonLook } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { batchFilters } from "./batch-filters";

/** The first screen of a new firm: what a batch is, and the two things to begin with. */
export function NoBatches() {
  const forbidden = useForbidden("openBatch", "open batches");
  return (
    <EmptyState
      title="No batches yet"
      action={
        <>
          {forbidden === undefined ? (
            <ButtonLink href={path.newBatch()} tone="primary" size="main" icon={<Plus />}>
              Open the first batch
            </ButtonLink>
          ) : (
            <Button tone="primary" size="main" icon={<Plus />} disabledReason={forbidden}>
              Open the first batch
            </Button>
          )}
          <a href={path.sampleSheet()} download className={buttonLook({ size: "main" })}>
            <Download aria-hidden />
            Sample sheet
          </a>
        </>
      }
    >
      Open a batch, paste the accounts and their amounts, and close it with the number of rows from your own
      system. Prorata sends one order and shares the fills at their average price.
    </EmptyState>
  );
}

/** Filters that nothing passes. */
export function NoMatches() {
  const [, setFilters] = useQueryStates(batchFilters);
  return (
    <EmptyState
      title="No batch fits these filters"
      action={<Button onClick={() => void setFilters(null)}>Clear the filters</Button>}
    />
  );
}
