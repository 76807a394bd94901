"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { countOf } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast-store";
import type { Batch } from "./outputs";

type Props = { batch: Batch; open: boolean; onClose: () => void };

/** Cancelling cannot be undone either; the button names what it takes away. */
export function CancelBatchDialog({ batch, open, onClose }: Props) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const cancel = useMutation(
    trpc.batches.cancel.mutationOptions({
      onSuccess: () => {
        showToast("The batch is cancelled. Nothing was sent to the market.");
        onClose();
        void client.invalidateQueries(trpc.batches.pathFilter());
        void client.invalidateQueries(trpc.allocations.pathFilter());
      },
    }),
  );
  const { acceptedCount } = batch;
  const rows = countOf(acceptedCount, "row");
  const leave = () => {
    cancel.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={leave}
      title="Cancel this batch"
      description={
        acceptedCount === 0
          ? "It holds no row. It becomes rejected, and this cannot be undone."
          : `Its ${rows} become cancelled and stay on record. Nothing was sent to the market. This cannot be undone.`
      }
      footer={
        <>
          <Button size="main" data-initial-focus onClick={leave}>
            Keep it open
          </Button>
          <Button
            tone="danger"
            size="main"
            busy={cancel.isPending}
            onClick={() => cancel.mutate({ batchTransactionId: batch.batchTransactionId })}
          >
            {acceptedCount === 0 ? "Cancel the batch" : `Cancel ${rows}`}
          </Button>
        </>
      }
    >
      {cancel.error !== null && (
        <FailureNotice
          error={cancel.error}
          title="The batch was not cancelled"
          nothingSaved="It is still open."
        />
      )}
    </Dialog>
  );
}
