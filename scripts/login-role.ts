import { createHash } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { withDatabase } from "./database.ts";
import { keepSecret } from "./secrets.ts";
import { Sentence } from "./sentence.ts";

/** The group role to which the migrations grant what the application may do. */
export const appGroupRole = "prorata_app";

export type Login = { name: string; password: string };

/** The login that a URL names. */
export function loginOf(url: string): Login {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

/**
 * Makes the login that web, worker and relay use and returns its URL. It can do what the group role may and nothing
 * more: it owns nothing, and row-level security holds for it.
 */
export async function ensureLogin(ownerUrl: string, login: Login): Promise<string> {
  await withDatabase(ownerUrl, async (client) => {
    const name = client.escapeIdentifier(login.name);
    const password = client.escapeLiteral(login.password);
    try {
      const found = await client.query("select 1 from pg_roles where rolname = $1", [login.name]);
      await client.query(`${found.rowCount ? "alter" : "create"} role ${name} login password ${password}`);
      await client.query(`grant ${client.escapeIdentifier(appGroupRole)} to ${name}`);
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === "42501") {
        throw new Sentence(
          `The database role in DATABASE_URL may not create the login ${login.name}: it needs CREATEROLE. (${error.message})`,
        );
      }
      throw error;
    }
  });
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(login.name);
  url.password = encodeURIComponent(login.password);
  return url.href;
}

/** The login of one sandbox: its name comes from the home and the database, its password is kept in the home. */
export function ensureLoginRole({ ownerUrl, home }: { ownerUrl: string; home: string }): Promise<string> {
  const { host, pathname } = new URL(ownerUrl);
  const key = createHash("sha256")
    .update(`${path.resolve(home)}\n${host}${pathname}`)
    .digest("hex")
    .slice(0, 8);
  const password = keepSecret(path.join(home, `login-${key}.password`));
  return ensureLogin(ownerUrl, { name: `prorata_login_${key}`, password });
}
