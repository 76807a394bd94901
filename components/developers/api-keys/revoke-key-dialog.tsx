"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { TimeText } from "@/components/format/time-text";
import { FailureNotice } from "@/components/frame/failure-notice";
import { useTRPC } from "@/components/trpc/client";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { showToast } from "@/components/ui/toast-store";
import type { ApiKey } from "../outputs";

/** Revoking cannot be undone; the question says whether the key is in use. */
export function RevokeKeyDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: ({ prefix }) => {
        showToast(`The key ${prefix}… is revoked. It is refused within ten seconds.`);
        onClose();
        void client.invalidateQueries(trpc.apiKeys.pathFilter());
      },
    }),
  );
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Revoke ${apiKey.name}`}
      description={
        <>
          Whatever uses <code className="text-data">{apiKey.prefix}…</code> is refused from then on.{" "}
          {apiKey.lastUsedAt === null ? (
            "It was never used."
          ) : (
            <span className="font-medium text-ink">
              It was last used <TimeText value={apiKey.lastUsedAt} />
              {apiKey.lastUsedFrom !== null && ` from ${apiKey.lastUsedFrom}`}.
            </span>
          )}{" "}
          This cannot be undone.
        </>
      }
      footer={
        <>
          <Button size="main" data-initial-focus onClick={onClose}>
            Keep the key
          </Button>
          <Button
            tone="danger"
            size="main"
            busy={revoke.isPending}
            onClick={() => revoke.mutate({ publicId: apiKey.publicId })}
          >
            Revoke the key
          </Button>
        </>
      }
    >
      {revoke.error !== null && (
        <FailureNotice
          error={revoke.error}
          title="The key was not revoked"
          nothingSaved="The key works as it did."
        />
      )}
    </Dialog>
  );
}
