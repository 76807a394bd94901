import type { Side, StoredAllocationStatus } from "@/server/domain/allocation/status";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import type { Rejection } from "@/server/domain/reject-reasons";
import { pgArray } from "./arrays";
import type { Tx } from "./transaction";

export type InsertedAllocation = {
  id: string;
  publicId: string;
  clientTransactionId: string;
  createdAt: Date;
};

/** Investor account ids by the firm's account text, for those that exist. */
export async function findAccountIds(tx: Tx, accounts: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ account: string; id: string }>(
    "select account, id from investor_accounts where firm_id = $1 and account = any($2::text[])",
    [tx.firmId, accounts],
  );
  return new Map(rows.map((row) => [row.account, row.id]));
}

/** Tradable coins of accounts as plain text, zero where there is no balance. */
export async function readTradable(
  tx: Tx,
  accounts: readonly string[],
  asset: string,
): Promise<Map<string, string>> {
  const rows = await tx.query<{ account: string; amount: string }>(
    `select a.account, trim_scale(coalesce(b.amount, 0))::text as amount from investor_accounts a
     left join balances b on b.ledger_account_id = a.ledger_account_id and b.asset = $3
     where a.firm_id = $1 and a.account = any($2::text[])`,
    [tx.firmId, accounts, asset],
  );
  return new Map(rows.map((row) => [row.account, row.amount]));
}

export type NewAllocation = {
  request: AllocationRequest;
  investorAccountId: string | null;
  rejection: Rejection | null;
};

/**
 * Inserts allocations in one statement; those whose clientTransactionId the firm has used are left out and missing from the
 * answer (P11). Assumes the batch is held SHARE (or stronger) and, for accepted rows, OPEN: the database checks both again.
 */
export async function insertAllocations(
  tx: Tx,
  batchId: string,
  at: Date,
  rows: readonly NewAllocation[],
): Promise<InsertedAllocation[]> {
  return tx.query<InsertedAllocation>(
    `insert into allocations (firm_id, batch_id, client_transaction_id, account, investor_account_id, side, symbol, amount,
       bps_commission, fixed_commission, status, reject_code, reject_reason, created_at, finished_at)
     select $1, $2, u.ctid, u.account, u.investor, u.side, u.symbol, u.amount, u.bps, u.fixed,
       case when u.code is null then 'PENDING' else 'REJECTED' end, u.code, u.reason, $3, case when u.code is not null then $3::timestamptz end
     from unnest($4::uuid[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::numeric[], $10::int[], $11::numeric[], $12::text[], $13::text[])
       as u (ctid, account, investor, side, symbol, amount, bps, fixed, code, reason)
     on conflict (firm_id, client_transaction_id) do nothing
     returning id, public_id as "publicId", client_transaction_id as "clientTransactionId", created_at as "createdAt"`,
    [
      tx.firmId,
      batchId,
      at,
      pgArray(rows, (row) => row.request.clientTransactionId),
      rows.map((row) => row.request.account),
      pgArray(rows, (row) => row.investorAccountId),
      pgArray(rows, (row) => row.request.side),
      rows.map((row) => row.request.symbol),
      pgArray(rows, (row) => row.request.amount),
      pgArray(rows, (row) => row.request.bpsCommission ?? null),
      pgArray(rows, (row) => row.request.fixedCommission ?? null),
      pgArray(rows, (row) => row.rejection?.code ?? null),
      rows.map((row) => row.rejection?.reason ?? null),
    ],
  );
}

export type StoredRequest = AllocationRequest & { status: StoredAllocationStatus };

/** The stored requests behind clientTransactionIds of the firm, whatever batch they are in. */
export async function findRequests(
  tx: Tx,
  clientTransactionIds: readonly string[],
): Promise<Map<string, StoredRequest>> {
  const rows = await tx.query<StoredRequest & { side: Side }>(
    `select a.account, a.amount::text as amount, b.batch_transaction_id as "batchTransactionId",
       a.client_transaction_id as "clientTransactionId", a.side, a.symbol, a.bps_commission as "bpsCommission",
       a.fixed_commission::text as "fixedCommission", a.status
     from allocations a join batches b on b.id = a.batch_id
     where a.firm_id = $1 and a.client_transaction_id = any($2::uuid[])`,
    [tx.firmId, clientTransactionIds],
  );
  return new Map(rows.map((row) => [row.clientTransactionId, row]));
}
