import type { Side, StoredAllocationStatus } from "@/server/domain/allocation/status";
import { pgArray } from "./arrays";
import type { Tx } from "./transaction";

/** The allocations that take part in the split, as columns in ascending clientTransactionId. */
export type SplitColumns = {
  ids: string[];
  publicIds: string[];
  clientTransactionIds: string[];
  accounts: string[];
  sides: Side[];
  amounts: string[];
  bpsCommissions: (number | null)[];
  fixedCommissions: (string | null)[];
  createdAt: string[];
  pending: boolean[];
};

type Row = [
  string,
  string,
  string,
  string,
  Side,
  string,
  number | null,
  string | null,
  string,
  StoredAllocationStatus,
];

const PAGE = 20_000;

/**
 * Reads the allocations of a batch that passed validation, whether or not they were allocated already: the split is computed over
 * all of them, so that starting again gives the same shares. Only a share of nothing is refused after validation (NO_LIQUIDITY).
 */
export async function readSplitColumns(tx: Tx, batchId: string): Promise<SplitColumns> {
  const columns: SplitColumns = {
    ids: [],
    publicIds: [],
    clientTransactionIds: [],
    accounts: [],
    sides: [],
    amounts: [],
    bpsCommissions: [],
    fixedCommissions: [],
    createdAt: [],
    pending: [],
  };
  await tx.execute(
    `declare split_rows no scroll cursor for select a.id, a.public_id, a.client_transaction_id, a.account, a.side, a.amount::text,
       a.bps_commission, a.fixed_commission::text, to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), a.status
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
  columns.publicIds.push(row[1]);
  columns.clientTransactionIds.push(row[2]);
  columns.accounts.push(row[3]);
  columns.sides.push(row[4]);
  columns.amounts.push(row[5]);
  columns.bpsCommissions.push(row[6]);
  columns.fixedCommissions.push(row[7]);
  columns.createdAt.push(row[8]);
  columns.pending.push(row[9] === "PENDING");
}

/** An allocation's share as plain decimal text. */
export type Share = { id: string; quantity: string; gross: string; fee: string; netMoney: string };

/** Moves the allocations from PENDING to COMPLETE with their shares and answers how many moved; assumes the batch is held. */
export async function completeAllocations(
  tx: Tx,
  batchId: string,
  at: Date,
  shares: readonly Share[],
): Promise<number> {
  return tx.execute(
    `update allocations a set status = 'COMPLETE', quantity = u.quantity, gross = u.gross, fee = u.fee, net_money = u.net, finished_at = $2
       from unnest($3::bigint[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[]) as u (id, quantity, gross, fee, net)
      where a.id = u.id and a.batch_id = $1 and a.status = 'PENDING'`,
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
}
