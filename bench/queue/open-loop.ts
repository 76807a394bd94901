import { setTimeout as sleep } from "node:timers/promises";

export type Load = { perSecond: number; seconds: number };

/**
 * Starts the work at its planned times, whether or not what was started before has ended, and answers how long after its planned
 * time each ended, in milliseconds. A start that comes late, as timers do by up to a millisecond, counts.
 */
export async function openLoop(
  { perSecond, seconds }: Load,
  work: (index: number) => Promise<void>,
): Promise<number[]> {
  const startsAt = performance.now() + 50;
  const running: Promise<number>[] = [];
  for (let index = 0; index < perSecond * seconds; ) {
    const plannedAt = startsAt + (index * 1_000) / perSecond;
    const early = plannedAt - performance.now();
    if (early > 0) {
      await sleep(Math.ceil(early));
      continue;
    }
    const ended = work(index).then(() => performance.now() - plannedAt);
    // It is heard of when all are waited for.
    ended.catch(() => undefined);
    running.push(ended);
    index += 1;
  }
  return Promise.all(running);
}
