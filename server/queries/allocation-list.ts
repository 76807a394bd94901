import { type Reader, readAsFirm } from "@/server/db/client";
import { Prisma } from "@/server/db/generated/client";
import {
  type AllocationStatus,
  allocationStatus,
  type Side,
  type StoredAllocationStatus,
} from "@/server/domain/allocation/status";
import type { BatchStatus } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import { rejectReason } from "@/server/domain/reject-reasons";
import { uuidRange } from "./batch-list";

export type AllocationListInput = {
  batchTransactionId: string;
  search?: string | undefined;
  status?: AllocationStatus | undefined;
  side?: Side | undefined;
  /** Id of the row that the page follows or, with `before`, precedes. */
  after?: string | undefined;
  before?: string | undefined;
  limit: number;
};

export type AllocationItem = {
  id: string;
  clientTransactionId: string;
  account: string;
  side: Side;
  symbol: string;
  amount: string;
  bpsCommission: number | null;
  fixedCommission: string | null;
  status: AllocationStatus;
  rejectCode: string | null;
  rejectReason: string | null;
  quantity: string | null;
  gross: string | null;
  fee: string | null;
  netMoney: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

export type AllocationList = { items: AllocationItem[]; after: string | null; before: string | null };

type Row = {
  row_id: bigint;
  id: string;
  client_transaction_id: string;
  account: string;
  side: Side;
  symbol: string;
  amount: string;
  bps_commission: number | null;
  fixed_commission: string | null;
  status: StoredAllocationStatus;
  batch_status: BatchStatus;
  reject_code: string | null;
  reject_reason: string | null;
  quantity: string | null;
  gross: string | null;
  fee: string | null;
  net_money: string | null;
  created_at: Date;
  finished_at: Date | null;
};

// Text from the column itself keeps an amount as submitted, with its trailing zeros.
const columns = Prisma.sql`a.id as row_id, a.public_id::text as id, a.client_transaction_id::text, a.account, a.side, a.symbol, a.amount::text as amount,
  a.bps_commission, a.fixed_commission::text as fixed_commission, a.status, b.status as batch_status, a.reject_code, a.reject_reason,
  trim_scale(a.quantity)::text as quantity, trim_scale(a.gross)::text as gross, trim_scale(a.fee)::text as fee,
  trim_scale(a.net_money)::text as net_money, a.created_at, a.finished_at`;

/** Allocations of a batch in the order they arrived, a page at a time by key, never by offset. */
export function listAllocations(
  reader: Reader,
  firmId: string,
  input: AllocationListInput,
): Promise<AllocationList> {
  return readAsFirm(reader, firmId, async (read) => {
    const backwards = input.before !== undefined;
    const rows = await read.$queryRaw<Row[]>`
      select ${columns} from batches b join allocations a on a.batch_id = b.id
      where b.firm_id = ${BigInt(firmId)} and b.batch_transaction_id = ${input.batchTransactionId}::uuid ${Prisma.join(conditions(input), " ")}
      order by a.batch_id, a.id ${backwards ? Prisma.sql`desc` : Prisma.sql`asc`} limit ${input.limit + 1}`;
    const page = rows.slice(0, input.limit);
    const more = rows.length > input.limit;
    if (backwards) page.reverse();
    const first = page.at(0)?.row_id.toString() ?? null;
    const last = page.at(-1)?.row_id.toString() ?? null;
    return {
      items: page.map(itemOf),
      after: (backwards || more) && last !== null ? last : null,
      before: (backwards ? more : input.after !== undefined) && first !== null ? first : null,
    };
  });
}

function conditions(input: AllocationListInput): Prisma.Sql[] {
  const list = [Prisma.empty];
  if (input.after !== undefined) list.push(Prisma.sql`and a.id > ${BigInt(input.after)}`);
  if (input.before !== undefined) list.push(Prisma.sql`and a.id < ${BigInt(input.before)}`);
  if (input.side !== undefined) list.push(Prisma.sql`and a.side = ${input.side}`);
  if (input.status !== undefined) list.push(statusCondition(input.status));
  const text = input.search?.trim() ?? "";
  if (text !== "") list.push(searchCondition(text));
  return list;
}

function statusCondition(status: AllocationStatus): Prisma.Sql {
  if (status === "IN_PROGRESS") return Prisma.sql`and a.status = 'PENDING' and b.status = 'IN_PROGRESS'`;
  if (status === "PENDING") return Prisma.sql`and a.status = 'PENDING' and b.status <> 'IN_PROGRESS'`;
  return Prisma.sql`and a.status = ${status}`;
}

/** The start of an account, or of a clientTransactionId. */
function searchCondition(text: string): Prisma.Sql {
  const account = Prisma.sql`starts_with(upper(a.account), ${text.toUpperCase()})`;
  const range = uuidRange(text);
  if (range === null) return Prisma.sql`and ${account}`;
  return Prisma.sql`and (${account} or a.client_transaction_id between ${range.from}::uuid and ${range.to}::uuid)`;
}

const itemOf = (row: Row): AllocationItem => ({
  id: row.id,
  clientTransactionId: row.client_transaction_id,
  account: row.account,
  side: row.side,
  symbol: row.symbol,
  amount: row.amount,
  bpsCommission: row.bps_commission,
  fixedCommission: row.fixed_commission,
  status: allocationStatus(row.status, row.batch_status),
  rejectCode: row.reject_code,
  rejectReason: row.reject_reason,
  quantity: row.quantity,
  gross: row.gross,
  fee: row.fee,
  netMoney: row.net_money,
  createdAt: row.created_at,
  finishedAt: row.finished_at,
});

export type AllocationDetail = AllocationItem & {
  batchTransactionId: string;
  averagePrice: string | null;
  /** The stored event of its outcome, as it is delivered. */
  event: string | null;
};

/** One allocation of the firm with its event; throws ALLOCATION_NOT_FOUND. */
export function getAllocation(
  reader: Reader,
  firmId: string,
  clientTransactionId: string,
): Promise<AllocationDetail> {
  return readAsFirm(reader, firmId, async (read) => {
    const [row] = await read.$queryRaw<
      (Row & { batch_transaction_id: string; average_price: string | null; body: string | null })[]
    >`
      select ${columns}, b.batch_transaction_id::text, trim_scale(o.average_price)::text as average_price, e.body
      from allocations a join batches b on b.id = a.batch_id left join orders o on o.batch_id = b.id
      left join outbox_events e on e.allocation_id = a.id
      where a.firm_id = ${BigInt(firmId)} and a.client_transaction_id = ${clientTransactionId}::uuid`;
    if (row === undefined)
      throw new AppError("ALLOCATION_NOT_FOUND", rejectReason.allocationNotFound(), { clientTransactionId });
    return {
      ...itemOf(row),
      batchTransactionId: row.batch_transaction_id,
      averagePrice: row.status === "COMPLETE" ? row.average_price : null,
      event: row.body,
    };
  });
}

/** Those of the accounts that the firm does not have. */
export function findUnknownAccounts(reader: Reader, firmId: string, accounts: string[]): Promise<string[]> {
  return readAsFirm(reader, firmId, async (read) => {
    const known = await read.investorAccount.findMany({
      where: { firmId: BigInt(firmId), account: { in: accounts } },
      select: { account: true },
    });
    const set = new Set(known.map((row) => row.account));
    return accounts.filter((account) => !set.has(account));
  });
}
