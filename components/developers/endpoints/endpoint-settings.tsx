"use client";

import { type ReactNode, useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { Button } from "@/components/ui/button";
import type { Endpoint } from "../outputs";
import { ChangeEndpointForm } from "./change-endpoint-form";
import { DeleteEndpointDialog } from "./delete-endpoint-dialog";
import { useSetStatus } from "./endpoint-banner";
import type { EventSamples } from "./event-choice";
import { RotateSecret } from "./rotate-secret";
import { useEndpoint } from "./use-endpoint";

/** What can be changed of an endpoint, the harmless first. */
export function EndpointSettings({ endpointId, samples }: { endpointId: string; samples: EventSamples }) {
  const endpoint = useEndpoint(endpointId);
  return (
    <div className="flex max-w-3xl flex-col gap-10">
      <ChangeEndpointForm key={endpoint.id} endpoint={endpoint} samples={samples} />
      {endpoint.kind === "WEBHOOK" && (
        <SettingPart
          title="Signing secret"
          text="A new secret signs at once. For 24 hours the older one signs as well, so that the receiver can change over without a gap."
        >
          <RotateSecret endpoint={endpoint} />
        </SettingPart>
      )}
      <Switch endpoint={endpoint} />
      <SettingPart
        title="Delete"
        text="The endpoint is sent nothing more, and what waits for it never goes out. Events stay in the event log for 30 days."
      >
        <Delete endpoint={endpoint} />
      </SettingPart>
    </div>
  );
}

function SettingPart({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3 border-t pt-6">
      <div className="flex flex-col gap-1">
        <h2 className="text-lead font-semibold">{title}</h2>
        <p className="max-w-prose text-data text-soft">{text}</p>
      </div>
      {children}
    </section>
  );
}

function Switch({ endpoint }: { endpoint: Endpoint }) {
  const set = useSetStatus(endpoint.id);
  const active = endpoint.status === "active";
  const forbidden = useForbidden("manageEndpoints", "change endpoints");
  return (
    <SettingPart
      title={active ? "Disable" : "Enable"}
      text={
        active
          ? "Nothing is sent while it is disabled. Events collect, and go out in order when it is enabled again."
          : "Forgets its failures and sends at once what waits."
      }
    >
      <div className="flex flex-col items-start gap-3">
        <Button
          busy={set.isPending}
          disabledReason={forbidden}
          onClick={() => set.mutate({ endpointId: endpoint.id, status: active ? "disabled" : "active" })}
        >
          {active ? "Disable the endpoint" : "Enable the endpoint"}
        </Button>
        {set.error !== null && (
          <FailureNotice
            error={set.error}
            title="The endpoint was not changed"
            nothingSaved="It stands as it did."
          />
        )}
      </div>
    </SettingPart>
  );
}

function Delete({ endpoint }: { endpoint: Endpoint }) {
  const [open, setOpen] = useState(false);
  const forbidden = useForbidden("manageEndpoints", "delete endpoints");
  return (
    <div>
      <Button tone="danger" disabledReason={forbidden} onClick={() => setOpen(true)}>
        Delete the endpoint
      </Button>
      <DeleteEndpointDialog endpoint={endpoint} open={open} onClose={() => setOpen(false)} />
    </div>
  );
}
