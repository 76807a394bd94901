"use client";

import { useBatchLive } from "@/components/batches/batch-live";
import { EmptyState } from "@/components/ui/empty-state";
import { FillsView } from "./fills-view";
import { OrderFacts } from "./order-facts";

/** The batch's one order and its fills. */
export function BatchFills() {
  const { batch } = useBatchLive();
  if (batch.order === null) {
    return (
      <EmptyState title="There is no order">
        {batch.status === "REJECTED"
          ? "The batch was rejected before an order was made, so nothing reached the market."
          : "The batch's one order is made after it is closed and its rows are checked."}
      </EmptyState>
    );
  }
  return (
    <>
      <OrderFacts batch={batch} order={batch.order} />
      <FillsView batch={batch} order={batch.order} />
    </>
  );
}
