"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useBatchLive } from "@/components/batches/batch-live";
import { countOf } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { TableSkeleton } from "@/components/ui/skeleton";
import { allocationFilters, allocationListInput } from "./allocation-filters";
import { AllocationPanel } from "./allocation-panel";
import { AllocationCards, AllocationTable } from "./allocation-rows";
import { AllocationToolbar } from "./allocation-toolbar";

/** A batch's allocations, a page at a time, with the details of one beside them. */
export function BatchAllocations() {
  const { batch } = useBatchLive();
  const trpc = useTRPC();
  const [filters, setFilters] = useQueryStates(allocationFilters);
  const id = batch.batchTransactionId;
  const list = useQuery(
    trpc.allocations.list.queryOptions(allocationListInput(id, filters), {
      placeholderData: keepPreviousData,
    }),
  );
  if (batch.acceptedCount + batch.refusedCount === 0)
    return <NoAllocations batchTransactionId={id} open={batch.status === "OPEN"} />;
  const page = list.data;
  const { q, status, side } = filters;
  const to = (where: { after: string } | { before: string }) =>
    path.allocations(id, { q, status, side, ...where });
  return (
    <section aria-label="Allocations" className="flex flex-col gap-4">
      <AllocationToolbar batch={batch} />
      {list.isError && (
        <FailureNotice
          error={list.error}
          title="The allocations could not be read"
          nothingSaved="Reading saves nothing, so nothing was changed."
          onRetry={() => void list.refetch()}
          busy={list.isFetching}
        />
      )}
      {page === undefined && !list.isError && (
        <TableSkeleton rows={10} columns={8} label="Reading the allocations" />
      )}
      {page?.items.length === 0 && (
        <EmptyState
          title="No allocation fits these filters"
          action={<Button onClick={() => void setFilters(null)}>Clear the filters</Button>}
        />
      )}
      {page !== undefined && page.items.length > 0 && (
        <div className={list.isPlaceholderData ? "opacity-60" : ""} aria-busy={list.isPlaceholderData}>
          <AllocationTable batch={batch} items={page.items} />
          <AllocationCards batch={batch} items={page.items} />
          <Pagination
            label="Pages of allocations"
            summary={`${countOf(page.items.length, "row")} on this page, in the order they came`}
            previous={page.before === null ? null : to({ before: page.before })}
            next={page.after === null ? null : to({ after: page.after })}
          />
        </div>
      )}
      <AllocationPanel
        batch={batch}
        clientTransactionId={filters.row}
        onClose={() => void setFilters({ row: null })}
      />
    </section>
  );
}

function NoAllocations({ batchTransactionId, open }: { batchTransactionId: string; open: boolean }) {
  return (
    <EmptyState
      title="This batch holds no rows"
      action={
        open && (
          <ButtonLink href={path.importBatch(batchTransactionId)} tone="primary" size="main">
            Paste or drop a sheet
          </ButtonLink>
        )
      }
    >
      {open ? "Rows are checked as they come." : "It was ended before any row was added."}
    </EmptyState>
  );
}
