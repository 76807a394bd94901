"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { BatchStatusText } from "@/components/format/status-text";
import { useForbidden, useSession } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PageHead } from "@/components/ui/page-head";
import { TableSkeleton } from "@/components/ui/skeleton";
import { amountAsset } from "@/server/domain/asset";
import { batchCan } from "@/server/domain/batch/status";
import { useImport } from "./client/use-import";
import type { BatchFacts } from "./session/rules";
import { ImportBoard } from "./ui/import-board";

/** Adding rows to a batch from a spreadsheet: drop, check, repair, submit. */
export function ImportDesk({ batchTransactionId }: { batchTransactionId: string }) {
  const trpc = useTRPC();
  const { data: batch } = useSuspenseQuery(trpc.batches.get.queryOptions({ batchTransactionId }));
  const { instrument, symbol, type } = batch;
  const back = { href: path.batch(batchTransactionId), label: symbol };
  const closed = !batchCan("allocate", batch);
  if (closed || instrument === null) {
    return (
      <>
        <PageHead
          title={`Add rows to ${symbol}`}
          back={back}
          aside={<BatchStatusText status={batch.status} framed />}
        />
        <Notice
          tone="warning"
          title={closed ? "Rows can no longer be added to this batch" : `${symbol} cannot be traded now`}
          action={<ButtonLink href={path.newBatch()}>Open a new batch</ButtonLink>}
        >
          {closed
            ? "It is not open any more. A draft of it stays in this browser."
            : "The instrument is not listed."}
        </Notice>
      </>
    );
  }
  const facts: BatchFacts = { batchTransactionId, symbol, type, instrument };
  return <StartedImport facts={facts} back={back} inBatch={batch.acceptedCount} />;
}

type StartedProps = {
  facts: BatchFacts;
  back: { href: ReturnType<typeof path.batch>; label: string };
  inBatch: number;
};

function StartedImport({ facts, back, inBatch }: StartedProps) {
  const { email } = useSession();
  const forbidden = useForbidden("addAllocation", "add rows");
  const input = useMemo(() => ({ facts, draftKey: `${email}/${facts.batchTransactionId}` }), [facts, email]);
  const source = useImport(input);
  const unit = amountAsset(facts.type, facts.instrument);
  if (!source) {
    return (
      <>
        <PageHead title={`Add rows to ${facts.symbol}`} back={back} />
        <TableSkeleton rows={6} columns={6} label="Getting the importer ready" />
      </>
    );
  }
  return (
    <ImportBoard
      source={source}
      facts={facts}
      unit={unit}
      back={back}
      inBatch={inBatch}
      forbidden={forbidden}
    />
  );
}
