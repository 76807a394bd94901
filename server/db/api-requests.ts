import type { Tx } from "./transaction";

/** One request of a firm's system as it is kept, without anything secret in it. */
export type RequestRow = {
  requestId: string;
  /** How long ago it began; the database's clock makes a time of it. */
  ageMs: number;
  method: string;
  /** At most 500 characters. */
  path: string;
  status: number;
  durationMs: number;
  credential: string;
  address: string | null;
  error: string | null;
  message: string | null;
};

/**
 * Adds the rows in one statement, in their order. The commit does not wait for the disk: a crash of the database may cost the last rows,
 * as a crash of the process costs those that wait, and the requests of others do not wait behind it.
 */
export async function insertRequests(tx: Tx, rows: readonly RequestRow[]): Promise<void> {
  const column = <Key extends keyof RequestRow>(key: Key): RequestRow[Key][] => rows.map((row) => row[key]);
  await tx.execute("set local synchronous_commit = off");
  await tx.execute(
    `insert into api_requests (firm_id, request_id, at, method, path, status, duration_ms, credential, address, error, message)
     select $1, request_id, clock_timestamp() - make_interval(secs => age_ms / 1000), method, path, status, duration_ms, credential, address, error, message
     from unnest($2::uuid[], $3::float8[], $4::text[], $5::text[], $6::int[], $7::int[], $8::text[], $9::text[], $10::text[], $11::text[])
       with ordinality as row (request_id, age_ms, method, path, status, duration_ms, credential, address, error, message, n)
     order by n`,
    [
      tx.firmId,
      column("requestId"),
      column("ageMs"),
      column("method"),
      column("path"),
      column("status"),
      column("durationMs"),
      column("credential"),
      column("address"),
      column("error"),
      column("message"),
    ],
  );
}

/**
 * Deletes the rows older than `days` among the oldest `limit` rows of the firm; answers how many. Rows stand nearly in the order of
 * their times, so no index on the time is needed.
 */
export function deleteOldRequests(tx: Tx, days: number, limit: number): Promise<number> {
  return tx.execute(
    `delete from api_requests r
     using (select id from api_requests where firm_id = $1 order by id limit $3) oldest
     where r.id = oldest.id and r.at < now() - make_interval(days => $2)`,
    [tx.firmId, days, limit],
  );
}
