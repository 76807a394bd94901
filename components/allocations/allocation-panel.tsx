"use client";

import { useQuery } from "@tanstack/react-query";
import type { Batch } from "@/components/batches/outputs";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { Dialog } from "@/components/ui/dialog";
import { TableSkeleton } from "@/components/ui/skeleton";
import { AllocationFacts } from "./allocation-facts";

type Props = { batch: Batch; clientTransactionId: string | null; onClose: () => void };

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The details of one allocation beside the list; the address names it, so it can be sent to a colleague. */
export function AllocationPanel({ batch, clientTransactionId, onClose }: Props) {
  const trpc = useTRPC();
  const id = clientTransactionId !== null && uuid.test(clientTransactionId) ? clientTransactionId : null;
  const detail = useQuery(
    trpc.allocations.get.queryOptions(
      { clientTransactionId: id ?? "" },
      { enabled: id !== null, retry: false },
    ),
  );
  return (
    <Dialog
      open={id !== null}
      onClose={onClose}
      title={detail.data === undefined ? "Allocation" : `Allocation of ${detail.data.account}`}
      width="side"
    >
      {detail.isError && (
        <FailureNotice
          error={detail.error}
          title="The allocation could not be read"
          nothingSaved="Reading saves nothing, so nothing was changed."
          onRetry={() => void detail.refetch()}
          busy={detail.isFetching}
        />
      )}
      {detail.isPending && id !== null && (
        <TableSkeleton rows={8} columns={2} label="Reading the allocation" />
      )}
      {detail.data !== undefined && <AllocationFacts batch={batch} allocation={detail.data} />}
    </Dialog>
  );
}
