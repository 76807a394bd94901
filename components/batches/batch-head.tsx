"use client";

import { TriangleAlert } from "lucide-react";
import { groupCount } from "@/components/format/decimal";
import { BatchStatusText } from "@/components/format/status-text";
import { TimeText } from "@/components/format/time-text";
import { path } from "@/components/path";
import { CopyId } from "@/components/ui/copy-id";
import { Notice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { TabLinks } from "@/components/ui/tab-links";
import { BatchActions } from "./batch-actions";
import { BatchFigures } from "./batch-figures";
import { useBatchLive } from "./batch-live";
import { partialFillWords, typeWords } from "./batch-words";

/** The head of every page of a batch: what it is, how it stands, what can be done now. */
export function BatchHead() {
  const { batch } = useBatchLive();
  const { batchTransactionId: id, order } = batch;
  const rows = batch.acceptedCount + batch.refusedCount;
  return (
    <>
      <PageHead
        title={batch.symbol}
        back={{ href: path.batches(), label: "Batches" }}
        aside={<BatchStatusText status={batch.status} framed />}
        action={<BatchActions batch={batch} />}
      >
        <div className="flex flex-col gap-0.5 text-data">
          <CopyId id={id} of="batch transaction id" whole />
          <span>
            {typeWords[batch.type]}, {partialFillWords[batch.partialFill].toLowerCase()}. Opened by{" "}
            {batch.openedBy}, <TimeText value={batch.createdAt} />
            {batch.closedAt !== null && (
              <>
                . Closed by {batch.closedBy}, <TimeText value={batch.closedAt} />
              </>
            )}
          </span>
        </div>
      </PageHead>
      {batch.attention !== null && (
        <Notice tone="warning" title="This batch has stopped and needs the platform's support" urgent>
          <p className="inline-flex items-baseline gap-1.5">
            <TriangleAlert aria-hidden className="size-3.5 self-center" />
            {batch.attention}
          </p>
          <p>Nothing was lost, no second order will be sent, and other batches go on.</p>
        </Notice>
      )}
      <BatchFigures batch={batch} />
      <TabLinks
        label="Pages of the batch"
        tabs={[
          { href: path.batch(id), label: "Overview" },
          { href: path.allocations(id), label: "Allocations", count: groupCount(rows) },
          { href: path.fills(id), label: "Fills", count: groupCount(order?.fills.length ?? 0) },
        ]}
      />
    </>
  );
}
