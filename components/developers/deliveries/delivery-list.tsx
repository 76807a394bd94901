"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { debounce, useQueryStates } from "nuqs";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { SearchField } from "@/components/ui/search-field";
import { TableSkeleton } from "@/components/ui/skeleton";
import { isId } from "../ids";
import type { Delivery } from "../outputs";
import { firstPage, pagesAround } from "../paging";
import { cursorText, deliveryFilters, deliveryListInput } from "./delivery-filters";
import { DeliveryCards, DeliveryTable } from "./delivery-rows";
import { deliveryLooks, deliveryStatuses } from "./delivery-words";

const everyMs = 3_000;

/** The endpoint's deliveries, the latest attempt first; the first page is looked at again while it is open. */
export function DeliveryList({ endpointId }: { endpointId: string }) {
  const trpc = useTRPC();
  const [filters] = useQueryStates(deliveryFilters);
  const list = useQuery(
    trpc.deliveries.list.queryOptions(deliveryListInput(endpointId, filters), {
      placeholderData: keepPreviousData,
      refetchInterval: filters.cursor === null ? everyMs : false,
    }),
  );
  if (list.isError && list.data === undefined) {
    return (
      <FailureNotice
        error={list.error}
        title="The deliveries could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <DeliveryToolbar />
      {list.data === undefined ? (
        <TableSkeleton rows={8} columns={6} label="Reading the deliveries" />
      ) : list.data.items.length === 0 ? (
        <NoDeliveries />
      ) : (
        <DeliveryPage
          endpointId={endpointId}
          items={list.data.items}
          next={cursorText(list.data.nextCursor)}
          stale={list.isPlaceholderData}
        />
      )}
    </div>
  );
}

function DeliveryToolbar() {
  const [{ status, batch }, setFilters] = useQueryStates(deliveryFilters);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label="Batch transaction id"
          placeholder="Batch transaction id"
          value={batch}
          onValueChange={(text) =>
            void setFilters(
              { batch: text === "" ? null : text, ...firstPage },
              { limitUrlUpdates: debounce(250) },
            )
          }
          className="w-full sm:w-84"
        />
        <Choice
          label="Status"
          value={status ?? ""}
          onValueChange={(value) => {
            const chosen = deliveryStatuses.find((one) => one === value) ?? null;
            void setFilters({ status: chosen, ...firstPage });
          }}
          options={[
            { value: "", label: "All" },
            ...deliveryStatuses.map((one) => ({ value: one, label: deliveryLooks[one].word })),
          ]}
        />
      </div>
      {batch !== "" && !isId(batch) && (
        <p role="status" className="text-label text-faint">
          Paste the whole id, 36 characters, to see one batch.
        </p>
      )}
    </div>
  );
}

type PageProps = { endpointId: string; items: readonly Delivery[]; next: string | null; stale: boolean };

function DeliveryPage({ endpointId, items, next, stale }: PageProps) {
  const [filters] = useQueryStates(deliveryFilters);
  const around = pagesAround(filters, next);
  const to = (page: { cursor: string | null; trail: string } | null) =>
    page === null
      ? null
      : path.endpoint(endpointId, { status: filters.status, batch: filters.batch, ...page });
  return (
    <div className={stale ? "opacity-60" : ""} aria-busy={stale}>
      <DeliveryTable endpointId={endpointId} items={items} />
      <DeliveryCards endpointId={endpointId} items={items} />
      <Pagination
        label="Pages of deliveries"
        summary="Latest attempt first"
        previous={to(around.previous)}
        next={to(around.next)}
      />
    </div>
  );
}

function NoDeliveries() {
  const [{ status, batch, cursor }, setFilters] = useQueryStates(deliveryFilters);
  if (status !== null || batch !== "" || cursor !== null) {
    return (
      <EmptyState
        title="No delivery fits these filters"
        action={<Button onClick={() => void setFilters(null)}>Clear the filters</Button>}
      />
    );
  }
  return (
    <EmptyState title="Nothing was sent here yet">
      The next change of a batch is. Send a test event to see at once whether the receiver answers.
    </EmptyState>
  );
}
