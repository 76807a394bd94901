import type { Context } from "@/server/context";
import { type KeyUse, noteKeyUses } from "@/server/db/api-keys";
import { insertRequests, type RequestRow } from "@/server/db/api-requests";
import { withFirmTx } from "@/server/db/transaction";

/** A request that was answered. */
export type AnsweredRequest = Omit<RequestRow, "ageMs"> & {
  firmId: string;
  /** The key that was used; null for a token of a login. */
  keyId: string | null;
  /** When it began, by performance.now(). */
  startedAt: number;
};

export type RequestLog = {
  /** Takes the request to be written soon. Never waits and never throws. */
  add(request: AnsweredRequest): void;
  /** Writes what is waiting; what cannot be written now goes on waiting. */
  flush(): Promise<void>;
  /** Writes what is waiting, and from now on each request at once: the process is about to end. */
  stop(): Promise<void>;
};

type Options = { flushMs?: number; mostWaiting?: number };

const rowsAtOnce = 200;
const useEveryMs = 60_000;
/** Beyond so many keys the oldest uses are forgotten; the database still keeps to once a minute. */
const mostKeysNoted = 10_000;

/**
 * Writes the requests of firms a little after their answers: every 500 ms or 200 rows, one statement for each firm. At most 10,000
 * rows wait while the database is out of reach; then the oldest go, with one warning. When and from where a key was last used is
 * noted along with it, at most once a minute.
 */
export function requestLog(getContext: () => Promise<Context>, options: Options = {}): RequestLog {
  const { flushMs = 500, mostWaiting = 10_000 } = options;
  const uses = keyUses();
  let waiting: AnsweredRequest[] = [];
  /** The database could not be asked last time, so only the timer tries again. */
  let failing = false;
  let stopping = false;
  let warned = false;
  let flushing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  function schedule(): void {
    if (timer !== null || waiting.length === 0) return;
    timer = setTimeout(() => void flush(), flushMs);
    timer.unref();
  }

  /** Makes room, the oldest first; one warning until everything could be written again. */
  function trim(): void {
    if (waiting.length <= mostWaiting) return;
    waiting.splice(0, waiting.length - mostWaiting);
    if (warned) return;
    warned = true;
    const warn = ({ logger }: Context) =>
      logger.warn({ mostWaiting }, "the request log cannot be written; its oldest rows are left out");
    getContext().then(warn, () => undefined);
  }

  async function write(): Promise<void> {
    const ctx = await getContext();
    const rows = waiting;
    waiting = [];
    const late: AnsweredRequest[] = [];
    for (const [firmId, own] of Map.groupBy(rows, (row) => row.firmId)) {
      if ((await writeFirm(ctx, firmId, own, uses)) === "later") late.push(...own);
    }
    waiting = [...late, ...waiting];
    failing = late.length > 0;
    warned = warned && failing;
    trim();
  }

  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    // The process itself may not be able to start now; then the rows wait for the next time.
    flushing ??= write()
      .catch(() => {
        failing = true;
      })
      .finally(() => {
        flushing = null;
        schedule();
      });
    return flushing;
  }

  async function flushAll(): Promise<void> {
    // Rows that came while an earlier flush ran are in none yet.
    await flushing;
    if (waiting.length > 0) await flush();
  }

  return {
    add(request) {
      waiting.push(request);
      trim();
      const due = stopping || waiting.length >= rowsAtOnce;
      if (due && flushing === null && !failing) void flush();
      else schedule();
    },
    flush: flushAll,
    stop() {
      stopping = true;
      return flushAll();
    },
  };
}

/** Which keys were used since they were last noted, a minute ago or more. */
function keyUses() {
  const noted = new Map<string, number>();
  return {
    of(rows: readonly AnsweredRequest[], now: number): KeyUse[] {
      const latest = new Map<string, KeyUse>();
      for (const { keyId, startedAt, address } of rows) {
        if (keyId === null || startedAt - (noted.get(keyId) ?? Number.NEGATIVE_INFINITY) < useEveryMs)
          continue;
        latest.set(keyId, { keyId, ageMs: now - startedAt, address });
      }
      return [...latest.values()];
    },
    note(written: readonly KeyUse[], now: number): void {
      for (const { keyId, ageMs } of written) {
        noted.delete(keyId);
        noted.set(keyId, now - ageMs);
      }
      for (const oldest of noted.keys()) {
        if (noted.size <= mostKeysNoted) break;
        noted.delete(oldest);
      }
    },
  };
}

/** Writes one firm's rows. `later` is for a database that cannot answer now; rows that it refuses would be refused again. */
async function writeFirm(
  ctx: Context,
  firmId: string,
  rows: readonly AnsweredRequest[],
  uses: ReturnType<typeof keyUses>,
): Promise<"done" | "later"> {
  const now = performance.now();
  const used = uses.of(rows, now);
  try {
    await withFirmTx(ctx.pool, firmId, async (tx) => {
      await insertRequests(
        tx,
        rows.map((row) => ({ ...row, ageMs: now - row.startedAt })),
      );
      if (used.length > 0) await noteKeyUses(tx, used);
    });
    uses.note(used, now);
    return "done";
  } catch (error) {
    if (error instanceof Error && "retry" in error && error.retry === true) return "later";
    const text = error instanceof Error ? error.message : String(error);
    ctx.logger.warn({ firmId, rows: rows.length, text }, "requests could not be logged and are left out");
    return "done";
  }
}
