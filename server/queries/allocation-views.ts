import type pg from "pg";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import {
  type AllocationStatus,
  allocationStatus,
  type Side,
  type StoredAllocationStatus,
} from "@/server/domain/allocation/status";
import type { BatchStatus } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import { type AllocationRequestEcho, echoAllocation } from "@/server/domain/events";
import { rejectReason } from "@/server/domain/reject-reasons";
import { cutPage, getBatchOf, type Page, type PageRequest } from "./batch-views";

/** An allocation as the contract words it (domain.md A.3); money and quantity are there when it is COMPLETE. */
export type AllocationView = {
  createdAt: string;
  feeApplied?: string;
  id: string;
  netMoney?: string;
  price?: string;
  quantity?: string;
  rejectReason?: string;
  request: AllocationRequestEcho;
  status: AllocationStatus;
};

type Row = {
  rowId: string;
  id: string;
  createdAt: Date;
  account: string;
  amount: string;
  batchTransactionId: string;
  clientTransactionId: string;
  side: Side;
  symbol: string;
  bpsCommission: number | null;
  fixedCommission: string | null;
  status: StoredAllocationStatus;
  batchStatus: BatchStatus;
  rejectReason: string | null;
  price: string | null;
  quantity: string | null;
  fee: string | null;
  netMoney: string | null;
};

// The amount is text of the column itself, which keeps the trailing zeros of the request.
const select = `select a.id::text as "rowId", a.public_id as id, a.created_at as "createdAt", a.account, a.amount::text as amount,
  b.batch_transaction_id as "batchTransactionId", a.client_transaction_id as "clientTransactionId", a.side, a.symbol,
  a.bps_commission as "bpsCommission", a.fixed_commission::text as "fixedCommission", a.status, b.status as "batchStatus",
  case a.status when 'CANCELLED' then b.reject_reason else a.reject_reason end as "rejectReason",
  trim_scale(o.average_price)::text as price, trim_scale(a.quantity)::text as quantity, trim_scale(a.fee)::text as fee,
  trim_scale(a.net_money)::text as "netMoney"
  from allocations a join batches b on b.id = a.batch_id left join orders o on o.batch_id = a.batch_id`;

function viewOf(row: Row): AllocationView {
  const { fee, netMoney, price, quantity } = row;
  const isComplete = row.status === "COMPLETE" && fee !== null && netMoney !== null;
  return {
    createdAt: row.createdAt.toISOString(),
    ...(isComplete && fee !== "0" ? { feeApplied: fee } : {}),
    id: row.id,
    ...(isComplete && price !== null && quantity !== null ? { netMoney, price, quantity } : {}),
    ...(row.rejectReason === null ? {} : { rejectReason: row.rejectReason }),
    request: echoAllocation(row),
    status: allocationStatus(row.status, row.batchStatus),
  };
}

/** The allocation with this id of the firm; throws ALLOCATION_NOT_FOUND, also for another firm's. */
export function getAllocationView(
  pool: pg.Pool,
  firmId: string,
  clientTransactionId: string,
): Promise<AllocationView> {
  return withFirmTx(pool, firmId, async (tx) => {
    const [row] = await tx.query<Row>(`${select} where a.firm_id = $1 and a.client_transaction_id = $2`, [
      firmId,
      clientTransactionId,
    ]);
    if (row !== undefined) return viewOf(row);
    throw new AppError("ALLOCATION_NOT_FOUND", rejectReason.allocationNotFound(), { clientTransactionId });
  });
}

const statusCondition: Record<AllocationStatus, string> = {
  PENDING: "and a.status = 'PENDING' and b.status <> 'IN_PROGRESS'",
  IN_PROGRESS: "and a.status = 'PENDING' and b.status = 'IN_PROGRESS'",
  COMPLETE: "and a.status = 'COMPLETE'",
  REJECTED: "and a.status = 'REJECTED'",
  CANCELLED: "and a.status = 'CANCELLED'",
};

/**
 * The allocations of a batch in the order they arrived. While the batch is OPEN a page may miss one that is being added at the
 * same moment; once it is closed the pages are whole. Throws BATCH_NOT_FOUND.
 */
export function listAllocationViews(
  pool: pg.Pool,
  firmId: string,
  batchTransactionId: string,
  input: PageRequest & { status?: AllocationStatus | undefined },
): Promise<Page<AllocationView>> {
  return withFirmTx(pool, firmId, async (tx: Tx) => {
    const batch = await getBatchOf(tx, batchTransactionId);
    const condition = input.status === undefined ? "" : statusCondition[input.status];
    const rows = await tx.query<Row>(
      `${select} where a.batch_id = $1 and ($2::bigint is null or a.id > $2) ${condition} order by a.id limit $3`,
      [batch.id, input.cursor ?? null, input.limit + 1],
    );
    return cutPage(rows, input.limit, viewOf);
  });
}
