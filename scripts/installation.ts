import type pg from "pg";
import { shownUrl, withDatabase } from "./database.ts";
import { Sentence } from "./sentence.ts";

export type InstallationKind = "SANDBOX" | "PRODUCTION";

type Finding = { tables: string[]; kinds: string[] | undefined };

async function look(client: pg.Client): Promise<Finding> {
  const { rows } = await client.query<{ name: string }>(`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname not like 'pg\\_%'
       and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
     order by 1`);
  const tables = rows.map((row) => row.name);
  if (!tables.includes("public.installation")) return { tables, kinds: undefined };
  const installed = await client.query<{ kind: string }>("select kind from public.installation");
  return { tables, kinds: installed.rows.map((row) => row.kind) };
}

async function hasHistory(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query("select 1 from public._prisma_migrations limit 1");
  return rowCount !== 0;
}

/**
 * Throws a Sentence unless the sandbox may use this database: an empty one, or one that a sandbox has made. Nothing is
 * written to the database.
 */
export function refuseForeignDatabase(ownerUrl: string): Promise<void> {
  return withDatabase(ownerUrl, async (client) => {
    const { tables, kinds } = await look(client);
    if (kinds?.length === 1 && kinds[0] === "SANDBOX") return;
    const where = shownUrl(ownerUrl);
    if (kinds?.includes("PRODUCTION")) {
      throw new Sentence(
        `The database at ${where} is a production installation. The sandbox refuses to touch it.`,
      );
    }
    // A first start that was interrupted before its first migration leaves only the empty table of history.
    const others = tables.filter((table) => table !== "public._prisma_migrations");
    if (others.length === 0 && (tables.length === 0 || !(await hasHistory(client)))) return;
    throw new Sentence(
      `The database at ${where} was not made by this sandbox: it holds ${others[0] ?? "a history of migrations"}. Give an empty database in DATABASE_URL, or unset it to use the embedded one.`,
    );
  });
}
