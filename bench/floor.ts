import pg from "pg";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import type { Desk } from "./desk";

type CopyConnection = { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** COPY FROM STDIN over the driver's own protocol calls. */
function copyIn(client: pg.ClientBase, text: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = Object.assign(new pg.Query(text), {
      handleCopyInResponse: (connection: CopyConnection) => {
        connection.sendCopyFromChunk(data);
        connection.endCopyFrom();
      },
    });
    query.on("end", () => resolve());
    query.on("error", reject);
    client.query(query);
  });
}

export type FloorTimes = { ms: number; steps: [string, number][] };

/** Runs steps in one transaction of the firm, as the role the processes use, and times each. Nested loops are off: rows of the same transaction have no statistics. */
async function inOneTransaction(
  desk: Desk,
  steps: readonly (readonly [string, (client: pg.Client) => Promise<unknown>])[],
): Promise<FloorTimes> {
  const client = new pg.Client({ connectionString: desk.appUrl });
  await client.connect();
  try {
    const startedAt = performance.now();
    const times: [string, number][] = [];
    await client.query(
      `begin; set local enable_nestloop = off; set local prorata.firm_id = '${BigInt(desk.trader.firmId)}'`,
    );
    for (const [name, run] of [...steps, ["commit", (one: pg.Client) => one.query("commit")] as const]) {
      const at = performance.now();
      await run(client);
      times.push([name, performance.now() - at]);
    }
    return { ms: performance.now() - startedAt, steps: times };
  } finally {
    await client.end();
  }
}

/** COPY into a temporary table and one set-based insert into allocations; making the COPY text is inside the time. */
export function ingestFloor(
  desk: Desk,
  batchId: string,
  requests: readonly AllocationRequest[],
  onConflict = "",
): Promise<FloorTimes> {
  return inOneTransaction(desk, [
    [
      "temp table",
      (client) =>
        client.query(
          "create temp table incoming (ctid_ uuid, account text, side text, symbol text, amount numeric, bps int) on commit drop",
        ),
    ],
    [
      "copy",
      (client) => {
        const line = (row: AllocationRequest): string =>
          `${row.clientTransactionId}\t${row.account}\t${row.side}\t${row.symbol}\t${row.amount}\t${row.bpsCommission ?? "\\N"}\n`;
        return copyIn(client, "copy incoming from stdin", Buffer.from(requests.map(line).join("")));
      },
    ],
    [
      "insert allocations",
      (client) =>
        client.query(
          `insert into allocations (firm_id, batch_id, client_transaction_id, account, investor_account_id, side, symbol, amount, bps_commission)
           select $1, $2, i.ctid_, i.account, a.id, i.side, i.symbol, i.amount, i.bps
             from incoming i join investor_accounts a on a.firm_id = $1 and a.account = i.account ${onConflict}`,
          [desk.trader.firmId, batchId],
        ),
    ],
  ]);
}

/** The same once more, with nothing left to insert. */
export function againFloor(
  desk: Desk,
  batchId: string,
  requests: readonly AllocationRequest[],
): Promise<FloorTimes> {
  return ingestFloor(desk, batchId, requests, "on conflict (firm_id, client_transaction_id) do nothing");
}

const legs = `(values (1, i.ledger_account_id, 'BTC', a.quantity), (2, h.house, 'BTC', -a.quantity),
  (3, i.unsettled_ledger_account_id, 'USD', -a.net_money), (4, h.house, 'USD', a.gross), (5, h.fees, 'USD', a.fee))`;

/** Writes for an open batch of BUY allocations what allocating it writes: the same rows, entries, balances and event sizes. */
export function closeFloor(desk: Desk, batchId: string, like: { price: string; bodyLength: number }) {
  const { firmId } = desk.trader;
  const run = (text: string, values: unknown[]) => (client: pg.Client) => client.query(text, values);
  return inOneTransaction(desk, [
    [
      "allocations",
      run(
        `update allocations a set status = 'COMPLETE', quantity = s.quantity, gross = s.gross, fee = s.fee, net_money = s.gross + s.fee, finished_at = now()
           from (select id, trunc((amount - fee) / $2::numeric, 8) as quantity, amount - fee as gross, fee
             from (select id, amount, round(amount * bps_commission / 10000, 2) as fee from allocations where batch_id = $1) x) s
          where a.id = s.id`,
        [batchId, like.price],
      ),
    ],
    [
      "journal_entries",
      run(
        "insert into journal_entries (firm_id, kind, batch_id, allocation_id) select $1, 'ALLOCATION', $2, id from allocations where batch_id = $2 order by id",
        [firmId, batchId],
      ),
    ],
    [
      "postings",
      run(
        `with h as (select max(id) filter (where kind = 'FIRM_ALLOCATION') as house, max(id) filter (where kind = 'FEE_REVENUE') as fees
           from ledger_accounts where firm_id = $1 and kind in ('FIRM_ALLOCATION', 'FEE_REVENUE'))
         insert into postings (entry_id, line, firm_id, ledger_account_id, asset, amount)
         select e.id, leg.line, $1, leg.account, leg.asset, leg.amount from journal_entries e join allocations a on a.id = e.allocation_id
           join investor_accounts i on i.id = a.investor_account_id cross join h cross join lateral ${legs} as leg (line, account, asset, amount)
          where e.batch_id = $2 and leg.amount <> 0`,
        [firmId, batchId],
      ),
    ],
    [
      "balances",
      run(
        `update balances b set amount = b.amount + d.amount from (select p.ledger_account_id, p.asset, sum(p.amount) as amount from postings p
           join journal_entries e on e.id = p.entry_id where e.batch_id = $1 group by 1, 2) d
          where b.ledger_account_id = d.ledger_account_id and b.asset = d.asset`,
        [batchId],
      ),
    ],
    [
      "outbox_events",
      run(
        `insert into outbox_events (firm_id, batch_id, seq, kind, status, allocation_id, event_type, message_id, body)
         select $1, $2, 1 + row_number() over (order by id), 'allocation', 'COMPLETE', id, 'batch.event', gen_random_uuid(),
           rpad(format('{"id":"%s","client_transaction_id":"%s","account":"%s","quantity":"%s","gross":"%s","fee":"%s","net":"%s"}',
             public_id, client_transaction_id, account, quantity, gross, fee, net_money), $3::int, 'x') from allocations where batch_id = $2`,
        [firmId, batchId, like.bodyLength],
      ),
    ],
    [
      "batch",
      async (client) => {
        await client.query(
          "update batches set status = 'CLOSED', declared_count = n, accepted_count = n, completed_count = n, closed_at = now(), event_seq = n + 1 from (select count(*)::int as n from allocations where batch_id = $1) c where id = $1",
          [batchId],
        );
        await client.query("update batches set status = 'IN_PROGRESS' where id = $1", [batchId]);
        await client.query("update batches set status = 'COMPLETE', finished_at = now() where id = $1", [
          batchId,
        ]);
      },
    ],
  ]);
}
