import type { Context } from "@/server/context";
import { recordAttempts, type StreamRecord } from "./record-attempts";
import type { RelayName } from "./relay-name";

export type Recorder = {
  /** True once it is written, false when the claim is lost or nothing can be written. Never rejects. */
  record(firmId: string, record: StreamRecord): Promise<boolean>;
};

type Waiting = { record: StreamRecord; done(written: boolean): void };

const mostAtOnce = 400;

/**
 * Writes what the cursors of a relay have to say, all that has come together since the last transaction in the next one. A
 * transaction that fails loses the relay's name: none of its claims is sure any more.
 */
export function createRecorder(ctx: Context, nameNow: () => RelayName): Recorder {
  const queues = new Map<string, Waiting[]>();
  const writing = new Set<string>();

  const write = async (firmId: string): Promise<void> => {
    if (writing.has(firmId)) return;
    writing.add(firmId);
    for (let batch = take(firmId); batch.length > 0; batch = take(firmId)) {
      const name = nameNow();
      try {
        const held = await recordAttempts(ctx, firmId, name.id, merge(batch));
        for (const { record, done } of batch) done(held.has(record.cursor.streamId));
      } catch (error) {
        name.lose(error);
        for (const { done } of batch) done(false);
      }
    }
    writing.delete(firmId);
    queues.delete(firmId);
  };
  const take = (firmId: string): Waiting[] => (queues.get(firmId) ?? []).splice(0, mostAtOnce);

  return {
    record: (firmId, record) =>
      new Promise((resolve) => {
        const queue = queues.get(firmId) ?? [];
        queues.set(firmId, queue);
        queue.push({ record, done: resolve });
        void write(firmId);
      }),
  };
}

/** One record for each cursor: all its attempts in order, and where it stands last. */
function merge(batch: readonly Waiting[]): StreamRecord[] {
  const byStream = Map.groupBy(batch, ({ record }) => record.cursor.streamId);
  return [...byStream.values()].flatMap((theirs) => {
    const last = theirs.at(-1);
    if (last === undefined) return [];
    return [{ cursor: last.record.cursor, attempts: theirs.flatMap(({ record }) => record.attempts) }];
  });
}
