import type { Batch, BatchOrder } from "@/components/batches/outputs";
import { amountUnit } from "@/components/batches/sums";
import { DecimalText } from "@/components/format/decimal-text";
import { SideText } from "@/components/format/side-text";
import { TimeText } from "@/components/format/time-text";
import { CopyId } from "@/components/ui/copy-id";
import { Fact, FactList } from "@/components/ui/facts";

const orderWords: Record<string, string> = {
  PENDING: "Prepared, not yet answered by the venue",
  WORKING: "At work at the venue",
  FILLED: "Filled",
  PARTIALLY_FILLED: "Filled in part, the rest cancelled",
  CANCELLED: "Cancelled without a fill",
  REJECTED: "Refused by the venue",
};

const forceWords: Record<string, string> = {
  IOC: "Market, what is not filled at once is cancelled",
  FOK: "Market, fills whole or not at all",
};

/** What was sent to the market, and what came of it. */
export function OrderFacts({ batch, order }: { batch: Batch; order: BatchOrder }) {
  const { asset, decimals } = amountUnit(batch);
  return (
    <section aria-labelledby="order" className="flex max-w-2xl flex-col gap-2">
      <h2 id="order" className="text-lead font-semibold">
        Order
      </h2>
      <FactList className="border-t">
        <Fact label="Size">
          <span className="inline-flex items-baseline gap-2">
            <SideText side={order.side} />
            <DecimalText value={order.quantity ?? order.notional} decimals={decimals} unit={asset} />
          </span>
        </Fact>
        <Fact label="Kind">{forceWords[order.timeInForce] ?? order.timeInForce}</Fact>
        <Fact label="State" note={order.rejectReason ?? undefined}>
          {orderWords[order.status] ?? order.status}
        </Fact>
        {order.sentAt !== null && (
          <Fact label="Sent">
            <TimeText value={order.sentAt} />
          </Fact>
        )}
        {order.finishedAt !== null && (
          <Fact label="Finished">
            <TimeText value={order.finishedAt} />
          </Fact>
        )}
        <Fact label="Our id">
          <CopyId id={order.clientOrderId} of="order id" whole />
        </Fact>
        {order.venueOrderId !== null && (
          <Fact label="The venue's id">
            <CopyId id={order.venueOrderId} of="the venue's order id" whole />
          </Fact>
        )}
      </FactList>
    </section>
  );
}
