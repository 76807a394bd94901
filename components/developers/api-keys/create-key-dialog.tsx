"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { type ApiScope, apiScopes } from "@/server/domain/roles";
import { SecretOnce } from "../secret-once";
import { expiryChoices, expiryOf, scopeWords } from "./key-words";

/** What the key is for and may do; then the key itself, once. */
export function CreateKeyDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const formId = useId();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly ApiScope[]>(["read"]);
  const [days, setDays] = useState("365");
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      onSuccess: () => void client.invalidateQueries(trpc.apiKeys.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending || scopes.length === 0) return;
    create.mutate({ name: name.trim(), scopes: [...scopes], expiresAt: expiryOf(days) });
  };
  if (create.isSuccess) {
    return (
      // A key that nobody has stored yet must not vanish by a stray Escape.
      <Dialog open onClose={() => undefined} title={`The key of ${create.data.name}`}>
        <SecretOnce name="API key" secret={create.data.key} done="Done" onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Make a key"
      description="One for each system, so that each can be rolled and revoked by itself."
      footer={
        <>
          <Button size="main" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            tone="primary"
            size="main"
            busy={create.isPending}
            disabledReason={scopes.length === 0 ? "Choose at least one scope." : undefined}
            tipAlign="end"
          >
            Make the key
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-5">
        <Field label="Name" hint="The system that will use it, for instance Order management.">
          <Input
            name="name"
            value={name}
            required
            pattern=".*\S.*"
            maxLength={100}
            data-initial-focus
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <ScopeChoice scopes={scopes} onScopes={setScopes} />
        <Field label="Expires" className="max-w-48">
          <Select name="days" value={days} onChange={(event) => setDays(event.target.value)}>
            {expiryChoices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        {create.error !== null && (
          <FailureNotice
            error={create.error}
            title="The key was not made"
            nothingSaved="Nothing was saved."
          />
        )}
      </form>
    </Dialog>
  );
}

type ScopeProps = { scopes: readonly ApiScope[]; onScopes: (scopes: readonly ApiScope[]) => void };

function ScopeChoice({ scopes, onScopes }: ScopeProps) {
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="mb-1.5 text-data font-medium">Scopes</legend>
      {apiScopes.map((scope) => (
        <label key={scope} className="flex items-start gap-2.5">
          <input
            type="checkbox"
            className="mt-1 size-4 shrink-0 accent-accent"
            checked={scopes.includes(scope)}
            onChange={(event) =>
              onScopes(
                apiScopes.filter((one) => (one === scope ? event.target.checked : scopes.includes(one))),
              )
            }
          />
          <span className="flex flex-col">
            <span className="font-medium">{scopeWords[scope].label}</span>
            <span className="text-data text-soft">{scopeWords[scope].text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
