import type { ReactNode } from "react";
import type { Batch } from "@/components/batches/outputs";
import { amountUnit } from "@/components/batches/sums";
import { DecimalText } from "@/components/format/decimal-text";
import { QuantityText, UsdText } from "@/components/format/money-text";
import { SideText } from "@/components/format/side-text";
import { AllocationStatusText } from "@/components/format/status-text";
import { TimeText } from "@/components/format/time-text";
import { CopyId } from "@/components/ui/copy-id";
import { Fact, FactList } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { EventBody } from "./event-body";
import type { AllocationDetail } from "./outputs";

type Props = { batch: Batch; allocation: AllocationDetail };

/** What was asked for, what came of it, and the event that told it. */
export function AllocationFacts({ batch, allocation }: Props) {
  return (
    <div className="flex flex-col gap-6 pb-6">
      <div className="flex flex-col gap-3">
        <AllocationStatusText status={allocation.status} />
        {allocation.rejectReason !== null && (
          <Notice tone="negative" title={allocation.rejectReason}>
            {allocation.rejectCode !== null && <code className="text-label">{allocation.rejectCode}</code>}
          </Notice>
        )}
      </div>
      <Request batch={batch} allocation={allocation} />
      {allocation.netMoney !== null && <Result batch={batch} allocation={allocation} />}
      <Part title="Event">
        {allocation.event === null ? (
          <p className="text-data text-soft">
            It is sent when the allocation is complete, rejected or cancelled.
          </p>
        ) : (
          <EventBody body={allocation.event} />
        )}
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Request({ batch, allocation }: Props) {
  const { asset } = amountUnit(batch);
  const { bpsCommission, fixedCommission } = allocation;
  return (
    <Part title="Request">
      <FactList className="border-t">
        <Fact label="Account">{allocation.account}</Fact>
        <Fact label="Side">
          <SideText side={allocation.side} />
        </Fact>
        <Fact label="Amount">
          <DecimalText value={allocation.amount} unit={asset} />
        </Fact>
        <Fact label="Symbol">{allocation.symbol}</Fact>
        <Fact label="Fee">
          {bpsCommission === null && fixedCommission === null ? "The firm's schedule" : null}
          {bpsCommission !== null && `${bpsCommission} basis points`}
          {bpsCommission !== null && fixedCommission !== null && " and "}
          {fixedCommission !== null && <UsdText value={fixedCommission} unit />}
        </Fact>
        <Fact label="Client transaction id">
          <CopyId id={allocation.clientTransactionId} of="client transaction id" whole />
        </Fact>
        <Fact label="Our id">
          <CopyId id={allocation.id} of="allocation id" whole />
        </Fact>
        <Fact label="Received">
          <TimeText value={allocation.createdAt} />
        </Fact>
      </FactList>
    </Part>
  );
}

function Result({ batch, allocation }: Props) {
  const asset = batch.instrument?.baseAsset ?? batch.symbol;
  return (
    <Part title="Result">
      <FactList className="border-t">
        <Fact label="Quantity">
          <QuantityText
            value={allocation.quantity}
            decimals={batch.instrument?.quantityDecimals ?? 8}
            asset={asset}
          />
        </Fact>
        <Fact label="Average price" note="The same for every allocation of the batch">
          <DecimalText
            value={allocation.averagePrice}
            decimals={batch.instrument?.priceDecimals ?? 2}
            unit="USD"
          />
        </Fact>
        <Fact label="Gross">
          <UsdText value={allocation.gross} unit />
        </Fact>
        <Fact label="Fee">
          <UsdText value={allocation.fee} unit />
        </Fact>
        <Fact
          label="Net money"
          note={
            allocation.side === "BUY"
              ? "Gross and fee, paid by the investor"
              : "Gross less fee, paid to the investor"
          }
        >
          <UsdText value={allocation.netMoney} unit className="font-medium" />
        </Fact>
        {allocation.finishedAt !== null && (
          <Fact label="Complete">
            <TimeText value={allocation.finishedAt} />
          </Fact>
        )}
      </FactList>
    </Part>
  );
}
