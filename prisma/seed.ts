import { hash } from "@node-rs/argon2";
import pg from "pg";

/** The sandbox world that `npm start` gives: two firms, their people, accounts with opening balances, and five instruments. */

const PASSWORD = "prorata-demo";

type FirmSeed = {
  code: string;
  name: string;
  people: { email: string; name: string; role: "TRADER" | "APPROVER" | "VIEWER" | "ADMIN" }[];
  logonId: string;
  accounts: { prefix: string; last: number; emptyFirst: boolean };
};

const firms: FirmSeed[] = [
  {
    code: "demo-advisors",
    name: "Demo Advisors",
    people: [
      { email: "trader@demo.test", name: "Tess Trader", role: "TRADER" },
      { email: "approver@demo.test", name: "Abel Approver", role: "APPROVER" },
      { email: "viewer@demo.test", name: "Vera Viewer", role: "VIEWER" },
      { email: "admin@demo.test", name: "Ada Admin", role: "ADMIN" },
    ],
    logonId: "demo-api",
    accounts: { prefix: "AT", last: 5000, emptyFirst: true },
  },
  {
    code: "other-advisors",
    name: "Other Advisors",
    people: [{ email: "trader@other.test", name: "Otto Trader", role: "TRADER" }],
    logonId: "other-api",
    accounts: { prefix: "OT", last: 10, emptyFirst: false },
  },
];

const instruments = [
  ["BTCUSD", "BTC"],
  ["ETHUSD", "ETH"],
  ["BCHUSD", "BCH"],
  ["LTCUSD", "LTC"],
  ["SOLUSD", "SOL"],
] as const;

/** What each investor account opens with; text, because money is never a JS number. */
const opening = [
  ["USD", "1000000"],
  ["BTC", "10"],
  ["ETH", "100"],
  ["BCH", "100"],
  ["LTC", "1000"],
  ["SOL", "1000"],
] as const;

/** Fills an empty, migrated database with the sandbox; does nothing when it is there already. One transaction. */
export async function seedSandbox(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "prorata-seed" });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended('prorata.seed', 0))");
    const seeded = await client.query("select 1 from instruments limit 1");
    if (seeded.rowCount === 0) await seedAll(client);
    // Without statistics the first large batch is planned as if there were ten accounts; autovacuum may come minutes later.
    if (seeded.rowCount === 0) await client.query("analyze");
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  } finally {
    await client.end();
  }
}

async function seedAll(client: pg.Client): Promise<void> {
  for (const [symbol, asset] of instruments) {
    await client.query(
      `insert into instruments (symbol, base_asset, quantity_decimals, price_decimals, minimum_order_quantity, minimum_order_notional)
       values ($1, $2, 8, 2, 0.00000001, 1)`,
      [symbol, asset],
    );
  }
  const passwordHash = await hash(PASSWORD);
  for (const firm of firms) await seedFirm(client, firm, passwordHash);
}

async function seedFirm(client: pg.Client, firm: FirmSeed, passwordHash: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    "insert into firms (code, name, always_open) values ($1, $2, true) returning id",
    [firm.code, firm.name],
  );
  const firmId = rows[0]?.id;
  await client.query("select set_config('prorata.firm_id', $1, true)", [firmId]);
  for (const person of firm.people) {
    await client.query(
      "insert into operators (firm_id, email, display_name, role, password_hash) values ($1, $2, $3, $4, $5)",
      [firmId, person.email, person.name, person.role, passwordHash],
    );
  }
  await client.query("insert into api_logins (firm_id, logon_id, password_hash) values ($1, $2, $3)", [
    firmId,
    firm.logonId,
    passwordHash,
  ]);
  await client.query(
    `with house as (insert into ledger_accounts (firm_id, kind)
       select $1, kind from unnest(array['FIRM_ALLOCATION', 'FEE_REVENUE', 'MARKET', 'CUSTODY']) as kind returning id, kind)
     insert into firm_allocation_accounts (firm_id, ledger_account_id) select $1, id from house where kind = 'FIRM_ALLOCATION'`,
    [firmId],
  );
  await seedAccounts(client, firmId, firm);
  await deposit(client, firmId);
}

async function seedAccounts(client: pg.Client, firmId: string | undefined, firm: FirmSeed): Promise<void> {
  const { prefix, last, emptyFirst } = firm.accounts;
  const first = emptyFirst ? 0 : 1;
  // Two ledger accounts each, numbered side by side: what the investor holds, and what is due until it settles.
  await client.query(
    `with made as (insert into ledger_accounts (firm_id, kind)
       select $1, kind from generate_series($2::int, $3::int) n, unnest(array['INVESTOR', 'INVESTOR_UNSETTLED']) as kind order by n, kind returning id, kind),
     numbered as (select id, kind, row_number() over (partition by kind order by id) + $2::int - 1 as n from made)
     insert into investor_accounts (firm_id, account, display_name, email, ledger_account_id, unsettled_ledger_account_id)
     select $1, $4 || lpad(n::text, 5, '0'), 'Investor ' || $4 || lpad(n::text, 5, '0'),
       lower($4) || lpad(n::text, 5, '0') || '@investors.test', max(id) filter (where kind = 'INVESTOR'), max(id) filter (where kind = 'INVESTOR_UNSETTLED')
     from numbered group by n order by n`,
    [firmId, first, last, prefix],
  );
}

/** Opening balances as balanced entries against custody; the account numbered 0 holds nothing. */
async function deposit(client: pg.Client, firmId: string | undefined): Promise<void> {
  await client.query(
    `with custody as (select id from ledger_accounts where firm_id = $1 and kind = 'CUSTODY'),
     holders as (select ledger_account_id, row_number() over (order by id) as n from investor_accounts where firm_id = $1 and account !~ '^[A-Z]+0+$'),
     entries as (insert into journal_entries (firm_id, kind) select $1, 'DEPOSIT' from holders returning id),
     paired as (select h.ledger_account_id, e.id as entry_id from holders h join (select id, row_number() over (order by id) as n from entries) e using (n)),
     opening as (select * from unnest($2::text[], $3::numeric[]) with ordinality as o (asset, amount, line)),
     posted as (insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount)
       select p.entry_id, o.line * 2 - leg.half, $1, leg.account, o.asset, leg.amount from paired p cross join opening o cross join custody c
         cross join lateral (values (1, p.ledger_account_id, o.amount), (0, c.id, -o.amount)) as leg (half, account, amount)
       returning ledger_account_id, asset, amount)
     insert into balances (ledger_account_id, asset, firm_id, amount, overdraft)
     select p.ledger_account_id, p.asset, $1, sum(p.amount), a.kind <> 'INVESTOR' from posted p join ledger_accounts a on a.id = p.ledger_account_id
     group by p.ledger_account_id, p.asset, a.kind`,
    [firmId, opening.map(([asset]) => asset), opening.map(([, amount]) => amount)],
  );
}
