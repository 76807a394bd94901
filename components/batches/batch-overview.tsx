"use client";

import { useBatchLive } from "./batch-live";
import { BatchProgress } from "./batch-progress";
import { BatchRefused } from "./batch-refused";
import { BatchResult } from "./batch-result";
import { OpenBatch } from "./open-batch";

/** The overview shows what the batch's status asks for. */
export function BatchOverview() {
  const { batch } = useBatchLive();
  if (batch.status === "OPEN") return <OpenBatch batch={batch} />;
  if (batch.status === "COMPLETE") return <BatchResult batch={batch} />;
  if (batch.status === "REJECTED") return <BatchRefused batch={batch} />;
  return <BatchProgress />;
}
