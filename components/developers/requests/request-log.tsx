"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { LoggedRequest } from "../outputs";
import { pagesAround } from "../paging";
import { requestFilters, requestListInput } from "./request-filters";
import { RequestCards, RequestTable } from "./request-rows";
import { RequestToolbar } from "./request-toolbar";

const everyMs = 4_000;

/** What the firm's systems asked in the last 14 days, newest first, and why something was refused. */
export function RequestLog() {
  const trpc = useTRPC();
  const [filters] = useQueryStates(requestFilters);
  const list = useQuery(
    trpc.requests.list.queryOptions(requestListInput(filters), {
      placeholderData: keepPreviousData,
      refetchInterval: filters.cursor === null ? everyMs : false,
    }),
  );
  if (list.isError && list.data === undefined) {
    return (
      <FailureNotice
        error={list.error}
        title="The requests could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <RequestToolbar />
      {list.data === undefined ? (
        <TableSkeleton rows={10} columns={6} label="Reading the requests" />
      ) : list.data.items.length === 0 ? (
        <NoRequests />
      ) : (
        <RequestPage items={list.data.items} next={list.data.nextCursor} stale={list.isPlaceholderData} />
      )}
    </div>
  );
}

type PageProps = { items: readonly LoggedRequest[]; next: string | null; stale: boolean };

function RequestPage({ items, next, stale }: PageProps) {
  const [filters] = useQueryStates(requestFilters);
  const around = pagesAround(filters, next);
  const to = (page: { cursor: string | null; trail: string } | null) =>
    page === null ? null : path.requests({ ...filters, ...page });
  return (
    <div className={stale ? "opacity-60" : ""} aria-busy={stale}>
      <RequestTable items={items} />
      <RequestCards items={items} />
      <Pagination
        label="Pages of requests"
        summary="Newest first, of the last 14 days"
        previous={to(around.previous)}
        next={to(around.next)}
      />
    </div>
  );
}

function NoRequests() {
  const [{ status, method, path: where, key, id }, setFilters] = useQueryStates(requestFilters);
  if (status !== null || method !== null || where !== "" || key !== "" || id !== "") {
    return (
      <EmptyState
        title="No request fits these filters"
        action={<Button onClick={() => void setFilters(null)}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="No request yet"
      action={<ButtonLink href={path.docs()}>Read the quick start</ButtonLink>}
    >
      Each call of your systems appears here a second after its answer, and is kept for 14 days.
    </EmptyState>
  );
}
