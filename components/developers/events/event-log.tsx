"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LiveIndicator } from "@/components/ui/live-indicator";
import { Pagination } from "@/components/ui/pagination";
import { TableSkeleton } from "@/components/ui/skeleton";
import type { EventItem } from "../outputs";
import { pagesAround } from "../paging";
import { eventFilters, eventListInput } from "./event-filters";
import { EventPanel } from "./event-panel";
import { EventCards, EventTable } from "./event-rows";
import { EventToolbar } from "./event-toolbar";

const everyMs = 1_000;

/** The firm's events, the newest first; the first page follows them until it is paused. */
export function EventLog() {
  const trpc = useTRPC();
  const [filters, setFilters] = useQueryStates(eventFilters);
  const [paused, setPaused] = useState(false);
  const first = filters.cursor === null;
  const list = useQuery(
    trpc.events.list.queryOptions(eventListInput(filters), {
      placeholderData: keepPreviousData,
      refetchInterval: first && !paused ? everyMs : false,
    }),
  );
  if (list.isError && list.data === undefined) {
    return (
      <FailureNotice
        error={list.error}
        title="The events could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  const live = paused ? "paused" : list.isError ? "reconnecting" : "live";
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <EventToolbar />
        {first ? (
          <LiveIndicator state={live} onPauseChange={setPaused} />
        ) : (
          <ButtonLink href={path.events({ ...filters, cursor: null, trail: null, event: null })}>
            Back to the newest
          </ButtonLink>
        )}
      </div>
      {list.data === undefined ? (
        <TableSkeleton rows={10} columns={5} label="Reading the events" />
      ) : list.data.items.length === 0 && list.data.nextBefore === null && first ? (
        <NoEvents />
      ) : (
        <EventPage items={list.data.items} next={list.data.nextBefore} stale={list.isPlaceholderData} />
      )}
      <EventPanel
        messageId={filters.event}
        items={list.data?.items ?? []}
        onClose={() => void setFilters({ event: null })}
      />
    </div>
  );
}

function EventPage({
  items,
  next,
  stale,
}: {
  items: readonly EventItem[];
  next: string | null;
  stale: boolean;
}) {
  const [filters] = useQueryStates(eventFilters);
  const around = pagesAround(filters, next);
  const { kind, status, by, id } = filters;
  const to = (page: { cursor: string | null; trail: string } | null) =>
    page === null ? null : path.events({ kind, status, by: id === "" ? null : by, id, ...page });
  return (
    <div className={stale ? "opacity-60" : ""} aria-busy={stale}>
      <EventTable items={items} />
      <EventCards items={items} />
      <Pagination
        label="Pages of events"
        summary={items.length === 0 ? "None among these; older ones may fit" : "Newest first"}
        previous={to(around.previous)}
        next={to(around.next)}
      />
    </div>
  );
}

function NoEvents() {
  const [{ kind, status, id }, setFilters] = useQueryStates(eventFilters);
  if (kind !== null || status !== null || id !== "") {
    return (
      <EmptyState
        title="No event fits these filters"
        action={<Button onClick={() => void setFilters(null)}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState title="No event yet" action={<ButtonLink href={path.newBatch()}>Open a batch</ButtonLink>}>
      Every change of a batch, an allocation or an order appears here within a second.
    </EmptyState>
  );
}
