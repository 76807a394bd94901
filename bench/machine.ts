import { cpus, loadavg, totalmem } from "node:os";
import type { Desk } from "./desk";

/** What the figures were taken on, and how busy it was before. */
export async function printMachine(desk: Desk): Promise<void> {
  const { rows } = await desk.owner.query<{ text: string }>(
    "select string_agg(name || '=' || setting, ' ') as text from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size')",
  );
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => value.toFixed(2));
  console.log(
    `${cpus().length} cores, ${memory} GiB, load ${load.join(" ")}, Node ${process.version}, ${rows[0]?.text ?? ""}\n`,
  );
}
