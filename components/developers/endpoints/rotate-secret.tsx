"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { formatDuration } from "@/components/format/time";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useForbidden } from "@/components/frame/use-session";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useNow } from "@/components/ui/now";
import type { Endpoint } from "../outputs";
import { SecretOnce } from "../secret-once";

/** Makes a new signing secret and shows it once; while the older one still signs, says for how long. */
export function RotateSecret({ endpoint }: { endpoint: Endpoint }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const forbidden = useForbidden("manageEndpoints", "rotate secrets");
  const { previousSecretUntil } = endpoint;
  const rotate = useMutation(
    trpc.endpoints.rotateSecret.mutationOptions({
      onSuccess: () => void client.invalidateQueries(trpc.endpoints.pathFilter()),
    }),
  );
  const leave = () => {
    rotate.reset();
    setOpen(false);
  };
  const secret = rotate.data?.signingSecret;
  return (
    <div className="flex flex-col items-start gap-3">
      {previousSecretUntil !== null && <Overlap until={previousSecretUntil} />}
      <Button
        icon={<KeyRound />}
        disabledReason={
          forbidden ??
          (previousSecretUntil === null
            ? undefined
            : "It was rotated already. Wait until only one secret signs.")
        }
        onClick={() => setOpen(true)}
      >
        Rotate the secret
      </Button>
      <Dialog
        open={open}
        // A secret that nobody has stored yet must not vanish by a stray Escape.
        onClose={secret === undefined ? leave : () => setOpen(true)}
        title={secret === undefined ? "Rotate the signing secret" : "The new signing secret"}
        description={
          secret === undefined
            ? "The new secret is shown once. The older one signs beside it for 24 hours, then it ends. This cannot be undone."
            : "Put it into the receiver within 24 hours."
        }
        {...(secret === undefined
          ? {
              footer: (
                <>
                  <Button size="main" data-initial-focus onClick={leave}>
                    Keep the secret
                  </Button>
                  <Button
                    tone="primary"
                    size="main"
                    busy={rotate.isPending}
                    onClick={() => rotate.mutate({ endpointId: endpoint.id })}
                  >
                    Rotate now
                  </Button>
                </>
              ),
            }
          : {})}
      >
        {rotate.error !== null && (
          <FailureNotice
            error={rotate.error}
            title="The secret was not rotated"
            nothingSaved="The secret stands as it did."
          />
        )}
        {secret !== undefined && (
          <SecretOnce name="Signing secret" secret={secret} done="Done" onDone={leave} />
        )}
      </Dialog>
    </div>
  );
}

function Overlap({ until }: { until: string }) {
  const now = useNow(1_000);
  const leftMs = new Date(until).getTime() - now;
  return (
    <p className="text-data">
      Two secrets sign now. The older one ends{" "}
      {now > 0 && leftMs > 0 && (
        <span className="font-medium">in {formatDuration(Math.max(leftMs, 10_000))}, </span>
      )}
      <TimeText value={until} />.
    </p>
  );
}
