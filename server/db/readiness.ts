import type pg from "pg";

/** True when the database answers within two seconds and has been migrated: the first migration writes the installation down. */
export async function isDatabaseReady(pool: pg.Pool): Promise<boolean> {
  try {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin read only; set local statement_timeout = 2000");
      const { rowCount } = await client.query("select 1 from installation");
      await client.query("commit");
      return rowCount === 1;
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      return false;
    } finally {
      client.release(broken);
    }
  } catch {
    return false;
  }
}
