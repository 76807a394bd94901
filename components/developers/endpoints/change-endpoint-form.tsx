"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { showToast } from "@/components/ui/toast-store";
import type { Subscription } from "@/server/domain/delivery/subscription";
import type { Endpoint } from "../outputs";
import { UrlField } from "./address-fields";
import { EventChoice, type EventSamples } from "./event-choice";

type Change = { url: string; description: string; subscribedEvents: Subscription[] | null };

const changeOf = (endpoint: Endpoint): Change => ({
  url: endpoint.url,
  description: endpoint.description,
  subscribedEvents: endpoint.subscribedEvents,
});

/** Address, description and events of an endpoint; only what was changed is sent. */
export function ChangeEndpointForm({ endpoint, samples }: { endpoint: Endpoint; samples: EventSamples }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const forbidden = useForbidden("manageEndpoints", "change endpoints");
  const [edited, setEdited] = useState<Partial<Change>>({});
  const now = { ...changeOf(endpoint), ...edited };
  const changed = JSON.stringify(now) !== JSON.stringify(changeOf(endpoint));
  const nothingChosen = now.subscribedEvents?.length === 0;
  const change = useMutation(
    trpc.endpoints.change.mutationOptions({
      onSuccess: async () => {
        showToast("The endpoint is changed. Events from now on follow it.");
        await client.invalidateQueries(trpc.endpoints.pathFilter());
        setEdited({});
        // Whether there is a test sink to show depends on the address.
        router.refresh();
      },
    }),
  );
  const refused = change.error?.data?.refusal?.code === "ADDRESS_REFUSED" ? change.error.message : undefined;
  const set = (part: Partial<Change>) => setEdited({ ...edited, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (forbidden !== undefined || change.isPending || !changed || nothingChosen) return;
    change.mutate({
      endpointId: endpoint.id,
      ...edited,
      ...(edited.url === undefined ? {} : { url: edited.url.trim() }),
      ...(edited.description === undefined ? {} : { description: edited.description.trim() }),
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-6">
      <UrlField
        url={now.url}
        onUrl={(url) => set({ url })}
        queue={endpoint.kind === "SQS"}
        error={refused}
        forbidden={forbidden}
      />
      <Field label="Description">
        <Input
          name="description"
          maxLength={255}
          value={now.description}
          onChange={(event) => set({ description: event.target.value })}
        />
      </Field>
      <EventChoice
        value={now.subscribedEvents}
        onValueChange={(subscribedEvents) => set({ subscribedEvents })}
        samples={samples}
        error={nothingChosen ? "Choose at least one kind of event." : undefined}
      />
      {change.error !== null && refused === undefined && (
        <FailureNotice
          error={change.error}
          title="The endpoint was not changed"
          nothingSaved="It stands as it did."
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          tone="primary"
          size="main"
          busy={change.isPending}
          disabledReason={forbidden ?? (changed ? undefined : "Nothing is changed yet.")}
        >
          Save changes
        </Button>
        {changed && (
          <Button tone="quiet" size="main" onClick={() => setEdited({})}>
            Discard
          </Button>
        )}
      </div>
    </form>
  );
}
