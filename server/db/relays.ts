import type pg from "pg";

/** Shows that the relay lives. One that has not been seen for ten seconds holds nothing any more. */
export async function beatRelay(pool: pg.Pool, relayId: string): Promise<void> {
  await pool.query(
    `with old as (delete from relays where beat_at < clock_timestamp() - interval '1 hour')
     insert into relays (id) values ($1) on conflict (id) do update set beat_at = clock_timestamp()`,
    [relayId],
  );
}

/** Gives up everything that the relay holds, at once. */
export async function endRelay(pool: pg.Pool, relayId: string): Promise<void> {
  await pool.query("delete from relays where id = $1", [relayId]);
}

/** Ids of the firms with events to place, or with something due that no living relay holds. */
export async function listFirmsToRelay(pool: pg.Pool, now: Date): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("select id::text from list_firms_to_relay($1) as id", [
    now,
  ]);
  return rows.map((row) => row.id);
}
