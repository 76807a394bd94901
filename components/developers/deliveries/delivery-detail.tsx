"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import Link from "next/link";
import { countOf } from "@/components/format/decimal";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CopyId } from "@/components/ui/copy-id";
import { Fact, FactList } from "@/components/ui/facts";
import { MainAction, PageHead } from "@/components/ui/page-head";
import { showToast } from "@/components/ui/toast-store";
import { shortUrl } from "../endpoints/endpoint-words";
import { useEndpoint } from "../endpoints/use-endpoint";
import type { DeliveryDetail as Detail } from "../outputs";
import { AttemptLog } from "./attempt-log";
import { deliveryLooks, subjectWords } from "./delivery-words";

const everyMs = 2_000;

type Props = { endpointId: string; messageId: string };

/** One event to one endpoint: what was sent and answered, each time. */
export function DeliveryDetail({ endpointId, messageId }: Props) {
  const trpc = useTRPC();
  const endpoint = useEndpoint(endpointId);
  const delivery = useSuspenseQuery(
    trpc.deliveries.get.queryOptions({ endpointId, messageId }, { refetchInterval: everyMs }),
  ).data;
  return (
    <>
      <PageHead
        title={subjectWords(delivery.subject)}
        back={{ href: path.endpoint(endpointId), label: shortUrl(endpoint.url) }}
        aside={<StatusBadge look={deliveryLooks[delivery.status]} framed />}
        action={
          <MainAction>
            <ResendButton
              endpointId={endpointId}
              messageId={messageId}
              delivered={delivery.status === "DELIVERED"}
            />
          </MainAction>
        }
      >
        <CopyId id={messageId} of="message id" whole />
      </PageHead>
      <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,18rem)_minmax(0,1fr)]">
        <Facts delivery={delivery} />
        <AttemptLog body={delivery.body} log={delivery.log} />
      </div>
    </>
  );
}

function Facts({ delivery }: { delivery: Detail }) {
  return (
    <section aria-label="Delivery">
      <FactList className="border-t">
        <Fact label="Event type">
          <code className="text-label">{delivery.eventType}</code>
        </Fact>
        <Fact label="Batch">
          <Link
            href={path.batch(delivery.batchTransactionId)}
            className="font-mono text-label underline decoration-edge underline-offset-3"
          >
            {delivery.batchTransactionId}
          </Link>
        </Fact>
        <Fact label="Attempts">{countOf(delivery.attempts, "attempt")}</Fact>
        <Fact label="Last attempt">
          <TimeText value={delivery.lastAttemptAt} />
        </Fact>
        {delivery.deliveredAt !== null && (
          <Fact label="Delivered">
            <TimeText value={delivery.deliveredAt} />
          </Fact>
        )}
        {delivery.nextAttemptAt !== null && (
          <Fact label="Next attempt" note="Later events of the batch wait for it">
            <TimeText value={delivery.nextAttemptAt} />
          </Fact>
        )}
        <Fact label="Event">
          <Link
            href={path.events({ by: "message", id: delivery.messageId, event: delivery.messageId })}
            className="underline decoration-edge underline-offset-3"
          >
            In the event log
          </Link>
        </Fact>
      </FactList>
    </section>
  );
}

function ResendButton({ endpointId, messageId, delivered }: Props & { delivered: boolean }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const forbidden = useForbidden("manageEndpoints", "resend events");
  const resend = useMutation(
    trpc.deliveries.resend.mutationOptions({
      onSuccess: () => {
        showToast("It is being sent again, with the same id and the same bytes.");
        void client.invalidateQueries(trpc.deliveries.pathFilter());
        void client.invalidateQueries(trpc.endpoints.pathFilter());
      },
    }),
  );
  return (
    <div className="flex flex-col items-end gap-2">
      <Button
        tone={delivered ? "secondary" : "primary"}
        size="main"
        icon={<RotateCw />}
        busy={resend.isPending}
        disabledReason={forbidden}
        tipAlign="end"
        onClick={() => resend.mutate({ endpointId, messageId })}
      >
        Resend
      </Button>
      {resend.error !== null && (
        <FailureNotice
          error={resend.error}
          title="The event was not sent again"
          nothingSaved="The delivery stands as it did."
        />
      )}
    </div>
  );
}
