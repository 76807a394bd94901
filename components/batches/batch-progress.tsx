"use client";

import { FillsView } from "@/components/fills/fills-view";
import { countOf, groupCount, groupDecimal } from "@/components/format/decimal";
import { percentText, permille } from "@/components/format/ratio";
import { formatDuration } from "@/components/format/time";
import { LiveIndicator } from "@/components/ui/live-indicator";
import { useNow } from "@/components/ui/now";
import { ProgressBar } from "@/components/ui/progress-bar";
import { Spoken } from "@/components/ui/spoken";
import { useBatchLive } from "./batch-live";
import type { Batch } from "./outputs";
import { amountUnit } from "./sums";

/** A batch at work: three stages with their counts, and the fills as they come. */
export function BatchProgress() {
  const { batch, state, setPaused } = useBatchLive();
  return (
    <>
      <section aria-label="Progress" className="flex flex-col gap-5">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <h2 className="text-lead font-semibold">{stageTitle(batch)}</h2>
          <LiveIndicator state={state} note={<Freshness />} onPauseChange={setPaused} />
        </div>
        <Stages batch={batch} />
        <Spoken text={spokenProgress(batch)} />
      </section>
      {batch.order !== null && <FillsView batch={batch} order={batch.order} />}
    </>
  );
}

function stageTitle(batch: Batch): string {
  if (batch.validatedAt === null) return "Checking the rows together";
  if (batch.order === null) return "Closing the books of this batch";
  if (batch.order.finishedAt === null)
    return batch.order.sentAt === null ? "Sending the order" : "Filling the order";
  return "Sharing the fills";
}

/** How old the figures are and how long the batch has been at work; both are the reader's clock, not the server's. */
function Freshness() {
  const { batch, state, heardAt } = useBatchLive();
  const now = useNow(1_000);
  if (now === 0) return null;
  const elapsed =
    batch.closedAt === null ? null : formatDuration(Math.max(0, now - batch.closedAt.getTime()));
  const ageSeconds = Math.max(0, Math.round((now - heardAt) / 1_000));
  const age =
    state === "reconnecting"
      ? `asking every 5 s, last heard ${ageSeconds} s ago`
      : `changed ${ageSeconds} s ago`;
  return (
    <>
      {age}
      {elapsed !== null && `, at work for ${elapsed}`}
    </>
  );
}

function Stages({ batch }: { batch: Batch }) {
  const { acceptedCount, rejectedCount, completedCount, validatedAt, order } = batch;
  const valid = acceptedCount - rejectedCount;
  const filled = filledShare(batch);
  return (
    <div className="grid gap-x-8 gap-y-6 lg:grid-cols-3">
      <ProgressBar
        label="Validated"
        value={validatedAt === null ? 0 : acceptedCount}
        max={acceptedCount}
        text={`${groupCount(validatedAt === null ? 0 : acceptedCount)} of ${groupCount(acceptedCount)}`}
        note={rejectedCount === 0 ? "No row rejected" : `${countOf(rejectedCount, "row")} rejected`}
      />
      <ProgressBar
        label="Filled"
        value={filled.thousandths}
        max={1000}
        text={filled.text}
        note={
          order === null
            ? "Waits for the check"
            : `${percentText(filled.thousandths)} in ${countOf(order.fills.length, "fill")}`
        }
      />
      <ProgressBar
        label="Allocated"
        value={completedCount}
        max={valid}
        text={`${groupCount(completedCount)} of ${groupCount(valid)}`}
        note={completedCount === 0 ? "Waits for the last fill" : "Quantity, money and books, row by row"}
      />
    </div>
  );
}

/** A quantity order fills in coins, a notional one in dollars. */
function filledShare(batch: Batch): { thousandths: number; text: string } {
  const { order } = batch;
  if (order === null) return { thousandths: 0, text: "no order yet" };
  const { asset, decimals } = amountUnit(batch);
  const whole = order.quantity ?? order.notional ?? "0";
  const part = order.quantity === null ? order.cumulativeCost : order.cumulativeQuantity;
  return {
    // An order by dollars is filled when no coin unit fits any more, a fraction of a cent below its amount.
    thousandths: order.status === "FILLED" ? 1000 : permille(part, whole),
    text: `${groupDecimal(part, decimals)} of ${groupDecimal(whole, decimals)} ${asset}`,
  };
}

function spokenProgress(batch: Batch): string {
  const { text } = filledShare(batch);
  return `${stageTitle(batch)}. Filled ${text}. Allocated ${countOf(batch.completedCount, "row")}.`;
}
