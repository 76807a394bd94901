import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenedBatch, openWith, runBatch } from "@/server/testing/batches";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { runInvariants } from "./verify";

/** Bad writes that no service makes, tried as web and worker are connected: the database itself must refuse each. */

let desk: Harness;
let done: OpenedBatch;
let open: OpenedBatch;
beforeAll(async () => {
  desk = await startHarness();
  done = await runBatch(desk, {
    type: "NOTIONAL",
    lines: [
      { account: "AT00001", amount: "100" },
      { account: "AT00002", amount: "200" },
    ],
  });
  await runBatch(desk, { type: "QUANTITY", actor: desk.other, lines: [{ account: "OT00001", amount: "1" }] });
  await openWith(desk, { type: "QUANTITY", actor: desk.other, lines: [] });
  open = await openWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00003", amount: "5" }] });
  await desk.placeEvents();
});
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

type Values = Record<string, string>;

/** Runs a statement as the app role within the demo firm; `{name}` in it stands for the id of that name. */
async function attempt(text: string, firm = desk.trader.firmId): Promise<number> {
  const { rows } = await desk.owner.query<Values>(
    `select b.id as done, o.id as open, f.id as firm, f2.id as other_firm, ord.id as order, ord2.id as other_order, b2.id as other_batch,
       (select min(id) from allocations where batch_id = b.id) as complete, (select min(id) from allocations where batch_id = o.id) as pending,
       (select id from ledger_accounts where firm_id = f.id and kind = 'MARKET') as market, (select id from ledger_accounts where firm_id = f.id and kind = 'CUSTODY') as custody,
       (select id from ledger_accounts where firm_id = f2.id and kind = 'MARKET') as other_market,
       (select min(id) from journal_entries where firm_id = f.id) as entry, (select min(id) from investor_accounts where firm_id = f.id) as account,
       (select min(id) from investor_accounts where firm_id = f2.id) as other_account
     from batches b, batches o, firms f, firms f2, orders ord, orders ord2, batches b2
     where b.id = $1 and o.id = $2 and f.id = $3 and f2.id = $4 and ord.batch_id = b.id and b2.firm_id = f2.id and b2.status = 'OPEN' and ord2.firm_id = f2.id limit 1`,
    [done.batchId, open.batchId, desk.trader.firmId, desk.other.firmId],
  );
  const ids = rows[0] ?? {};
  const client = await desk.ctx.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('prorata.firm_id', $1, true)", [firm]);
    const result = await client.query(
      text.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? `no ${name}`),
    );
    return result.rowCount ?? 0;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

const order = (column: string, value: string): string =>
  `insert into orders (firm_id, batch_id, client_order_id, symbol, side, time_in_force, quantity${column === "" ? "" : `, ${column}`})
   values ({firm}, {open}, 'x', 'BTCUSD', 'BUY', 'IOC', 1${column === "" ? "" : `, ${value}`})`;
const allocation = (values: Values): string => {
  const row: Values = {
    firm_id: "{firm}",
    batch_id: "{open}",
    client_transaction_id: `'${newId()}'`,
    account: "'AT00001'",
    investor_account_id: "{account}",
    side: "'BUY'",
    symbol: "'BTCUSD'",
    amount: "1",
    ...values,
  };
  return `insert into allocations (${Object.keys(row)}) values (${Object.values(row)})`;
};
const event = (values: Values): string => {
  const row: Values = {
    firm_id: "{firm}",
    batch_id: "{open}",
    seq: "99",
    kind: "'batch'",
    status: "'OPEN'",
    event_type: "'x'",
    message_id: `'${newId()}'`,
    body: "'{}'",
    ...values,
  };
  return `insert into outbox_events (${Object.keys(row)}) values (${Object.values(row)})`;
};
const legs = (entry: string, ...rows: string[]): string =>
  `insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount) values ${rows.map((row, n) => `(${entry}, ${20 + n}, {firm}, ${row})`)}`;

test("the attempts themselves work: a good write passes", async () => {
  expect(await attempt(allocation({}))).toBe(1);
  expect(await attempt(order("", ""))).toBe(1);
  expect(await attempt("update batches set attention = 'x' where id = {open}")).toBe(1);
  expect(await attempt(event({}))).toBe(1);
  expect(await attempt(event({ kind: "'order'", status: "'NEW'" }))).toBe(1);
  expect(await attempt(event({ kind: "'order'", status: "'PARTIALLY_FILLED'", batch_id: "{done}" }))).toBe(1);
});

describe("what was written stands", () => {
  const never: string[] = [
    "delete from batches where id = {open}",
    "delete from allocations where id = {pending}",
    "delete from orders where id = {order}",
    "delete from fills",
    "delete from journal_entries",
    "delete from postings",
    "delete from balances",
    "delete from outbox_events",
    "delete from event_ranges",
    "delete from audit_entries",
    "delete from allocation_statements",
    "truncate postings",
    "truncate journal_entries",
    "truncate allocations",
    "update fills set price = price * 2",
    "update postings set amount = amount * 2",
    "update journal_entries set posted_at = now()",
    "update outbox_events set body = '{}'",
    "update event_ranges set first_position = first_position + 1",
    "update audit_entries set actor = 'x'",
    "update allocation_statements set sha256 = sha256('x')",
    "update ledger_accounts set kind = 'INVESTOR'",
    "update investor_accounts set account = 'x'",
    "update firms set check_buying_power = false",
    "update firms set default_bps_commission = 1",
    "update instruments set quantity_decimals = 2",
    "update operators set role = 'ADMIN'",
    "update balances set overdraft = true",
    "update balances set firm_id = {other_firm}",
    "insert into firms (code, name) values ('mine', 'Mine')",
    "insert into instruments (symbol, base_asset, quantity_decimals, price_decimals, minimum_order_quantity, minimum_order_notional) values ('XUSD', 'X', 8, 2, 1, 1)",
    "insert into operators (firm_id, email, display_name, role, password_hash) values ({firm}, 'x@x.test', 'x', 'ADMIN', 'x')",
    "alter table batches disable trigger all",
    "alter table batches disable row level security",
    "drop table fills",
    "create table public.loot (id int)",
    "set session_replication_role = replica",
    "set role prorata",
    "copy allocations to program 'cat'",
  ];
  test.each(never)("%s", async (text) => {
    await expect(attempt(text)).rejects.toThrow(
      /permission denied|must be owner|is refused|cannot set parameter/,
    );
  });

  test("also for the owner, except for what no trigger can stop", async () => {
    const client = await desk.owner.connect();
    const refused = [
      "update fills set price = 1",
      "delete from fills",
      "update postings set amount = 1",
      "delete from postings",
      "truncate postings",
      "truncate journal_entries cascade",
      "update journal_entries set kind = 'DEPOSIT'",
      "delete from journal_entries",
      "update outbox_events set body = ''",
      "delete from outbox_events",
      "update audit_entries set actor = ''",
      "delete from audit_entries",
      "update allocation_statements set line_count = 0",
      "delete from allocations",
      "delete from batches",
      "delete from orders",
      "update ledger_accounts set kind = 'MARKET'",
      "delete from event_ranges",
    ];
    for (const text of refused) await expect(client.query(text), text).rejects.toThrow(/is refused/);
    client.release();
  });
});

describe("a batch", () => {
  const bad: string[] = [
    "update batches set symbol = 'ETHUSD' where id = {open}",
    "update batches set firm_id = {other_firm} where id = {open}",
    "update batches set type = 'QUANTITY' where id = {open}",
    "update batches set public_id = gen_random_uuid() where id = {open}",
    "update batches set partial_fill = 'ALL_OR_NONE' where id = {open}",
    "update batches set status = 'COMPLETE' where id = {open}",
    "update batches set status = 'IN_PROGRESS' where id = {done}",
    "update batches set status = 'CLOSED', declared_count = 1, accepted_count = 2, closed_at = now() where id = {open}",
    "update batches set status = 'CLOSED' where id = {open}",
    "update batches set status = 'REJECTED' where id = {open}",
    "update batches set reject_code = 'X', reject_reason = 'x' where id = {open}",
    "update batches set declared_count = 1 where id = {done}",
    "update batches set event_seq = event_seq - 1 where id = {done}",
    "update batches set positioned_seq = positioned_seq - 1 where id = {done}",
    "update batches set positioned_seq = event_seq + 1 where id = {open}",
    "update batches set completed_count = completed_count + 1 where id = {done}",
    "update batches set rejected_count = rejected_count + 1 where id = {done}",
    "update batches set finished_at = now() where id = {done}",
    "update batches set reference_price = 'NaN' where id = {open}",
    "update batches set reference_price = 0 where id = {open}",
    "insert into batches (firm_id, batch_transaction_id, symbol, instrument_symbol, type, opened_by) values ({other_firm}, gen_random_uuid(), 'BTCUSD', 'BTCUSD', 'NOTIONAL', 'x')",
    "insert into batches (firm_id, batch_transaction_id, symbol, type, opened_by) values ({firm}, gen_random_uuid(), 'DOGEUSD', 'NOTIONAL', 'x')",
  ];
  test.each(bad)("%s", async (text) => {
    await expect(attempt(text)).rejects.toThrow();
  });
});

describe("an allocation", () => {
  const bad: [string, () => string][] = [
    ["of nothing", () => allocation({ amount: "0" })],
    ["below nothing", () => allocation({ amount: "-1" })],
    ["of NaN", () => allocation({ amount: "'NaN'" })],
    ["of infinity", () => allocation({ amount: "'Infinity'" })],
    ["of 19 decimals", () => allocation({ amount: "1.0000000000000000001" })],
    ["of 10^15", () => allocation({ amount: "1000000000000000" })],
    ["with a fee of NaN", () => allocation({ fixed_commission: "'NaN'" })],
    ["with 10,001 bps", () => allocation({ bps_commission: "10001" })],
    ["on neither side", () => allocation({ side: "'HOLD'" })],
    ["of a finished batch", () => allocation({ batch_id: "{done}" })],
    ["of another symbol", () => allocation({ symbol: "'ETHUSD'" })],
    ["in another firm's batch", () => allocation({ batch_id: "{other_batch}" })],
    ["of another firm", () => allocation({ firm_id: "{other_firm}" })],
    ["for another firm's account", () => allocation({ investor_account_id: "{other_account}" })],
    ["without an account", () => allocation({ investor_account_id: "null" })],
    ["rejected for no reason", () => allocation({ status: "'REJECTED'" })],
    ["complete without a share", () => allocation({ status: "'COMPLETE'" })],
    [
      "with a share and not complete",
      () => allocation({ quantity: "1", gross: "1", fee: "0", net_money: "1" }),
    ],
    [
      "whose share does not add up",
      () =>
        "update allocations set status = 'COMPLETE', quantity = 1, gross = 5, fee = 1, net_money = 5 where id = {pending}",
    ],
    [
      "with a share of NaN",
      () =>
        "update allocations set status = 'COMPLETE', quantity = 'NaN', gross = 5, fee = 0, net_money = 5 where id = {pending}",
    ],
    [
      "with a share of nothing",
      () =>
        "update allocations set status = 'COMPLETE', quantity = 0, gross = 0, fee = 0, net_money = 0 where id = {pending}",
    ],
    ["completed twice", () => "update allocations set quantity = quantity where id = {complete}"],
    [
      "taken back",
      () =>
        "update allocations set status = 'PENDING', quantity = null, gross = null, fee = null, net_money = null where id = {complete}",
    ],
    ["with another amount afterwards", () => "update allocations set amount = 6 where id = {pending}"],
    [
      "with another account afterwards",
      () => "update allocations set account = 'AT00009' where id = {pending}",
    ],
    ["with another fee afterwards", () => "update allocations set bps_commission = 1 where id = {pending}"],
  ];
  test.each(bad)("%s", async (_, text) => {
    await expect(attempt(text())).rejects.toThrow();
  });

  test("whose clientTransactionId the firm has used", async () => {
    const used = `(select client_transaction_id from allocations where id = {pending})`;
    await expect(attempt(allocation({ client_transaction_id: used }))).rejects.toThrow(
      /client_transaction_id_key/,
    );
  });
});

describe("an order", () => {
  const bad: [string, () => string][] = [
    ["for a batch that has one", () => order("", "").replace("{open}", "{done}")],
    [
      "under a clientOrderId that is taken",
      () => order("", "").replace("'x'", "(select client_order_id from orders limit 1)"),
    ],
    ["of coins and dollars", () => order("notional", "5")],
    ["of neither", () => order("", "").replace(", quantity)", ", notional)").replace(", 1)", ", null)")],
    ["of NaN", () => order("", "").replace(", 1)", ", 'NaN')")],
    ["filled beyond its size", () => order("cumulative_quantity", "2")],
    ["sent anew", () => "update orders set status = 'PENDING' where id = {order}"],
    [
      "filled less than before",
      () => "update orders set cumulative_quantity = cumulative_quantity / 2 where id = {order}",
    ],
    [
      "filled otherwise once it is final",
      () => "update orders set cumulative_quantity = cumulative_quantity + 0.00000001 where id = {order}",
    ],
    ["at another price once it is final", () => "update orders set average_price = 1 where id = {order}"],
    ["at another cost once it is final", () => "update orders set cumulative_cost = 1 where id = {order}"],
    ["of another size", () => "update orders set notional = 1 where id = {order}"],
    ["of another side", () => "update orders set side = 'SELL' where id = {order}"],
    [
      "for another firm's batch",
      () => order("", "").replace("{open}", "{other_batch}").replace("'x'", "'y'"),
    ],
  ];
  test.each(bad)("%s", async (_, text) => {
    await expect(attempt(text())).rejects.toThrow();
  });
});

describe("a fill", () => {
  const fill = (values: Values): string => {
    const row: Values = {
      firm_id: "{firm}",
      order_id: "{order}",
      execution_id: "'e'",
      quantity: "1",
      price: "1",
      executed_at: "now()",
      ...values,
    };
    return `insert into fills (${Object.keys(row)}) values (${Object.values(row)})`;
  };
  const bad: [string, () => string][] = [
    [
      "of an execution that is booked",
      () => fill({ execution_id: "(select execution_id from fills limit 1)" }),
    ],
    ["of nothing", () => fill({ quantity: "0" })],
    ["of NaN", () => fill({ quantity: "'NaN'" })],
    ["at no price", () => fill({ price: "0" })],
    ["at a price of NaN", () => fill({ price: "'NaN'" })],
    ["of another firm", () => fill({ firm_id: "{other_firm}" })],
    ["of another firm's order", () => fill({ order_id: "{other_order}" })],
    ["of an order that is final", () => fill({})],
  ];
  test.each(bad)("%s", async (_, text) => {
    await expect(attempt(text())).rejects.toThrow();
  });
});

describe("the books", () => {
  const bad: [string, () => string][] = [
    [
      "take no entry that does not balance",
      () => legs("{entry}", "{market}, 'USD', 1", "{custody}, 'USD', -2"),
    ],
    [
      "take no entry that balances only across assets",
      () => legs("{entry}", "{market}, 'USD', 1", "{custody}, 'BTC', -1"),
    ],
    ["take no single leg", () => legs("{entry}", "{market}, 'USD', 1")],
    ["take no leg of nothing", () => legs("{entry}", "{market}, 'USD', 0", "{custody}, 'USD', 0")],
    ["take no NaN", () => legs("{entry}", "{market}, 'USD', 'NaN'", "{custody}, 'USD', 'NaN'")],
    [
      "take no leg on another firm's account",
      () => legs("{entry}", "{market}, 'USD', 1", "{other_market}, 'USD', -1"),
    ],
    [
      "take no leg of an entry that does not exist",
      () => legs("999999999", "{market}, 'USD', 1", "{custody}, 'USD', -1"),
    ],
    [
      "take no second entry of an allocation",
      () =>
        "insert into journal_entries (firm_id, kind, batch_id, allocation_id) values ({firm}, 'ALLOCATION', {done}, {complete})",
    ],
    [
      "take no entry without its reference",
      () => "insert into journal_entries (firm_id, kind, batch_id) values ({firm}, 'ALLOCATION', {done})",
    ],
    [
      "take no entry of another firm",
      () => "insert into journal_entries (firm_id, kind) values ({other_firm}, 'DEPOSIT')",
    ],
    [
      "let no investor hold less than nothing",
      () => "update balances set amount = -0.00000001 where not overdraft",
    ],
    ["take no balance of NaN", () => "update balances set amount = 'NaN'"],
    [
      "take no balance on another firm's account",
      () =>
        "insert into balances (ledger_account_id, asset, firm_id, amount, overdraft) values ({other_market}, 'XRP', {firm}, 1, true)",
    ],
  ];
  test.each(bad)("%s", async (_, text) => {
    await expect(attempt(text())).rejects.toThrow();
  });
});

describe("an event", () => {
  const bad: [string, () => string][] = [
    ["with a number that is taken", () => event({ seq: "1" })],
    ["with the number nothing", () => event({ seq: "0" })],
    [
      "with a message_id that is taken",
      () => event({ message_id: "(select message_id from outbox_events limit 1)" }),
    ],
    [
      "that is a second outcome of an allocation",
      () => event({ kind: "'allocation'", allocation_id: "{complete}", batch_id: "{done}" }),
    ],
    ["of an allocation without one", () => event({ kind: "'allocation'" })],
    ["of an order with an allocation", () => event({ kind: "'order'", allocation_id: "{pending}" })],
    ["of nothing known", () => event({ kind: "'fill'" })],
    [
      "that is a second beginning of an order",
      () => event({ kind: "'order'", status: "'NEW'", batch_id: "{done}" }),
    ],
    [
      "that is a second end of an order",
      () => event({ kind: "'order'", status: "'CANCELLED'", batch_id: "{done}" }),
    ],
    ["of another firm", () => event({ firm_id: "{other_firm}" })],
    ["of another firm's batch", () => event({ batch_id: "{other_batch}" })],
    [
      "placed twice",
      () =>
        "insert into event_ranges select firm_id, first_position + 1000, last_position + 1000, batch_id, first_seq, last_seq from event_ranges where batch_id = {done} limit 1",
    ],
    [
      "placed where another stands",
      () =>
        "insert into event_ranges select firm_id, first_position, last_position, {open}, first_seq, last_seq from event_ranges where batch_id = {done} limit 1",
    ],
    ["placed as more than it is", () => "insert into event_ranges values ({firm}, 900, 910, {open}, 1, 2)"],
    [
      "placed for another firm's batch",
      () => "insert into event_ranges values ({firm}, 900, 900, {other_batch}, 900, 900)",
    ],
  ];
  test.each(bad)("%s", async (_, text) => {
    await expect(attempt(text())).rejects.toThrow();
  });
});

test("an audit entry is numbered and hashed by the database, whatever is asked for", async () => {
  const client = await desk.ctx.pool.connect();
  await client.query("begin");
  await client.query("select set_config('prorata.firm_id', $1, true)", [desk.trader.firmId]);
  const { rows } = await client.query(
    `insert into audit_entries (firm_id, seq, actor, action, object, at, prev_hash, hash) values ($1, 1, 'x', 'x', 'x', '2000-01-01', 'x', 'x')
     returning seq > 1 as numbered, at > now() - interval '1 minute' as dated, length(hash) as bytes`,
    [desk.trader.firmId],
  );
  await client.query("rollback");
  client.release();
  expect(rows).toEqual([{ numbered: true, dated: true, bytes: 32 }]);
});
