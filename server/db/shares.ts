import type { Side, StoredAllocationStatus } from "@/server/domain/allocation/status";
import { pgArray } from "./arrays";
import type { Tx } from "./transaction";

/**
 * The allocations that take part in the split, as columns in ascending clientTransactionId: only what the split and the fees need,
 * because a batch may have a million of them. What an event tells besides is read with the chunk.
 */
export type SplitColumns = {
  ids: string[];
  sides: Side[];
  amounts: string[];
  bpsCommissions: (number | null)[];
  fixedCommissions: (string | null)[];
  pending: boolean[];
};

type Row = [string, Side, string, number | null, string | null, StoredAllocationStatus];

const PAGE = 5_000;

/**
 * Reads the allocations of a batch that passed validation, whether or not they were allocated already: the split is computed over
 * all of them, so that starting again gives the same shares. Only a share of nothing is refused after validation (NO_LIQUIDITY).
 */
export async function readSplitColumns(tx: Tx, batchId: string): Promise<SplitColumns> {
  const columns: SplitColumns = {
    ids: [],
    sides: [],
    amounts: [],
    bpsCommissions: [],
    fixedCommissions: [],
    pending: [],
  };
  await tx.execute(
    `declare split_rows no scroll cursor for select a.id, a.side, a.amount::text, a.bps_commission, a.fixed_commission::text, a.status
     from allocations a where a.batch_id = ${BigInt(batchId)} and (a.status in ('PENDING', 'COMPLETE') or a.reject_code = 'NO_LIQUIDITY')
     order by a.client_transaction_id`,
  );
  for (;;) {
    const rows = (await tx.queryArrays(`fetch ${PAGE} from split_rows`)) as Row[];
    for (const row of rows) addRow(columns, row);
    if (rows.length < PAGE) return columns;
  }
}

function addRow(columns: SplitColumns, row: Row): void {
  columns.ids.push(row[0]);
  columns.sides.push(row[1]);
  columns.amounts.push(row[2]);
  columns.bpsCommissions.push(row[3]);
  columns.fixedCommissions.push(row[4]);
  columns.pending.push(row[5] === "PENDING");
}

/** An allocation's share as plain decimal text. */
export type Share = { id: string; quantity: string; gross: string; fee: string; netMoney: string };

/** What the event of a completed allocation repeats of its request; `createdAt` is RFC 3339. */
export type CompletedRequest = {
  publicId: string;
  clientTransactionId: string;
  account: string;
  amount: string;
  createdAt: string;
};

/**
 * Moves the allocations from PENDING to COMPLETE with their shares and answers the requests of those that moved, by id; assumes
 * the batch is held.
 */
export async function completeAllocations(
  tx: Tx,
  batchId: string,
  at: Date,
  shares: readonly Share[],
): Promise<Map<string, CompletedRequest>> {
  const rows = await tx.queryArrays(
    `update allocations a set status = 'COMPLETE', quantity = u.quantity, gross = u.gross, fee = u.fee, net_money = u.net, finished_at = $2
       from unnest($3::bigint[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[]) as u (id, quantity, gross, fee, net)
      where a.id = u.id and a.batch_id = $1 and a.status = 'PENDING'
      returning a.id, a.public_id, a.client_transaction_id, a.account, a.amount::text,
        to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
    [
      batchId,
      at,
      pgArray(shares, (share) => share.id),
      pgArray(shares, (share) => share.quantity),
      pgArray(shares, (share) => share.gross),
      pgArray(shares, (share) => share.fee),
      pgArray(shares, (share) => share.netMoney),
    ],
  );
  return new Map(
    (rows as [string, string, string, string, string, string][]).map((row) => [
      row[0],
      { publicId: row[1], clientTransactionId: row[2], account: row[3], amount: row[4], createdAt: row[5] },
    ]),
  );
}
