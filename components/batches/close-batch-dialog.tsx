"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { countOf } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { showToast } from "@/components/ui/toast-store";
import { CloseReview } from "./close-review";
import { CountMismatch } from "./count-mismatch";
import { readCount } from "./expected-count";
import type { Batch } from "./outputs";

type Props = { batch: Batch; open: boolean; onClose: () => void };

/** Closing cannot be undone, so it asks for the count from the operator's own records; it is never filled in for them. */
export function CloseBatchDialog({ batch, open, onClose }: Props) {
  const formId = useId();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const close = useMutation(
    trpc.batches.close.mutationOptions({
      onSuccess: () => {
        showToast("The batch is closed. Its rows are frozen and being checked.", { tone: "positive" });
        onClose();
        void client.invalidateQueries(trpc.batches.pathFilter());
      },
    }),
  );
  const count = readCount(text);
  const mismatch = close.error?.data?.refusal?.code === "ALLOCATION_COUNT_MISMATCH";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (count === null || close.isPending) return;
    close.mutate({ batchTransactionId: batch.batchTransactionId, allocations: count });
  };
  const leave = () => {
    setText("");
    close.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={leave}
      title="Close this batch"
      description="Afterwards no row can be added, changed or taken out, and one order goes to the market."
      footer={
        <>
          <Button size="main" onClick={leave}>
            Keep it open
          </Button>
          <Button
            type="submit"
            form={formId}
            tone="primary"
            size="main"
            busy={close.isPending}
            tipAlign="end"
            disabledReason={count === null ? "Type the number of rows first" : undefined}
            aria-keyshortcuts="Control+Enter"
          >
            {count === null ? "Close the batch" : `Close ${countOf(count, "row")}`}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={submit}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
        }}
        className="flex flex-col gap-5"
      >
        <CloseReview batch={batch} />
        <Field
          label="How many rows should it hold?"
          hint="The number from your own system. The batch closes only if it holds exactly as many accepted rows."
          error={text !== "" && count === null ? "Digits only, for example 5,000." : undefined}
        >
          <Input
            data-initial-focus
            name="allocations"
            inputMode="numeric"
            autoComplete="off"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              if (close.isError) close.reset();
            }}
            className="max-w-40 text-lead"
          />
        </Field>
        {mismatch && close.error !== null && (
          <CountMismatch batch={batch} error={close.error} onLeave={leave} />
        )}
        {close.error !== null && !mismatch && (
          <FailureNotice
            error={close.error}
            title="The batch was not closed"
            nothingSaved="It is still open."
          />
        )}
      </form>
    </Dialog>
  );
}
