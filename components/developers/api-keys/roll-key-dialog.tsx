"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import type { ApiKey } from "../outputs";
import { SecretOnce } from "../secret-once";
import { type Grace, graceChoices } from "./key-words";

/** A new key with the same name and scopes; the older one goes on for as long as is chosen. */
export function RollKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [grace, setGrace] = useState<Grace>(24);
  const roll = useMutation(
    trpc.apiKeys.rotate.mutationOptions({
      onSuccess: () => void client.invalidateQueries(trpc.apiKeys.pathFilter()),
    }),
  );
  if (roll.isSuccess) {
    return (
      <Dialog
        open
        onClose={() => undefined}
        title={`The new key of ${roll.data.name}`}
        description={
          <>
            The older key <code className="text-data">{roll.data.previous.prefix}…</code> ends{" "}
            <TimeText value={roll.data.previous.expiresAt} />.
          </>
        }
      >
        <SecretOnce name="API key" secret={roll.data.key} done="Done" onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Roll ${apiKey.name}`}
      description="Makes a key with the same name, scopes and length of life. It is shown once."
      footer={
        <>
          <Button size="main" data-initial-focus onClick={onClose}>
            Keep the key
          </Button>
          <Button
            tone="primary"
            size="main"
            busy={roll.isPending}
            onClick={() => roll.mutate({ publicId: apiKey.publicId, overlapHours: grace })}
          >
            Roll the key
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label="The older key ends" hint="Until then both work." className="max-w-48">
          <Select
            value={String(grace)}
            onChange={(event) =>
              setGrace(graceChoices.find(({ value }) => String(value) === event.target.value)?.value ?? 24)
            }
          >
            {graceChoices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        {roll.error !== null && (
          <FailureNotice
            error={roll.error}
            title="The key was not rolled"
            nothingSaved="The key works as it did."
          />
        )}
      </div>
    </Dialog>
  );
}
