"use client";

import { useMemo } from "react";
import type { Batch, BatchOrder } from "@/components/batches/outputs";
import { countOf, groupDecimal } from "@/components/format/decimal";
import { formatDuration } from "@/components/format/time";
import { Chart } from "@/components/ui/chart";
import type { ChartLine } from "@/components/ui/chart-options";
import { runningAverage } from "@/server/domain/fill/average-price";
import { everyNth } from "./every-nth";
import { FillsTable } from "./fills-table";

const lines: readonly ChartLine[] = [
  { label: "Price of a fill, USD", kind: "points", colour: "faint", axis: "left" },
  { label: "Average price so far, USD", kind: "line", colour: "accent", axis: "left" },
  { label: "Filled so far, coins", kind: "step", colour: "ink", axis: "right" },
];

/** Screens stay quick: beyond this many fills only every n-th is drawn, the table has them all. */
const mostDrawn = 2_000;

/** The fills of the order as a picture and as a table. */
export function FillsView({ batch, order }: { batch: Batch; order: BatchOrder }) {
  const { fills } = order;
  const priceDecimals = batch.instrument?.priceDecimals ?? 2;
  const quantityDecimals = batch.instrument?.quantityDecimals ?? 8;
  const asset = batch.instrument?.baseAsset ?? batch.symbol;
  const running = useMemo(() => runningAverage(fills, priceDecimals), [fills, priceDecimals]);
  const drawn = useMemo(() => everyNth(fills.length, mostDrawn), [fills.length]);
  const points = useMemo(
    () => ({
      times: drawn.map((at) => (fills[at]?.executedAt.getTime() ?? 0) / 1000),
      values: [
        drawn.map((at) => fills[at]?.price ?? null),
        drawn.map((at) => running[at]?.averagePrice ?? null),
        drawn.map((at) => running[at]?.cumulativeQuantity ?? null),
      ],
    }),
    [drawn, fills, running],
  );
  const readout = (index: number): string => {
    const at = drawn[index] ?? 0;
    const [fill, sofar] = [fills[at], running[at]];
    if (fill === undefined || sofar === undefined) return "";
    return `Fill ${at + 1}: ${groupDecimal(fill.quantity, quantityDecimals)} ${asset} at ${groupDecimal(fill.price, priceDecimals)} USD. So far ${groupDecimal(sofar.cumulativeQuantity, quantityDecimals)} ${asset} at ${groupDecimal(sofar.averagePrice, priceDecimals)} USD on average.`;
  };
  return (
    <section aria-labelledby="fills" className="flex flex-col gap-4">
      <h2 id="fills" className="text-lead font-semibold">
        Fills
      </h2>
      {fills.length === 0 && <p className="text-soft">No fill has come yet.</p>}
      {fills.length === 1 && <FillsTable batch={batch} order={order} running={running} />}
      {fills.length > 1 && (
        <Chart
          label={`Prices of ${countOf(fills.length, "fill")} of ${batch.symbol} over time, their running average and the quantity filled. The table below has the figures.`}
          lines={lines}
          points={points}
          readout={readout}
          caption={`${countOf(fills.length, "fill")}${spanText(fills)}`}
          table={<FillsTable batch={batch} order={order} running={running} />}
        />
      )}
    </section>
  );
}

function spanText(fills: BatchOrder["fills"]): string {
  const [first, last] = [fills[0], fills.at(-1)];
  if (first === undefined || last === undefined || fills.length < 2) return "";
  return ` within ${formatDuration(last.executedAt.getTime() - first.executedAt.getTime())}`;
}
