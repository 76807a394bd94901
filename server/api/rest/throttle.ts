import { AppError } from "@/server/domain/errors";

/** How much of a limit is left: calls at once, and the time until all of it is back. */
export type Level = { limit: number; remaining: number; resetSeconds: number };

export type Throttle = {
  /** Takes one token of each key; throws TOO_MANY_REQUESTS, taking none, when a key has none left. */
  take(keys: readonly string[]): void;
  /** Gives the tokens back, after a call that turned out to be welcome. */
  giveBack(keys: readonly string[]): void;
  level(key: string): Level;
};

type Limit = { burst: number; refillMs: number; message: string };
type Bucket = { tokens: number; at: number };

const mostBuckets = 20_000;

/** Token buckets in memory, per process: `burst` calls at once, then one every `refillMs`. `message` is what a refused caller reads. */
export function throttle(
  { burst, refillMs, message }: Limit,
  now: () => number = () => performance.now(),
): Throttle {
  const buckets = new Map<string, Bucket>();
  const current = (key: string): Bucket => {
    const old = buckets.get(key) ?? { tokens: burst, at: now() };
    const tokens = Math.min(burst, old.tokens + (now() - old.at) / refillMs);
    const bucket = { tokens, at: now() };
    buckets.delete(key);
    buckets.set(key, bucket);
    return bucket;
  };
  return {
    take(keys) {
      const taken = keys.map(current);
      const emptiest = Math.min(...taken.map((bucket) => bucket.tokens));
      if (emptiest < 1) {
        const retryAfterSeconds = Math.ceil(((1 - emptiest) * refillMs) / 1000);
        throw new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds });
      }
      for (const bucket of taken) bucket.tokens -= 1;
      // The least recently used go first; a flood of names must not fill the memory.
      for (const oldest of buckets.keys()) {
        if (buckets.size <= mostBuckets) break;
        buckets.delete(oldest);
      }
    },
    giveBack(keys) {
      for (const key of keys) {
        const bucket = current(key);
        bucket.tokens = Math.min(burst, bucket.tokens + 1);
      }
    },
    level(key) {
      const { tokens } = current(key);
      return {
        limit: burst,
        remaining: Math.floor(tokens),
        resetSeconds: Math.ceil(((burst - tokens) * refillMs) / 1000),
      };
    },
  };
}
