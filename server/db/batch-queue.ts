import { PgBoss } from "pg-boss";
import type { BatchRef } from "@/server/context";
import { batchQueue, jobSchema } from "./queue-names";
import type { Tx } from "./transaction";

export type BatchQueue = {
  /** Queues the batch inside the caller's transaction; a batch that is queued already stays queued once. */
  enqueue(tx: Tx, ref: BatchRef): Promise<void>;
  /** Takes queued batches one by one, up to `concurrency` at a time; a job whose worker dies is taken over after its heartbeat ends. */
  work(concurrency: number, walk: (ref: BatchRef) => Promise<void>): Promise<void>;
  /** Stops taking batches and waits up to `graceMs` for those in hand. */
  stop(graceMs: number): Promise<void>;
};

/** Connects to the job queue. `supervise` is for workers: it finds jobs of dead workers. */
export async function openBatchQueue(
  databaseUrl: string,
  options: { supervise: boolean; onError: (error: Error) => void },
): Promise<BatchQueue> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: jobSchema,
    max: options.supervise ? 4 : 2,
    migrate: false,
    createSchema: false,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
    supervise: options.supervise,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    useListenNotify: options.supervise,
    application_name: "prorata-queue",
  });
  boss.on("error", options.onError);
  await boss.start();
  return {
    enqueue: async (tx, ref) => {
      const db = {
        executeSql: async (text: string, values?: unknown[]) => ({
          rows: await tx.query(text, values ?? []),
        }),
      };
      await boss.send(batchQueue, ref, { singletonKey: ref.batchId, db });
    },
    work: async (concurrency, walk) => {
      await boss.work<BatchRef>(
        batchQueue,
        {
          batchSize: 1,
          localConcurrency: concurrency,
          pollingIntervalSeconds: 0.5,
          notifyPollingIntervalSeconds: 2,
          heartbeatRefreshSeconds: 3,
        },
        async ([job]) => {
          if (job !== undefined) await walk(job.data);
        },
      );
    },
    stop: (graceMs) => boss.stop({ graceful: true, timeout: graceMs, close: true }),
  };
}
