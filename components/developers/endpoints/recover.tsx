"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { countOf, groupCount } from "@/components/format/decimal";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Choice } from "@/components/ui/choice";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { showToast } from "@/components/ui/toast-store";
import { ago, localText, sinceChoices } from "./since";
import { useEndpoint } from "./use-endpoint";

const selections = ["FAILED", "MISSING", "ALL"] as const;
type Selection = (typeof selections)[number];

const words: Record<Selection, { label: string; text: string }> = {
  FAILED: { label: "Recover failed since…", text: "Events that were given up after their last attempt." },
  MISSING: {
    label: "Replay missing since…",
    text: "Events that never reached the endpoint, also those from before it existed.",
  },
  ALL: {
    label: "Replay everything since…",
    text: "Every event, also those that arrived. The receiver keeps each message_id once.",
  },
};

/** Sends past events again: what is chosen is counted first, and the button that sends names the numbers. */
export function Recover({ endpointId }: { endpointId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { waiting } = useEndpoint(endpointId);
  const forbidden = useForbidden("manageEndpoints", "send events again");
  const [selection, setSelection] = useState<Selection>("FAILED");
  const [since, setSince] = useState("");
  const count = useMutation(trpc.endpoints.replay.mutationOptions());
  const replay = useMutation(
    trpc.endpoints.replay.mutationOptions({
      onSuccess: ({ events }) => {
        showToast(`${countOf(events, "event")} will be sent again, in order for each batch.`);
        count.reset();
        void client.invalidateQueries(trpc.endpoints.pathFilter());
        void client.invalidateQueries(trpc.deliveries.pathFilter());
      },
    }),
  );
  const input = { endpointId, selection, since: since === "" ? "" : new Date(since).toISOString() };
  const forget = () => {
    count.reset();
    replay.reset();
  };
  const failed = replay.error ?? count.error;
  return (
    <div className="flex max-w-3xl flex-col gap-7">
      <RadioCards
        legend="What"
        name="selection"
        value={selection}
        onValueChange={(chosen) => {
          setSelection(chosen);
          forget();
        }}
        cards={selections.map((value) => ({ value, ...words[value] }))}
      />
      <SinceField
        since={since}
        onSince={(text) => {
          setSince(text);
          forget();
        }}
      />
      {failed !== null && (
        <FailureNotice
          error={failed}
          title="Nothing was sent again"
          nothingSaved="The deliveries stand as they did."
        />
      )}
      {count.isSuccess ? (
        <Counted
          {...count.data}
          busy={replay.isPending}
          onSend={() => replay.mutate({ ...input, dryRun: false })}
          onBack={forget}
        />
      ) : (
        <div>
          <Button
            tone="primary"
            size="main"
            busy={count.isPending}
            disabledReason={forbidden ?? (since === "" ? "Choose since when first." : undefined)}
            onClick={() => count.mutate({ ...input, dryRun: true })}
          >
            Count the events
          </Button>
        </div>
      )}
      <p role="status" className="text-data text-soft">
        {waiting === 0
          ? "Nothing waits to be sent to this endpoint now."
          : `${countOf(waiting, "event")} ${waiting === 1 ? "waits" : "wait"} to be sent to this endpoint now.`}
      </p>
    </div>
  );
}

type CountedProps = {
  events: number;
  batches: number;
  busy: boolean;
  onSend: () => void;
  onBack: () => void;
};

function Counted({ events, batches, busy, onSend, onBack }: CountedProps) {
  if (events === 0) {
    return <Notice title="There is no such event">Nothing needs to be sent again for this choice.</Notice>;
  }
  return (
    <Notice
      title={`${countOf(events, "event")} in ${countOf(batches, "batch", "batches")}`}
      action={
        <>
          <Button tone="primary" size="main" busy={busy} onClick={onSend}>
            Send {groupCount(events)} {events === 1 ? "event" : "events"} again
          </Button>
          <Button size="main" onClick={onBack}>
            Not now
          </Button>
        </>
      }
    >
      They keep their ids and bytes, and go out in order for each batch.
    </Notice>
  );
}

function SinceField({ since, onSince }: { since: string; onSince: (text: string) => void }) {
  return (
    <div className="flex flex-col gap-2">
      <Field label="Since" hint="In your own time zone. Events are kept for 30 days." className="max-w-xs">
        <Input
          type="datetime-local"
          name="since"
          step={1}
          value={since}
          onChange={(event) => onSince(event.target.value)}
        />
      </Field>
      <Choice
        label="Since, quick choices"
        value=""
        onValueChange={(hours) => onSince(localText(ago(hours)))}
        options={sinceChoices}
      />
    </div>
  );
}
