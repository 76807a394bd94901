"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { countOf } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast-store";
import type { Endpoint } from "../outputs";
import { shortUrl } from "./endpoint-words";

type Props = { endpoint: Endpoint; open: boolean; onClose: () => void };

/** Deleting cannot be undone; the question names the address and what will never arrive. */
export function DeleteEndpointDialog({ endpoint, open, onClose }: Props) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const remove = useMutation(
    trpc.endpoints.remove.mutationOptions({
      onSuccess: () => {
        showToast("The endpoint is deleted.");
        router.push(path.endpoints());
        void client.invalidateQueries(trpc.endpoints.list.pathFilter());
      },
    }),
  );
  const leave = () => {
    remove.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={leave}
      title="Delete this endpoint"
      description={
        <>
          <span className="font-medium wrap-anywhere text-ink">{shortUrl(endpoint.url)}</span> is sent nothing
          more
          {endpoint.waiting > 0 && `, and ${countOf(endpoint.waiting, "waiting event")} never reach it`}. This
          cannot be undone.
        </>
      }
      footer={
        <>
          <Button size="main" data-initial-focus onClick={leave}>
            Keep it
          </Button>
          <Button
            tone="danger"
            size="main"
            busy={remove.isPending || remove.isSuccess}
            onClick={() => remove.mutate({ endpointId: endpoint.id })}
          >
            Delete endpoint
          </Button>
        </>
      }
    >
      {remove.error !== null && (
        <FailureNotice
          error={remove.error}
          title="The endpoint was not deleted"
          nothingSaved="It is still there."
        />
      )}
    </Dialog>
  );
}
