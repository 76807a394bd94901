"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { v4 as uuidv4 } from "uuid";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { useBrowserValue } from "@/components/ui/browser-value";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { BatchChoice } from "./last-choice";
import { recallChoice, rememberChoice } from "./last-choice";
import { BatchIdField, isUuid, PartialFillChoice, SymbolField, TypeChoice } from "./open-batch-fields";

/** Opens a batch and goes on to its import. The id is made here, so that pressing twice opens one batch. */
export function OpenBatchForm() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const instruments = useSuspenseQuery(trpc.instruments.list.queryOptions()).data;
  const last = useBrowserValue(recallChoice, null);
  const freshId = useBrowserValue<string>(uuidv4, "");
  const [typedId, setTypedId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<Partial<BatchChoice>>({});
  const forbidden = useForbidden("openBatch", "open batches");
  const open = useMutation(
    trpc.batches.open.mutationOptions({
      onSuccess: (batch) => {
        void queryClient.invalidateQueries(trpc.batches.list.pathFilter());
        if (batch.status !== "REJECTED") router.push(path.importBatch(batch.request.batchTransactionId));
      },
    }),
  );

  const instrument =
    instruments.find(({ symbol }) => symbol === (chosen.symbol ?? last?.symbol)) ?? instruments[0];
  const type = chosen.type ?? last?.type ?? "NOTIONAL";
  const partialFill = chosen.partialFill ?? last?.partialFill ?? "REDUCE";
  const batchTransactionId = (typedId ?? freshId).trim();
  const choose = (part: Partial<BatchChoice>) => setChosen({ ...chosen, ...part });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (instrument === undefined || forbidden !== undefined || open.isPending || !isUuid(batchTransactionId))
      return;
    rememberChoice({ symbol: instrument.symbol, type, partialFill });
    open.mutate({
      batchTransactionId,
      symbol: instrument.symbol,
      type,
      ...(partialFill === "REDUCE" ? {} : { partialFill }),
    });
  };

  if (instrument === undefined) {
    return <Notice tone="warning" title="No instrument can be traded now. Ask the platform's support." />;
  }
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
      className="flex max-w-2xl flex-col gap-7"
    >
      <SymbolField
        instruments={instruments}
        instrument={instrument}
        onSymbol={(symbol) => choose({ symbol })}
      />
      <TypeChoice instrument={instrument} type={type} onType={(next) => choose({ type: next })} />
      <PartialFillChoice policy={partialFill} onPolicy={(policy) => choose({ partialFill: policy })} />
      <BatchIdField
        id={typedId ?? freshId}
        onId={setTypedId}
        usedElsewhere={open.error?.data?.refusal?.code === "BATCH_MISMATCH" ? batchTransactionId : null}
      />
      <OpenFailure error={open.error} rejected={open.data ?? null} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          type="submit"
          tone="primary"
          size="main"
          busy={open.isPending || (open.isSuccess && open.data.status !== "REJECTED")}
          disabledReason={forbidden}
          aria-keyshortcuts="Control+Enter"
        >
          Open and add rows
        </Button>
        <ButtonLink href={path.batches()} tone="quiet" size="main">
          Back to the batches
        </ButtonLink>
      </div>
    </form>
  );
}

type OpenFailureProps = {
  error: Parameters<typeof FailureNotice>[0]["error"] | null;
  rejected: { status: string; rejectReason?: string; request: { batchTransactionId: string } } | null;
};

/** The one place of the form that tells a failure of the whole; a used id is told at its field. */
function OpenFailure({ error, rejected }: OpenFailureProps) {
  if (error !== null && error.data?.refusal?.code !== "BATCH_MISMATCH") {
    return <FailureNotice error={error} title="The batch was not opened" nothingSaved="Nothing was saved." />;
  }
  if (rejected?.status !== "REJECTED") return null;
  const id = rejected.request.batchTransactionId;
  return (
    <Notice
      tone="negative"
      urgent
      title={`The batch was rejected: ${rejected.rejectReason ?? "no reason was given"}`}
      action={<ButtonLink href={path.batch(id)}>Look at it</ButtonLink>}
    >
      It is kept on record as rejected. Correct the choice above and take a new id.
    </Notice>
  );
}
