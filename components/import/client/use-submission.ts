"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc/client";
import { rememberMapping } from "./remembered-mappings";
import { explainFault, waitForNetwork } from "./submit-faults";
import { type SubmitProgress, SubmitQueue } from "./submit-queue";
import { withdrawUndo } from "./use-grid-actions";
import type { Import } from "./use-import";

export interface SubmissionView {
  progress: SubmitProgress | undefined;
  /** Rows still here after the submission ended; undefined while it runs. */
  left: number | undefined;
  start: () => Promise<void>;
  pause: () => void;
  resume: () => void;
  cancel: () => void;
  /** Puts the result away, to go on with the rows that are left. */
  dismiss: () => void;
}

const pageOfRejected = 500;

/** Sends what can be sent from the worker to the desk, and tells the worker what became of it. */
export function useSubmission({ client }: Import, batchTransactionId: string): SubmissionView {
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [progress, setProgress] = useState<SubmitProgress>();
  const [left, setLeft] = useState<number>();
  const queue = useRef<SubmitQueue>(undefined);

  /** A row that an unanswered sending got refused answers "duplicate" when it is sent again; the batch knows better. */
  const refuseEarlier = useCallback(async () => {
    let after: string | null = null;
    do {
      const input = {
        batchTransactionId,
        status: "REJECTED" as const,
        limit: pageOfRejected,
        ...(after === null ? {} : { after }),
      };
      const page: Awaited<ReturnType<typeof api.allocations.list.query>> =
        await api.allocations.list.query(input);
      await client.call(
        "refuse",
        page.items.map(({ clientTransactionId, rejectCode, rejectReason }) => ({
          clientTransactionId,
          code: rejectCode ?? "REJECTED",
          rejectReason: rejectReason ?? "",
        })),
      );
      after = page.after;
    } while (after !== null);
  }, [api, client, batchTransactionId]);

  const start = useCallback(async () => {
    if (queue.current) return;
    withdrawUndo();
    setLeft(undefined);
    const usedMapping = client.snapshot().summary?.usedMapping;
    const all = await client.call("beginSubmission");
    const running = new SubmitQueue(all, {
      take: (most) => client.call("takeChunk", most),
      send: ({ rows }, signal) => api.allocations.add.mutate({ batchTransactionId, rows }, { signal }),
      settle: (rowIds, results) => client.call("settle", rowIds, results),
      explain: explainFault,
      wait: waitForNetwork,
      now: () => performance.now(),
      changed: setProgress,
    });
    queue.current = running;
    const final = await running.run();
    if (final.duplicates > 0) await refuseEarlier().catch(() => undefined);
    const ended = await client.call("endSubmission");
    queue.current = undefined;
    setLeft(ended.left);
    if (ended.left === 0 && usedMapping) rememberMapping(usedMapping.signature, usedMapping.mapping);
    await queries.invalidateQueries(trpc.pathFilter());
  }, [api, client, queries, trpc, batchTransactionId, refuseEarlier]);

  return {
    progress,
    left,
    start,
    pause: () => queue.current?.pause(),
    resume: () => queue.current?.resume(),
    cancel: () => queue.current?.cancel(),
    dismiss: () => {
      setProgress(undefined);
      setLeft(undefined);
    },
  };
}
