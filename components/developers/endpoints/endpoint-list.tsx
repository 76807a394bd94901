"use client";

import { useQuery } from "@tanstack/react-query";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useSession } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { EmptyState } from "@/components/ui/empty-state";
import { TableSkeleton } from "@/components/ui/skeleton";
import { AddEndpointButton } from "./add-endpoint-button";
import { EndpointCards, EndpointTable } from "./endpoint-rows";

const everyMs = 5_000;

/** The firm's endpoints and how each has done in the last 24 hours; their figures are looked at again while the page is open. */
export function EndpointList() {
  const trpc = useTRPC();
  const { mode } = useSession();
  const list = useQuery(trpc.endpoints.list.queryOptions(undefined, { refetchInterval: everyMs }));
  if (list.isError && list.data === undefined) {
    return (
      <FailureNotice
        error={list.error}
        title="The endpoints could not be read"
        nothingSaved="Reading saves nothing, so nothing was changed."
        onRetry={() => void list.refetch()}
        busy={list.isFetching}
      />
    );
  }
  if (list.data === undefined) return <TableSkeleton rows={4} columns={7} label="Reading the endpoints" />;
  if (list.data.length === 0) {
    return (
      <EmptyState
        title="No endpoint yet"
        action={
          <AddEndpointButton>
            {mode === "sandbox" ? "Point one at our test sink" : "Add the first endpoint"}
          </AddEndpointButton>
        }
      >
        Every change of a batch, an allocation or an order becomes an event. An endpoint gets each of them at
        least once, signed, in order for each batch, and again for days while it does not answer.
        {mode === "sandbox" && " The test sink is a receiver inside this sandbox, made for trying it out."}
      </EmptyState>
    );
  }
  return (
    <>
      <EndpointTable items={list.data} />
      <EndpointCards items={list.data} />
      <p className="text-label text-faint">Figures of the last 24 hours. A firm has at most 20 endpoints.</p>
    </>
  );
}
