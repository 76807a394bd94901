import { access, constants } from "node:fs/promises";
import path from "node:path";
import { ensurePostgres } from "./postgres.ts";
import { Sentence } from "./sentence.ts";

/** The folder that keeps the embedded database, its secrets, and the logs. */
export const prorataHome = (): string => path.resolve(process.env.PRORATA_HOME || ".prorata");

export type ResolvedDatabase = { ownerUrl: string; isEmbedded: boolean; release(): Promise<void> };

/**
 * The owner URL of the database that commands work on: DATABASE_URL, or else the embedded database of the home. The
 * embedded server is started when it is not running, and then `release` stops it again.
 */
export async function resolveDatabase(): Promise<ResolvedDatabase> {
  const given = process.env.DATABASE_URL;
  if (given) return { ownerUrl: given, isEmbedded: false, release: async () => undefined };
  const home = prorataHome();
  try {
    await access(path.join(home, "postgres.password"), constants.R_OK);
  } catch {
    throw new Sentence(`There is no database in ${home} yet. Run npm start first, or set DATABASE_URL.`);
  }
  const server = await ensurePostgres({ home, durable: true });
  return {
    ownerUrl: server.url,
    isEmbedded: true,
    release: () => (server.adopted ? Promise.resolve() : server.stop()),
  };
}
