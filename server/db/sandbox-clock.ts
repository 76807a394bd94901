import type pg from "pg";
import { AppError } from "@/server/domain/errors";
import type { Tx } from "./transaction";

/** How often a process asks where the sandbox is in time. A change has reached every process after twice as long. */
export const clockPollMs = 200;

/** Days are not moved further than this, so that every time stays one that the tables and the wire can carry. */
const furthestYears = 100;

async function readOffset(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ ms: string }>("select clock_offset_ms as ms from installation");
  return Number(rows[0]?.ms ?? 0);
}

/**
 * The clock of a process of the sandbox: the world's, moved by what the installation says, which is asked for again every
 * `clockPollMs`. While the database is away the last answer holds. Asking stops with the pool.
 */
export async function followSandboxClock(pool: pg.Pool): Promise<{ now(): Date }> {
  let offsetMs = await readOffset(pool);
  const timer = setInterval(() => {
    if (pool.ended) return clearInterval(timer);
    readOffset(pool).then(
      (ms) => {
        offsetMs = ms;
      },
      () => undefined,
    );
  }, clockPollMs);
  timer.unref();
  return { now: () => new Date(Date.now() + offsetMs) };
}

/**
 * Moves the sandbox so that it is `now` there, or back to the world's time with null, and answers what time it is there. The database
 * refuses this on a production installation. Throws BODY_INVALID for a time more than a hundred years away.
 */
export async function moveSandboxClock(tx: Tx, now: Date | null): Promise<Date> {
  const away = await tx.query<{ ms: string }>(
    "select coalesce(round(extract(epoch from $1::timestamptz - clock_timestamp()) * 1000), 0)::bigint as ms",
    [now],
  );
  const ms = Number(away[0]?.ms ?? 0);
  if (Math.abs(ms) > furthestYears * 365 * 86_400_000) {
    throw new AppError("BODY_INVALID", `now must be within ${furthestYears} years of today`, {
      field: "now",
    });
  }
  const moved = await tx.query<{ now: Date }>(
    "update installation set clock_offset_ms = $1 returning clock_timestamp() + make_interval(secs => $1 / 1000.0) as now",
    [ms],
  );
  const at = moved[0]?.now;
  if (at === undefined) throw new Error("there is no installation");
  return at;
}
