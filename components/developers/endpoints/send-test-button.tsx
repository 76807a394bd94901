"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TableSkeleton } from "@/components/ui/skeleton";
import { Exchange } from "../deliveries/exchange";

/** Sends a test event at once and shows what was sent and what came back. */
export function SendTestButton({ endpointId }: { endpointId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const forbidden = useForbidden("manageEndpoints", "send test events");
  const test = useMutation(
    trpc.endpoints.sendTest.mutationOptions({
      onSuccess: () => void client.invalidateQueries(trpc.testSink.get.queryFilter({ endpointId })),
    }),
  );
  const send = () => {
    setOpen(true);
    test.mutate({ endpointId });
  };
  return (
    <>
      <Button icon={<Send />} size="main" disabledReason={forbidden} tipAlign="end" onClick={send}>
        Send test event
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Test event"
        description="It tells of nothing that happened, is not in the list of deliveries and is not sent again."
        width="wide"
        footer={
          <>
            <Button size="main" icon={<Send />} busy={test.isPending} onClick={send}>
              Send another
            </Button>
            <Button size="main" data-initial-focus onClick={() => setOpen(false)}>
              Close
            </Button>
          </>
        }
      >
        {test.isPending && <TableSkeleton rows={5} columns={2} label="Sending the test event" />}
        {test.error !== null && (
          <FailureNotice
            error={test.error}
            title="The test event was not sent"
            nothingSaved="A test event saves nothing."
            onRetry={send}
          />
        )}
        {test.isSuccess && <Exchange body={test.data.body} attempt={test.data.outcome} />}
      </Dialog>
    </>
  );
}
