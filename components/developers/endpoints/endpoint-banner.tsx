"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { countOf } from "@/components/format/decimal";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { showToast } from "@/components/ui/toast-store";
import type { Endpoint } from "../outputs";

/** Why nothing is sent, or that sending fails, with the way on. */
export function EndpointBanner({ endpoint }: { endpoint: Endpoint }) {
  if (endpoint.status !== "active") return <DisabledBanner endpoint={endpoint} />;
  if (endpoint.failingSince === null) return null;
  return (
    <Notice tone="warning" title="This endpoint does not take its events">
      It has failed since <TimeText value={endpoint.failingSince} />. We try again for five days, with growing
      pauses, and in order for each batch; an endpoint without one success in 96 hours is disabled when an
      event dies.
    </Notice>
  );
}

function DisabledBanner({ endpoint }: { endpoint: Endpoint }) {
  const enable = useSetStatus(endpoint.id);
  const forbidden = useForbidden("manageEndpoints", "enable endpoints");
  const byProrata = endpoint.status === "auto_disabled";
  return (
    <>
      <Notice
        tone={byProrata ? "negative" : "warning"}
        title={byProrata ? "Prorata has disabled this endpoint" : "This endpoint is disabled"}
        action={
          <Button
            tone="primary"
            busy={enable.isPending}
            disabledReason={forbidden}
            tipAlign="end"
            onClick={() => enable.mutate({ endpointId: endpoint.id, status: "active" })}
          >
            Enable
          </Button>
        }
      >
        {endpoint.statusReason !== null && <p>{endpoint.statusReason}</p>}
        <p>
          Nothing is sent, and nothing is lost: {countOf(endpoint.waiting, "event")}{" "}
          {endpoint.waiting === 1 ? "waits" : "wait"} and {endpoint.waiting === 1 ? "goes" : "go"} out when it
          is enabled.
        </p>
      </Notice>
      {enable.error !== null && (
        <FailureNotice
          error={enable.error}
          title="The endpoint was not enabled"
          nothingSaved="It is still disabled."
        />
      )}
    </>
  );
}

/** Enables or disables an endpoint; both can be undone by the other, so neither asks first. */
export function useSetStatus(endpointId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useMutation(
    trpc.endpoints.change.mutationOptions({
      onSuccess: (_, { status }) => {
        showToast(
          status === "active"
            ? "The endpoint is enabled. What waited is being sent."
            : "The endpoint is disabled. Events collect until it is enabled.",
        );
        void client.invalidateQueries(trpc.endpoints.get.queryFilter({ endpointId }));
        void client.invalidateQueries(trpc.endpoints.list.pathFilter());
        void client.invalidateQueries(trpc.deliveries.pathFilter());
      },
    }),
  );
}
