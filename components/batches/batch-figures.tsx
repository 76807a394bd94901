"use client";

import { CountText } from "@/components/format/count-text";
import { DecimalText, Missing } from "@/components/format/decimal-text";
import { QuantityText, UsdText } from "@/components/format/money-text";
import { SideText } from "@/components/format/side-text";
import { Figure, FigureStrip } from "@/components/ui/facts";
import type { Batch, BatchOrder } from "./outputs";
import { amountUnit, netAmount, sideSum, sumOfFees } from "./sums";

/** The strip under the batch's name. Every figure follows from the rows and the fills; none can be typed. */
export function BatchFigures({ batch }: { batch: Batch }) {
  const done = batch.status === "COMPLETE";
  return (
    <FigureStrip label="Figures of the batch">
      <RowCount batch={batch} />
      {done ? (
        <>
          <Filled batch={batch} />
          <AveragePrice batch={batch} />
          <NetMoney batch={batch} />
        </>
      ) : (
        <>
          <Amount batch={batch} side="BUY" label="Buys" />
          <Amount batch={batch} side="SELL" label="Sells" />
          <NetOrder batch={batch} />
          {batch.order !== null && batch.status !== "REJECTED" && <Filled batch={batch} />}
          {batch.order !== null && batch.status !== "REJECTED" && <AveragePrice batch={batch} />}
        </>
      )}
    </FigureStrip>
  );
}

function RowCount({ batch }: { batch: Batch }) {
  const { acceptedCount, refusedCount, rejectedCount, completedCount } = batch;
  if (batch.status === "COMPLETE") {
    const rejected = rejectedCount + refusedCount;
    return (
      <Figure
        label="Complete"
        note={rejected === 0 ? "No row was rejected" : <Bad count={rejected} words="rejected" />}
      >
        <CountText value={completedCount} one="row" />
      </Figure>
    );
  }
  return (
    <Figure
      label="Accepted"
      note={refusedCount === 0 ? undefined : <Bad count={refusedCount} words="refused" />}
    >
      <CountText value={acceptedCount} one="row" />
    </Figure>
  );
}

const Bad = ({ count, words }: { count: number; words: string }) => (
  <span className="text-negative">
    <CountText value={count} /> {words}
  </span>
);

/** What investors pay or get in all; buys and sells of one batch set off against each other. */
function NetMoney({ batch }: { batch: Batch }) {
  const net = netAmount(batch.sides, "netMoney");
  return (
    <Figure
      label={net.side === "SELL" ? "Paid to investors, USD" : "Paid by investors, USD"}
      note={
        <>
          Fees <UsdText value={sumOfFees(batch.sides)} />
        </>
      }
    >
      <UsdText value={net.size} />
    </Figure>
  );
}

function Amount({ batch, side, label }: { batch: Batch; side: "BUY" | "SELL"; label: string }) {
  const { asset, decimals } = amountUnit(batch);
  const summary = batch.sides.find((one) => one.side === side);
  return (
    <Figure label={`${label}, ${asset}`} note={<CountText value={summary?.accepted ?? 0} one="row" />}>
      <DecimalText
        value={sideSum(batch.sides, side, "amount")}
        decimals={decimals}
        quietZeros={decimals > 2}
      />
    </Figure>
  );
}

/** Before validation the difference of the sides; afterwards the order that was made of it. */
function NetOrder({ batch }: { batch: Batch }) {
  const { asset, decimals } = amountUnit(batch);
  const { order } = batch;
  const net =
    order === null
      ? netAmount(batch.sides)
      : { side: order.side, size: order.quantity ?? order.notional ?? "0" };
  return (
    <Figure
      label={`${order === null ? "Net order" : "Order"}, ${asset}`}
      note={net.side === null ? undefined : <SideText side={net.side} />}
    >
      {net.side === null ? (
        <Missing />
      ) : (
        <DecimalText value={net.size} decimals={decimals} quietZeros={decimals > 2} />
      )}
    </Figure>
  );
}

function Filled({ batch }: { batch: Batch }) {
  const { order, instrument } = batch;
  if (order === null) return null;
  return (
    <Figure label={`Filled, ${instrument?.baseAsset ?? batch.symbol}`} note={<SideText side={order.side} />}>
      <QuantityText value={order.cumulativeQuantity} decimals={instrument?.quantityDecimals ?? 8} />
    </Figure>
  );
}

function AveragePrice({ batch }: { batch: Batch }) {
  const { order, instrument } = batch;
  if (order === null) return null;
  return (
    <Figure label="Average price, USD" note={<FillCount order={order} />}>
      <DecimalText value={order.averagePrice} decimals={instrument?.priceDecimals ?? 2} />
    </Figure>
  );
}

const FillCount = ({ order }: { order: BatchOrder }) => <CountText value={order.fills.length} one="fill" />;
