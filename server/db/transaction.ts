import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { assert } from "@/server/domain/errors";

/** An open transaction of one firm. Rows come back as objects: numeric and bigint as text, timestamptz as Date. */
export type Tx = {
  readonly firmId: string;
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Rows as arrays of columns, for bulk reads. */
  queryArrays(text: string, values?: readonly unknown[]): Promise<unknown[][]>;
  /** Rows touched by a statement without RETURNING. */
  execute(text: string, values?: readonly unknown[]): Promise<number>;
};

export type TxOptions = { statementTimeoutMs?: number; lockTimeoutMs?: number };

const open = new AsyncLocalStorage<true>();
const retryable = new Set(["40001", "40P01"]);
const attempts = 5;

/**
 * The database cannot be used right now: connection lost, lock or statement time-out. Nothing was stored, except when the answer to
 * the commit itself was lost: then everything may have been, so whoever tries again must find what is there.
 */
export class DatabaseFault extends Error {
  override readonly name = "DatabaseFault";
  readonly retry = true;
}

const faultCodes = new Set(["55P03", "57014", "57P01", "57P02", "57P03", "53300", "53400", "25P03"]);
/** The SQLSTATE of what the database answered, or nothing. */
export const sqlState = (error: unknown): string =>
  typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
const isFault = (error: unknown): boolean => {
  const code = sqlState(error);
  return (
    faultCodes.has(code) ||
    /^(08|E[A-Z]+)/.test(code) ||
    (error instanceof Error &&
      /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(error.message))
  );
};

/** A pool for withFirmTx: its time-outs are shorter than any caller's, so that the database speaks first. */
export function createPool(databaseUrl: string, max: number, name: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: name,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    idleTimeoutMillis: 60_000,
  });
  // An idle connection that dies (database restart) is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  // Between the pool and a caller, or while it is being ended, a connection has no listener of theirs.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

const begin = (firmId: string, options: TxOptions): string => {
  assert(/^\d{1,19}$/.test(firmId), `not a firm id: ${firmId}`);
  const statementMs = options.statementTimeoutMs ?? 10_000;
  const lockMs = options.lockTimeoutMs ?? 2_000;
  return `begin; set local prorata.firm_id = '${firmId}'; set local statement_timeout = ${statementMs};
    set local lock_timeout = ${lockMs}; set local idle_in_transaction_session_timeout = 15000`;
};

async function once<T>(
  pool: pg.Pool,
  firmId: string,
  fn: (tx: Tx) => Promise<T>,
  options: TxOptions,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => {
    broken = error;
  };
  client.on("error", onError);
  try {
    await client.query(begin(firmId, options));
    const result = await open.run(true, () =>
      fn({
        firmId,
        query: async (text, values) =>
          (await client.query(text, values === undefined ? undefined : [...values])).rows,
        queryArrays: async (text, values = []) =>
          (await client.query({ text, rowMode: "array", values: [...values] })).rows,
        execute: async (text, values) =>
          (await client.query(text, values === undefined ? undefined : [...values])).rowCount ?? 0,
      }),
    );
    await client.query("commit");
    return result;
  } catch (error) {
    // A connection whose state is in doubt is destroyed, never returned: a late statement must not find an open door.
    if (isFault(error)) broken ??= error instanceof Error ? error : new Error(String(error));
    else await client.query("rollback").catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.off("error", onError);
    client.release(broken);
  }
}

/**
 * The only way to begin a transaction on firm data. Sets the firm for row-level security and time-outs, transaction-local;
 * retries serialization failures and deadlocks up to five times, so `fn` must have no effect outside the transaction.
 * Throws DatabaseFault when the database cannot answer, InvariantError when used inside itself.
 */
export async function withFirmTx<T>(
  pool: pg.Pool,
  firmId: string,
  fn: (tx: Tx) => Promise<T>,
  options: TxOptions = {},
): Promise<T> {
  assert(open.getStore() === undefined, "withFirmTx inside withFirmTx");
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, firmId, fn, options);
    } catch (error) {
      if (retryable.has(sqlState(error)) && attempt < attempts) continue;
      if (isFault(error)) throw new DatabaseFault("the database cannot answer now", { cause: error });
      throw error;
    }
  }
}

/** Ids of all firms, for a process that walks them one by one. */
export async function listFirmIds(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>("select id::text from list_firm_ids() as id");
  return rows.map((row) => row.id);
}

/**
 * Reads before a firm is known, as a sign-in must: row-level security shows only the row whose name or token hash is given.
 * `by` is the sign-in name (e-mail or logonId) or the hex SHA-256 of a token.
 */
export async function lookUp<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  by: { name: string } | { tokenHash: string },
  text: string,
  values: readonly unknown[],
): Promise<Row | null> {
  const [setting, value] = "name" in by ? ["prorata.sign_in", by.name] : ["prorata.token_hash", by.tokenHash];
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin read only");
    await client.query("select set_config($1, $2, true), set_config('statement_timeout', '5000', true)", [
      setting,
      value,
    ]);
    const { rows } = await client.query<Row>(text, [...values]);
    await client.query("commit");
    return rows[0] ?? null;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    if (isFault(error)) throw new DatabaseFault("the database cannot answer now", { cause: error });
    throw error;
  } finally {
    client.release(broken);
  }
}
