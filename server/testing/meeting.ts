import type { Pool } from "pg";

/** A gate that lets whoever waits at it pass once it is opened. */
export function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/**
 * Waits until a session of the desk waits for a lock, which shows that the other party of a race has arrived. Answers false when none
 * does within the time given.
 */
export async function someoneWaits(owner: Pool, withinMs = 5_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const { rows } = await owner.query<{ waiting: boolean }>(
      `select exists (select 1 from pg_stat_activity where datname = current_database() and application_name like 'prorata-test%'
         and wait_event_type = 'Lock') as waiting`,
    );
    if (rows[0]?.waiting) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}
