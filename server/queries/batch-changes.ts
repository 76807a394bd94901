import pg from "pg";

export type BatchChanges = {
  /** Resolves when the batch may have moved since the last call, or after `timeoutMs`; rejects nothing. */
  next(firmId: string, batchId: string, timeoutMs: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};

const reconnectMs = 1_000;

/** Listens once per process for batches that move; a lost connection is made again, and waiters then look for themselves. */
export function listenForBatchChanges(databaseUrl: string): BatchChanges {
  const waiting = new Map<string, Set<() => void>>();
  let client: pg.Client | null = null;
  let closed = false;

  const wake = (key: string): void => {
    for (const resolve of waiting.get(key) ?? []) resolve();
  };
  const connect = async (): Promise<void> => {
    if (closed) return;
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: "prorata-live",
      keepAlive: true,
    });
    next.on("notification", (notification) => wake(notification.payload ?? ""));
    next.on("error", () => undefined);
    next.on("end", () => {
      client = null;
      if (!closed) setTimeout(() => void connect(), reconnectMs).unref();
    });
    try {
      await next.connect();
      await next.query("listen prorata_batch");
      client = next;
      for (const key of waiting.keys()) wake(key);
    } catch {
      await next.end().catch(() => undefined);
    }
  };
  void connect();

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
    close: async () => {
      closed = true;
      await client?.end();
    },
  };
}
