"use client";

import { FileSpreadsheet } from "lucide-react";
import { countOf } from "@/components/format/decimal";
import { DecimalText } from "@/components/format/decimal-text";
import { path } from "@/components/path";
import { ButtonLink, buttonLook } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { Batch } from "./outputs";
import { RejectedRows } from "./rejected-rows";
import { amountUnit, netAmount } from "./sums";

/** An open batch: what is still to do, and the rows that were refused when they came. */
export function OpenBatch({ batch }: { batch: Batch }) {
  const { batchTransactionId: id, acceptedCount, refusedCount } = batch;
  if (acceptedCount + refusedCount === 0) {
    return (
      <EmptyState
        title="This batch holds no rows yet"
        action={
          <>
            <ButtonLink href={path.importBatch(id)} tone="primary" size="main" icon={<FileSpreadsheet />}>
              Paste or drop a sheet
            </ButtonLink>
            <a href={path.sampleSheet()} download className={buttonLook({ size: "main" })}>
              Sample sheet
            </a>
          </>
        }
      >
        One row an investor: account, side and amount. Rows are checked as they come, and nothing is sent
        before you close the batch.
      </EmptyState>
    );
  }
  return (
    <>
      <section aria-labelledby="next" className="flex flex-col gap-2">
        <h2 id="next" className="text-lead font-semibold">
          Ready to close
        </h2>
        <WhatClosingDoes batch={batch} />
      </section>
      {refusedCount > 0 && (
        <RejectedRows
          batch={batch}
          title={`${countOf(refusedCount, "row was", "rows were")} refused`}
          text="They are kept on record and take no part. Add them again corrected, with new ids."
        />
      )}
    </>
  );
}

function WhatClosingDoes({ batch }: { batch: Batch }) {
  const { asset, decimals } = amountUnit(batch);
  const net = netAmount(batch.sides);
  if (batch.acceptedCount === 0)
    return <p className="max-w-prose text-soft">No row was accepted yet. Add rows first.</p>;
  if (net.side === null) {
    return (
      <p className="max-w-prose text-soft">
        Buys and sells cancel out exactly. There would be no fill to set a price, so closing would reject the
        batch.
      </p>
    );
  }
  return (
    <p className="max-w-prose text-soft">
      Closing freezes {countOf(batch.acceptedCount, "row")}, checks them together against holdings and buying
      power, and sends one market order to {net.side === "BUY" ? "buy" : "sell"}{" "}
      <strong className="font-medium text-ink">
        <DecimalText value={net.size} decimals={decimals} unit={asset} />
      </strong>{" "}
      {batch.type === "NOTIONAL" && `of ${batch.instrument?.baseAsset ?? batch.symbol} `}for all of them.
    </p>
  );
}
