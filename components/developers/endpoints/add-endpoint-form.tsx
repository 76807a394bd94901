"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { path } from "@/components/path";
import { useTRPC } from "@/components/trpc/client";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import type { Subscription } from "@/server/domain/delivery/subscription";
import type { Endpoint } from "../outputs";
import { type QueueAccess, QueueFields, UrlField } from "./address-fields";
import { EventChoice, type EventSamples } from "./event-choice";

type Props = {
  samples: EventSamples;
  onCreated: (created: { endpointId: string; signingSecret: string | null }) => void;
};

const noAccess: QueueAccess = { region: "us-east-1", accessKeyId: "", secretAccessKey: "" };

const sqsOf = ({ region, accessKeyId, secretAccessKey }: QueueAccess) => ({
  region: region.trim(),
  credentials: { accessKeyId: accessKeyId.trim(), secretAccessKey },
});

/** Where events go, and which. */
export function AddEndpointForm({ samples, onCreated }: Props) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const forbidden = useForbidden("manageEndpoints", "add endpoints");
  const [kind, setKind] = useState<Endpoint["kind"]>("WEBHOOK");
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [access, setAccess] = useState(noAccess);
  const [subscribed, setSubscribed] = useState<Subscription[] | null>(null);
  const create = useMutation(
    trpc.endpoints.create.mutationOptions({
      onSuccess: (created) => {
        void client.invalidateQueries(trpc.endpoints.pathFilter());
        onCreated(created);
      },
    }),
  );
  const refused = create.error?.data?.refusal?.code === "ADDRESS_REFUSED" ? create.error.message : undefined;
  const nothingChosen = subscribed?.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (forbidden !== undefined || create.isPending || nothingChosen) return;
    create.mutate({
      url: url.trim(),
      subscribedEvents: subscribed,
      ...(description.trim() === "" ? {} : { description: description.trim() }),
      ...(kind === "SQS" ? { sqs: sqsOf(access) } : {}),
    });
  };
  return (
    <form onSubmit={submit} className="flex max-w-2xl flex-col gap-7">
      <RadioCards
        legend="Deliver to"
        name="kind"
        value={kind}
        onValueChange={setKind}
        cards={[
          {
            value: "WEBHOOK",
            label: "Webhook",
            text: "We call an HTTPS address of yours and sign each request.",
          },
          { value: "SQS", label: "SQS queue", text: "We send each event to a queue in your AWS account." },
        ]}
      />
      <UrlField url={url} onUrl={setUrl} queue={kind === "SQS"} error={refused} forbidden={forbidden} />
      {kind === "SQS" && <QueueFields access={access} onAccess={setAccess} />}
      <Field label="Description" hint="For your colleagues. It may stay empty.">
        <Input
          name="description"
          value={description}
          maxLength={255}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      <EventChoice
        value={subscribed}
        onValueChange={setSubscribed}
        samples={samples}
        error={nothingChosen ? "Choose at least one kind of event." : undefined}
      />
      {create.error !== null && refused === undefined && (
        <FailureNotice
          error={create.error}
          title="The endpoint was not added"
          nothingSaved="Nothing was saved."
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" tone="primary" size="main" busy={create.isPending} disabledReason={forbidden}>
          Add endpoint
        </Button>
        <ButtonLink href={path.endpoints()} tone="quiet" size="main">
          Back to the endpoints
        </ButtonLink>
      </div>
    </form>
  );
}
