import { listen } from "@/server/db/listen";

export type BatchChanges = {
  /** Resolves when the batch may have moved since the last call, or after `timeoutMs`; rejects nothing. */
  next(firmId: string, batchId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

/** Listens once per process for batches that move; a lost connection is made again, and waiters then look for themselves. */
export function listenForBatchChanges(databaseUrl: string): BatchChanges {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (key: string): void => {
    for (const resolve of waiting.get(key) ?? []) resolve();
  };
  const listener = listen(databaseUrl, "prorata_batch", {
    onNotification: wake,
    onConnect: () => {
      for (const key of waiting.keys()) wake(key);
    },
  });

  return {
    next: (firmId, batchId, timeoutMs, signal) =>
      new Promise((resolve) => {
        const key = `${firmId}:${batchId}`;
        const set = waiting.get(key) ?? new Set();
        waiting.set(key, set);
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          set.delete(done);
          if (set.size === 0) waiting.delete(key);
          resolve();
        };
        const timer = setTimeout(done, timeoutMs);
        signal.addEventListener("abort", done);
        set.add(done);
        if (signal.aborted) done();
      }),
    close: () => listener.close(),
  };
}
