import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type StoredSettings, storedSettings } from "./control";
import { type Plan, planSchema } from "./engine";

const schemaVersion = 1;
const schema = `
  create table venue_order (
    client_order_id text primary key,
    request text not null,
    settings text not null,
    plan text not null,
    accepted_at integer not null
  ) strict;
  create table submit_request (
    position integer primary key autoincrement,
    client_order_id text,
    received_at integer not null,
    outcome text not null
  ) strict;
  create index submit_request_by_order on submit_request (client_order_id, position);
  create table control (
    scope text primary key,
    settings text not null
  ) strict;
  pragma user_version = ${schemaVersion};`;

export type SubmitOutcome = "ACCEPTED" | "REPEATED" | "CONFLICT" | "INVALID" | "REQUEST_LOST";
export type StoredOrder = { request: string; plan: Plan; acceptedAt: number };
export type SubmitRequest = {
  position: number;
  clientOrderId: string | null;
  receivedAt: string;
  outcome: string;
};

export type VenueStore = ReturnType<typeof openStore>;

/**
 * The venue's durable store in a directory, made when missing. A committed transaction survives a kill or a power cut
 * (write-ahead log, synchronised at each commit). Throws when the directory holds another version's store.
 */
export function openStore(home: string) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(home, "venue.sqlite"));
  database.exec("pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;");
  const transaction = <T>(work: () => T): T => inTransaction(database, work);
  transaction(() => {
    const version = database.prepare("pragma user_version").get()?.user_version;
    if (version === 0) database.exec(schema);
    else if (version !== schemaVersion)
      throw new Error(`${home} holds a venue store of version ${version}, this venue reads ${schemaVersion}`);
  });
  return {
    transaction,
    ...orderTable(database),
    ...requestTable(database),
    ...controlTable(database),
    /** How commits reach the disk: synchronous 2 is FULL. */
    durability: () => ({
      journalMode: database.prepare("pragma journal_mode").get()?.journal_mode,
      synchronous: database.prepare("pragma synchronous").get()?.synchronous,
    }),
    ping: () => {
      database.prepare("select 1").get();
    },
    close: () => database.close(),
  };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

function orderTable(database: DatabaseSync) {
  const insert = database.prepare(
    "insert into venue_order (client_order_id, request, settings, plan, accepted_at) values (?, ?, ?, ?, ?)",
  );
  const select = database.prepare(
    "select request, plan, accepted_at from venue_order where client_order_id = ?",
  );
  const latest = database.prepare("select coalesce(max(accepted_at), 0) as latest from venue_order");
  const counted = database.prepare(
    `select client_order_id, count(*) as orders from venue_order
      where client_order_id in (select value from json_each(?)) group by client_order_id`,
  );
  return {
    addOrder: (clientOrderId: string, order: StoredOrder, settings: StoredSettings): void => {
      const { request, plan, acceptedAt } = order;
      insert.run(clientOrderId, request, JSON.stringify(settings), JSON.stringify(plan), acceptedAt);
    },
    findOrder: (clientOrderId: string): StoredOrder | null => {
      const row = select.get(clientOrderId);
      if (!row) return null;
      const plan = planSchema.parse(JSON.parse(String(row.plan)));
      return { request: String(row.request), plan, acceptedAt: Number(row.accepted_at) };
    },
    latestAcceptance: (): number => Number(latest.get()?.latest),
    /** How many orders each of these ids has; ids without an order are left out. */
    countOrders: (clientOrderIds: string[]): Record<string, number> =>
      Object.fromEntries(
        counted
          .all(JSON.stringify(clientOrderIds))
          .map((row) => [String(row.client_order_id), Number(row.orders)]),
      ),
  };
}

function requestTable(database: DatabaseSync) {
  const insert = database.prepare(
    "insert into submit_request (client_order_id, received_at, outcome) values (?, ?, ?)",
  );
  const columns = "select position, client_order_id, received_at, outcome from submit_request";
  const page = database.prepare(`${columns} where position > ? order by position limit ?`);
  const ofOrder = database.prepare(
    `${columns} where client_order_id = ? and position > ? order by position limit ?`,
  );
  return {
    logRequest: (clientOrderId: string | null, receivedAt: number, outcome: SubmitOutcome): void => {
      insert.run(clientOrderId, receivedAt, outcome);
    },
    listRequests: (clientOrderId: string | null, after: number, limit: number): SubmitRequest[] =>
      (clientOrderId === null ? page.all(after, limit) : ofOrder.all(clientOrderId, after, limit)).map(
        (row) => ({
          position: Number(row.position),
          clientOrderId: row.client_order_id === null ? null : String(row.client_order_id),
          receivedAt: new Date(Number(row.received_at)).toISOString(),
          outcome: String(row.outcome),
        }),
      ),
  };
}

function controlTable(database: DatabaseSync) {
  const upsert = database.prepare(
    "insert into control (scope, settings) values (?, ?) on conflict (scope) do update set settings = excluded.settings",
  );
  const select = database.prepare("select settings from control where scope = ?");
  const selectAll = database.prepare("select scope, settings from control order by scope");
  const remove = database.prepare("delete from control where scope = ?");
  const removeAll = database.prepare("delete from control");
  return {
    /** What was set for a scope; empty when nothing was. */
    settingsOf: (scope: string): StoredSettings => {
      const row = select.get(scope);
      return row ? storedSettings.parse(JSON.parse(String(row.settings))) : {};
    },
    listSettings: (): Map<string, StoredSettings> =>
      new Map(
        selectAll
          .all()
          .map((row) => [String(row.scope), storedSettings.parse(JSON.parse(String(row.settings)))]),
      ),
    saveSettings: (scope: string, settings: StoredSettings): void => {
      upsert.run(scope, JSON.stringify(settings));
    },
    forgetSettings: (scope: string): void => {
      remove.run(scope);
    },
    forgetAllSettings: (): void => {
      removeAll.run();
    },
  };
}
