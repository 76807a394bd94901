import type { AttemptOutcome, SinkEvent } from "@/server/integrations/ports";

const largestCallEntries = 10;
const largestCallBytes = 256 * 1024;

type Waiting = { event: SinkEvent; bytes: number; resolve: (outcome: AttemptOutcome) => void };

export type Gathering = {
  /** One at a time per batch, in the order in which they were added. */
  ordered: boolean;
  gatherMs: number;
  bytesOf(event: SinkEvent): number;
  /** Sends the events in one call and answers an outcome for each, in their order. Must not reject. */
  send(events: SinkEvent[]): Promise<AttemptOutcome[]>;
};

/**
 * Gathers events that are added within `gatherMs` of each other into calls of at most ten and at most 256 KiB. Where order counts, no call
 * holds two events of one batch, and the later one waits until the call of the earlier one has ended.
 */
export function gatherCalls({ ordered, gatherMs, bytesOf, send }: Gathering) {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  const busyBatches = new Set<string>();
  const calls = new Set<Promise<void>>();

  function takeCall(): Waiting[] {
    const taken: Waiting[] = [];
    const passed = new Set(busyBatches);
    let bytes = 0;
    for (const each of waiting) {
      const { batchId } = each.event;
      // One that is too large for any call goes alone, so that the queue itself can say so.
      const fits =
        taken.length === 0 || (taken.length < largestCallEntries && bytes + each.bytes <= largestCallBytes);
      if (fits && !(ordered && passed.has(batchId))) {
        taken.push(each);
        bytes += each.bytes;
      }
      passed.add(batchId);
    }
    waiting = waiting.filter((each) => !taken.includes(each));
    return taken;
  }

  async function call(taken: Waiting[]): Promise<void> {
    const batches = taken.map(({ event }) => event.batchId);
    for (const batchId of batches) busyBatches.add(batchId);
    const outcomes = await send(taken.map(({ event }) => event));
    for (const batchId of batches) busyBatches.delete(batchId);
    for (const [at, outcome] of outcomes.entries()) taken[at]?.resolve(outcome);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    for (let taken = takeCall(); taken.length > 0; taken = takeCall()) {
      const running = call(taken).finally(() => {
        calls.delete(running);
        if (waiting.length > 0) timer ??= setTimeout(flush, gatherMs);
      });
      calls.add(running);
    }
  }

  return {
    add(event: SinkEvent): Promise<AttemptOutcome> {
      return new Promise((resolve) => {
        waiting.push({ event, bytes: bytesOf(event), resolve });
        if (waiting.length >= largestCallEntries) flush();
        else timer ??= setTimeout(flush, gatherMs);
      });
    },
    /** Returns when everything that was added has its outcome. */
    async drain(): Promise<void> {
      while (waiting.length > 0 || calls.size > 0) {
        flush();
        await Promise.all(calls);
      }
    },
  };
}
