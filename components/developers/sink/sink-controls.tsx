"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { showToast } from "@/components/ui/toast-store";
import type { SinkState } from "../outputs";

type Behaviour = SinkState["behaviour"];

/** How the form holds it: ratios as percent, everything as text. */
type Fields = Record<"status" | "fail" | "hang" | "drop" | "delay" | "retryAfter", string> & {
  gone: boolean;
};

const percent = (ratio: number): string => String(Math.round(ratio * 100));
const fieldsOf = (behaviour: Behaviour): Fields => ({
  status: String(behaviour.status < 300 ? 500 : behaviour.status),
  fail: percent(behaviour.failRatio),
  hang: percent(behaviour.hangRatio),
  drop: percent(behaviour.dropRatio),
  delay: String(behaviour.delayMs),
  retryAfter: behaviour.retryAfterSeconds === null ? "" : String(behaviour.retryAfterSeconds),
  gone: behaviour.gone,
});
const behaviourOf = (fields: Fields) => ({
  status: Number(fields.status),
  failRatio: Number(fields.fail) / 100,
  hangRatio: Number(fields.hang) / 100,
  dropRatio: Number(fields.drop) / 100,
  delayMs: Number(fields.delay),
  gone: fields.gone,
  ...(fields.retryAfter === "" ? {} : { retryAfterSeconds: Number(fields.retryAfter) }),
});

const statuses = [
  { value: "302", label: "302 Found" },
  { value: "400", label: "400 Bad request" },
  { value: "404", label: "404 Not found" },
  { value: "429", label: "429 Too many requests" },
  { value: "500", label: "500 Server error" },
  { value: "503", label: "503 Unavailable" },
];

/** Lets the receiver misbehave, so that a firm sees what its own systems would cause. */
export function SinkControls({ endpointId, behaviour }: { endpointId: string; behaviour: Behaviour }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const forbidden = useForbidden("controlSandbox", "change the test sink");
  const [edited, setEdited] = useState<Fields | null>(null);
  const behave = useMutation(
    trpc.testSink.behave.mutationOptions({
      onSuccess: async () => {
        showToast("The test sink answers that way from now on.");
        await client.invalidateQueries(trpc.testSink.get.queryFilter({ endpointId }));
        setEdited(null);
      },
    }),
  );
  const fields = edited ?? fieldsOf(behaviour);
  const set = (part: Partial<Fields>) => setEdited({ ...fields, ...part });
  const known = statuses.some(({ value }) => value === fields.status);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (forbidden === undefined && !behave.isPending) behave.mutate({ endpointId, ...behaviourOf(fields) });
  };
  return (
    <form
      onSubmit={submit}
      aria-label="How it answers"
      className="flex flex-col gap-4 border-t pt-5 lg:border-0 lg:pt-0"
    >
      <h2 className="text-lead font-semibold">How it answers</h2>
      <fieldset className="grid grid-cols-3 items-end gap-3">
        <legend className="sr-only">How many requests go wrong, in percent</legend>
        <NumberField label="Fail, %" most={100} value={fields.fail} onValue={(fail) => set({ fail })} />
        <NumberField label="Hang, %" most={100} value={fields.hang} onValue={(hang) => set({ hang })} />
        <NumberField label="Drop, %" most={100} value={fields.drop} onValue={(drop) => set({ drop })} />
      </fieldset>
      <Field label="Failures are answered" hint="All other requests are answered 200.">
        <Select name="status" value={fields.status} onChange={(event) => set({ status: event.target.value })}>
          {!known && <option>{fields.status}</option>}
          {statuses.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </Field>
      <div className="grid grid-cols-2 items-end gap-3">
        <NumberField
          label="Delay, ms"
          most={60_000}
          value={fields.delay}
          onValue={(delay) => set({ delay })}
        />
        <NumberField
          label="Retry-After, s"
          most={86_400}
          optional
          value={fields.retryAfter}
          onValue={(retryAfter) => set({ retryAfter })}
        />
      </div>
      <label className="flex min-h-8 items-center gap-2.5 text-data">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={fields.gone}
          onChange={(event) => set({ gone: event.target.checked })}
        />
        Gone: answer 410, which disables the endpoint
      </label>
      {behave.error !== null && (
        <FailureNotice
          error={behave.error}
          title="The test sink was not changed"
          nothingSaved="It answers as it did."
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          tone="primary"
          busy={behave.isPending}
          disabledReason={forbidden ?? (edited === null ? "Nothing is changed yet." : undefined)}
        >
          Apply
        </Button>
        <Button disabledReason={forbidden} onClick={() => behave.mutate({ endpointId, status: 200 })}>
          No faults
        </Button>
      </div>
    </form>
  );
}

type NumberProps = {
  label: string;
  most: number;
  value: string;
  onValue: (value: string) => void;
  optional?: boolean;
};

function NumberField({ label, most, value, onValue, optional = false }: NumberProps) {
  return (
    <Field label={label}>
      <Input
        type="number"
        inputMode="numeric"
        min={0}
        max={most}
        step={1}
        required={!optional}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    </Field>
  );
}
