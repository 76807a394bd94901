import pg from "pg";
import { Sentence } from "./sentence.ts";

const oldestServerVersion = 150_000;

/** The URL with its password hidden, for messages. */
export function shownUrl(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.password) parsed.password = "***";
    return parsed.href;
  } catch {
    return "(not a URL)";
  }
}

function explain(error: unknown, url: string): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  const where = shownUrl(url);
  if (code === "28P01" || code === "28000") return `The database at ${where} refuses this name and password.`;
  if (code === "3D000") return `The database at ${where} does not exist. Create it first.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `The host of the database at ${where} is not known.`;
  if (code === "ECONNREFUSED") return `Nothing answers at ${where}. Is PostgreSQL running there?`;
  const detail = error instanceof Error && error.message ? error.message : code;
  return `The database at ${where} cannot be reached: ${detail}.`;
}

/** Connects as the owner and checks the server's version. Throws a Sentence that says what is wrong. */
export async function connectDatabase(url: string, oldest = oldestServerVersion): Promise<pg.Client> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Sentence("DATABASE_URL must look like postgresql://name:password@host:5432/database.");
  }
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: "prorata-setup",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new Sentence(explain(error, url));
  }
  const { rows } = await client.query<{ number: number; text: string }>(
    "select current_setting('server_version_num')::int as number, current_setting('server_version') as text",
  );
  if ((rows[0]?.number ?? 0) < oldest) {
    await client.end();
    throw new Sentence(
      `The database at ${shownUrl(url)} is PostgreSQL ${rows[0]?.text}; Prorata needs ${oldest / 10_000} or newer.`,
    );
  }
  return client;
}

export async function withDatabase<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectDatabase(url);
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
