"use client";

import { CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { CountText } from "@/components/format/count-text";
import { countOf } from "@/components/format/decimal";
import { DecimalText } from "@/components/format/decimal-text";
import { QuantityText, UsdText } from "@/components/format/money-text";
import { SideText } from "@/components/format/side-text";
import { formatDuration } from "@/components/format/time";
import { TimeText } from "@/components/format/time-text";
import { CopyId } from "@/components/ui/copy-id";
import { Fact, FactList } from "@/components/ui/facts";
import { Table, TableRegion, Td, Th, Tr } from "@/components/ui/table";
import type { Batch, BatchOrder } from "./outputs";
import { RejectedRows } from "./rejected-rows";
import { cashTie, costTie, quantityTies, type Tie } from "./sums";

/** A complete batch: the sums of each side, that they tie to the order, and the rows that took no part. */
export function BatchResult({ batch }: { batch: Batch }) {
  const rejected = batch.refusedCount + batch.rejectedCount;
  return (
    <>
      <section aria-labelledby="result" className="flex flex-col gap-3">
        <h2 id="result" className="text-lead font-semibold">
          Result
        </h2>
        <SideTable batch={batch} />
      </section>
      {batch.order !== null && (
        <div className="grid gap-x-12 gap-y-8 lg:grid-cols-2">
          <Ties batch={batch} order={batch.order} />
          <Record batch={batch} order={batch.order} />
        </div>
      )}
      {rejected > 0 && (
        <RejectedRows
          batch={batch}
          title={`${countOf(rejected, "row was", "rows were")} rejected`}
          text="They took no part: nothing was bought, sold or charged for them."
        />
      )}
    </>
  );
}

function SideTable({ batch }: { batch: Batch }) {
  const asset = batch.instrument?.baseAsset ?? batch.symbol;
  const decimals = batch.instrument?.quantityDecimals ?? 8;
  const sides = batch.sides.filter(({ complete }) => complete > 0);
  return (
    <TableRegion label="Result by side" fitsFrom="md">
      <Table caption="Sums of the complete allocations by side">
        <thead>
          <tr>
            <Th>Side</Th>
            <Th numeric>Allocations</Th>
            <Th numeric unit={asset}>
              Quantity
            </Th>
            <Th numeric unit="USD">
              Gross
            </Th>
            <Th numeric unit="USD">
              Fees
            </Th>
            <Th numeric unit="USD">
              Net money
            </Th>
          </tr>
        </thead>
        <tbody>
          {sides.map((side) => (
            <Tr key={side.side}>
              <Td>
                <SideText side={side.side} />
              </Td>
              <Td numeric>
                <CountText value={side.complete} />
              </Td>
              <Td numeric>
                <QuantityText value={side.quantity} decimals={decimals} />
              </Td>
              <Td numeric>
                <UsdText value={side.gross} />
              </Td>
              <Td numeric>
                <UsdText value={side.fee} />
              </Td>
              <Td numeric className="font-medium">
                <UsdText value={side.netMoney} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </TableRegion>
  );
}

/** Each check compares two sums that were made apart; the reader sees both and the verdict. */
function Ties({ batch, order }: { batch: Batch; order: BatchOrder }) {
  const asset = batch.instrument?.baseAsset ?? batch.symbol;
  const decimals = batch.instrument?.quantityDecimals ?? 8;
  const coins = quantityTies(batch.sides, order);
  const cash = cashTie(batch.sides, order);
  const both = batch.sides.filter(({ complete }) => complete > 0).length > 1;
  return (
    <section aria-labelledby="ties" className="flex flex-col gap-2">
      <h2 id="ties" className="text-lead font-semibold">
        Ties to the order
      </h2>
      <FactList className="border-t">
        <TieLine tie={coins.fills}>
          <QuantityText value={order.cumulativeQuantity} decimals={decimals} asset={asset} />
        </TieLine>
        <TieLine tie={coins.handedOut} note={both ? "Buys less sells" : undefined}>
          <QuantityText value={coins.handedOut.left} decimals={decimals} asset={asset} />
        </TieLine>
        <TieLine tie={costTie(order)}>
          <DecimalText value={order.cumulativeCost} unit="USD" />
        </TieLine>
        <TieLine tie={cash} note={both ? "Buys less sells, before fees" : "Before fees"}>
          <UsdText value={cash.left} unit />
        </TieLine>
        <Fact label="Rounding, booked to the Firm Allocation Account">
          <DecimalText value={cash.dust} unit="USD" />
        </Fact>
      </FactList>
    </section>
  );
}

function TieLine({ tie, note, children }: { tie: Tie; note?: string | undefined; children: ReactNode }) {
  const Icon = tie.ties ? CircleCheck : CircleX;
  return (
    <Fact
      label={
        <span className="inline-flex items-baseline gap-2">
          <Icon
            aria-hidden
            className={tie.ties ? "size-4 self-center text-positive" : "size-4 self-center text-negative"}
          />
          {tie.label}
          <span className={tie.ties ? "sr-only" : "text-negative"}>{tie.ties ? "tie" : "do not tie"}</span>
        </span>
      }
      note={tie.ties ? note : `The order says ${tie.right}`}
    >
      {children}
    </Fact>
  );
}

function Record({ batch, order }: { batch: Batch; order: BatchOrder }) {
  const { statement, closedAt, finishedAt } = batch;
  return (
    <section aria-labelledby="record" className="flex flex-col gap-2">
      <h2 id="record" className="text-lead font-semibold">
        On record
      </h2>
      <FactList className="border-t">
        {finishedAt !== null && (
          <Fact
            label="Complete"
            note={
              closedAt === null
                ? undefined
                : `${formatDuration(finishedAt.getTime() - closedAt.getTime())} after closing`
            }
          >
            <TimeText value={finishedAt} />
          </Fact>
        )}
        <Fact label="Order id">
          <CopyId id={order.clientOrderId} of="order id" whole />
        </Fact>
        {statement !== null && (
          <Fact label="Allocation statement, SHA-256" note={countOf(statement.lineCount, "line")}>
            <CopyId id={statement.sha256} of="SHA-256 of the allocation statement" />
          </Fact>
        )}
      </FactList>
    </section>
  );
}
