"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { countOf, groupCount } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Pagination } from "@/components/ui/pagination";
import { TableSkeleton } from "@/components/ui/skeleton";
import { batchIsFinal } from "@/server/domain/batch/status";
import { batchFilters, batchListInput, pagesAround } from "./batch-filters";
import { BatchCards, BatchTable } from "./batch-rows";
import { BatchToolbar } from "./batch-toolbar";
import { NoBatches, NoMatches } from "./no-batches";

const whileMovingMs = 4_000;

/** The firm's batches with their filters; rows that move are looked at again while the page is open. */
export function BatchList() {
  const trpc = useTRPC();
  const [filters] = useQueryStates(batchFilters);
  const list = useQuery(
    trpc.batches.list.queryOptions(batchListInput(filters), {
      placeholderData: keepPreviousData,
      refetchInterval: ({ state }) =>
        state.data?.items.some(({ status }) => status !== "OPEN" && !batchIsFinal(status))
          ? whileMovingMs
          : false,
    }),
  );
  const filtered = filters.q !== "" || filters.status !== null || filters.symbol !== null;
  if (list.isError && list.data === undefined) {
    return (
      <FailureNotice
        error={list.error}
        title="The batches could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  if (list.data?.items.length === 0 && !filtered && filters.cursor === null) return <NoBatches />;
  return (
    <div className="flex flex-col gap-4">
      <BatchToolbar />
      {list.data === undefined ? (
        <TableSkeleton rows={8} columns={7} label="Reading the batches" />
      ) : list.data.items.length === 0 ? (
        <NoMatches />
      ) : (
        <BatchPage list={list.data} stale={list.isPlaceholderData} />
      )}
    </div>
  );
}

type Page = Parameters<typeof BatchTable>[0]["items"];

function BatchPage({ list, stale }: { list: { items: Page; nextCursor: string | null }; stale: boolean }) {
  const [filters] = useQueryStates(batchFilters);
  const around = pagesAround(filters, list.nextCursor);
  const { q, status, symbol } = filters;
  const to = (page: { cursor: string | null; trail: string } | null) =>
    page === null ? null : path.batches({ q, status, symbol, ...page });
  const last = around.firstIndex + list.items.length - 1;
  const whole = around.previous === null && around.next === null;
  return (
    <div className={stale ? "opacity-60" : ""} aria-busy={stale}>
      <BatchTable items={list.items} />
      <BatchCards items={list.items} />
      <Pagination
        label="Pages of batches"
        summary={
          whole
            ? countOf(list.items.length, "batch", "batches")
            : `${groupCount(around.firstIndex)}–${groupCount(last)}, newest first`
        }
        previous={to(around.previous)}
        next={to(around.next)}
      />
    </div>
  );
}
