"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useTRPC } from "@/components/trpc/client";
import type { LiveState } from "@/components/ui/live-indicator";
import { batchIsFinal } from "@/server/domain/batch/status";
import type { Batch } from "./outputs";

type Live = {
  batch: Batch;
  state: LiveState;
  /** When the figures were last heard of, in milliseconds. */
  heardAt: number;
  setPaused: (paused: boolean) => void;
};

const Context = createContext<Live | null>(null);
const pollMs = 5_000;

/**
 * Follows one batch for every page under it: the stream's messages are laid over what was fetched. Sums are fetched anew when the
 * status or the number of rows changes, because the stream does not carry them; while the stream is down the page asks by itself.
 */
export function BatchLive({
  batchTransactionId,
  children,
}: {
  batchTransactionId: string;
  children: ReactNode;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [paused, setPaused] = useState(false);
  const [heard, setHeard] = useState(false);
  const [broken, setBroken] = useState(false);
  const options = trpc.batches.get.queryOptions({ batchTransactionId });
  const query = useSuspenseQuery({ ...options, refetchInterval: broken && !paused ? pollMs : false });
  const final = batchIsFinal(query.data.status);
  const stream = useSubscription(
    trpc.batches.watch.subscriptionOptions(
      { batchTransactionId },
      {
        enabled: !paused && !final,
        onStarted: () => setBroken(false),
        onError: () => setBroken(true),
        onConnectionStateChange: ({ state }) => {
          if (state === "connecting" && heard) setBroken(true);
        },
        onData: ({ data: progress }) => {
          setHeard(true);
          setBroken(false);
          const known = client.getQueryData(options.queryKey);
          if (known === undefined) return;
          const same =
            known.status === progress.status &&
            (progress.status !== "OPEN" ||
              (known.acceptedCount === progress.acceptedCount &&
                known.refusedCount === progress.refusedCount));
          // A final status is shown together with its sums, never before them.
          if (!batchIsFinal(progress.status))
            client.setQueryData(options.queryKey, { ...known, ...progress });
          if (!same) void client.invalidateQueries(options, { cancelRefetch: false });
          if (known.status !== progress.status) void client.invalidateQueries(trpc.allocations.pathFilter());
        },
      },
    ),
  );
  const state = liveState({ final, paused, broken, started: stream.status === "pending" });
  return (
    <Context value={{ batch: query.data, state, heardAt: query.dataUpdatedAt, setPaused }}>
      {children}
    </Context>
  );
}

function liveState(at: { final: boolean; paused: boolean; broken: boolean; started: boolean }): LiveState {
  if (at.final) return "ended";
  if (at.paused) return "paused";
  if (at.broken) return "reconnecting";
  return at.started ? "live" : "connecting";
}

/** The batch of the page and how fresh it is; only inside BatchLive. */
export function useBatchLive(): Live {
  const live = useContext(Context);
  if (live === null) throw new Error("useBatchLive is used outside BatchLive");
  return live;
}
