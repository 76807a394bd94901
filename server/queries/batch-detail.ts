import { type FirmReader, type Reader, readAsFirm } from "@/server/db/client";
import type { Side } from "@/server/domain/allocation/status";
import type { Instrument } from "@/server/domain/asset";
import type { BatchStatus, BatchType, PartialFillPolicy } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import { rejectReason } from "@/server/domain/reject-reasons";

export type OrderDetail = {
  clientOrderId: string;
  venueOrderId: string | null;
  side: Side;
  timeInForce: string;
  quantity: string | null;
  notional: string | null;
  cumulativeQuantity: string;
  cumulativeCost: string;
  averagePrice: string | null;
  status: string;
  rejectReason: string | null;
  sentAt: Date | null;
  finishedAt: Date | null;
  fills: { executionId: string; quantity: string; price: string; executedAt: Date }[];
};

/** What changes while a batch is at work: cheap to read, sent to live screens. */
export type BatchProgress = {
  batchTransactionId: string;
  status: BatchStatus;
  rejectCode: string | null;
  rejectReason: string | null;
  refusalReason: string | null;
  attention: string | null;
  /** Accepted allocations: counted while OPEN, frozen at close. */
  acceptedCount: number;
  /** Refused at request. */
  refusedCount: number;
  /** Refused after close. */
  rejectedCount: number;
  completedCount: number;
  validatedAt: Date | null;
  finishedAt: Date | null;
  order: OrderDetail | null;
};

/** Sums over one side of a batch; money and quantity of the COMPLETE allocations, amounts of all accepted ones. */
export type SideSummary = {
  side: Side;
  accepted: number;
  amount: string;
  complete: number;
  quantity: string;
  gross: string;
  fee: string;
  netMoney: string;
};

export type BatchDetail = BatchProgress & {
  id: string;
  symbol: string;
  type: BatchType;
  partialFill: PartialFillPolicy;
  mixedSides: string;
  openedBy: string;
  closedBy: string | null;
  createdAt: Date;
  closedAt: Date | null;
  referencePrice: string | null;
  instrument: Instrument | null;
  statement: { sha256: string; lineCount: number } | null;
  sides: SideSummary[];
};

type BatchRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

const findRow = (read: FirmReader, firmId: string, batchTransactionId: string) =>
  read.batch.findUnique({
    where: { firmId_batchTransactionId: { firmId: BigInt(firmId), batchTransactionId } },
    include: {
      order: { include: { fills: { orderBy: [{ executedAt: "asc" }, { id: "asc" }] } } },
      statement: true,
      instrument: true,
    },
  });

async function getRow(read: FirmReader, firmId: string, batchTransactionId: string): Promise<BatchRow> {
  const row = await findRow(read, firmId, batchTransactionId);
  if (row === null)
    throw new AppError("BATCH_NOT_FOUND", rejectReason.batchNotFound(), { batchTransactionId });
  return row;
}

/** The batch with everything its page shows; throws BATCH_NOT_FOUND. */
export function getBatchDetail(
  reader: Reader,
  firmId: string,
  batchTransactionId: string,
): Promise<BatchDetail> {
  return readAsFirm(reader, firmId, async (read) => {
    const row = await getRow(read, firmId, batchTransactionId);
    return {
      ...(await progressOf(read, row)),
      id: row.publicId,
      symbol: row.symbol,
      type: row.type as BatchType,
      partialFill: row.partialFill as PartialFillPolicy,
      mixedSides: row.mixedSides,
      openedBy: row.openedBy,
      closedBy: row.closedBy,
      createdAt: row.createdAt,
      closedAt: row.closedAt,
      referencePrice: row.referencePrice?.toFixed() ?? null,
      instrument: row.instrument === null ? null : instrumentOf(row.instrument),
      statement:
        row.statement === null
          ? null
          : { sha256: Buffer.from(row.statement.sha256).toString("hex"), lineCount: row.statement.lineCount },
      sides: await summarizeSides(read, row.id),
    };
  });
}

/** What live screens follow, with the batch's internal id to wait on; throws BATCH_NOT_FOUND. */
export function getBatchProgress(
  reader: Reader,
  firmId: string,
  batchTransactionId: string,
): Promise<{ batchId: string; progress: BatchProgress }> {
  return readAsFirm(reader, firmId, async (read) => {
    const row = await getRow(read, firmId, batchTransactionId);
    return { batchId: row.id.toString(), progress: await progressOf(read, row) };
  });
}

async function progressOf(read: FirmReader, row: BatchRow): Promise<BatchProgress> {
  const requests = await read.allocation.groupBy({
    by: ["status"],
    where: { batchId: row.id, ...(row.acceptedCount === null ? {} : { status: "REJECTED" }) },
    _count: true,
  });
  const count = (keep: (status: string) => boolean): number =>
    requests.filter((request) => keep(request.status)).reduce((sum, request) => sum + request._count, 0);
  const rejected = count((status) => status === "REJECTED");
  return {
    batchTransactionId: row.batchTransactionId,
    status: row.status as BatchStatus,
    rejectCode: row.rejectCode,
    rejectReason: row.rejectReason,
    refusalReason: row.refusalReason,
    attention: row.attention,
    acceptedCount: row.acceptedCount ?? count((status) => status !== "REJECTED"),
    refusedCount: rejected - row.rejectedCount,
    rejectedCount: row.rejectedCount,
    completedCount: row.completedCount,
    validatedAt: row.validatedAt,
    finishedAt: row.finishedAt,
    order: row.order === null ? null : orderOf(row.order),
  };
}

const orderOf = (order: NonNullable<BatchRow["order"]>): OrderDetail => ({
  clientOrderId: order.clientOrderId,
  venueOrderId: order.venueOrderId,
  side: order.side as Side,
  timeInForce: order.timeInForce,
  quantity: order.quantity?.toFixed() ?? null,
  notional: order.notional?.toFixed() ?? null,
  cumulativeQuantity: order.cumulativeQuantity.toFixed(),
  cumulativeCost: order.cumulativeCost.toFixed(),
  averagePrice: order.averagePrice?.toFixed() ?? null,
  status: order.status,
  rejectReason: order.rejectReason,
  sentAt: order.sentAt,
  finishedAt: order.finishedAt,
  fills: order.fills.map((fill) => ({
    executionId: fill.executionId,
    quantity: fill.quantity.toFixed(),
    price: fill.price.toFixed(),
    executedAt: fill.executedAt,
  })),
});

const instrumentOf = (row: NonNullable<BatchRow["instrument"]>): Instrument => ({
  symbol: row.symbol,
  baseAsset: row.baseAsset,
  quantityDecimals: row.quantityDecimals,
  priceDecimals: row.priceDecimals,
  minimumOrderQuantity: row.minimumOrderQuantity.toFixed(),
  minimumOrderNotional: row.minimumOrderNotional.toFixed(),
});

/** One pass over the batch's allocations; refused requests are in no sum. */
const summarizeSides = (read: FirmReader, batchId: bigint): Promise<SideSummary[]> =>
  read.$queryRaw<SideSummary[]>`
    select side, (count(*) filter (where accepted))::int as accepted,
      trim_scale(coalesce(sum(amount) filter (where accepted), 0))::text as amount,
      (count(*) filter (where status = 'COMPLETE'))::int as complete,
      trim_scale(coalesce(sum(quantity), 0))::text as quantity, trim_scale(coalesce(sum(gross), 0))::text as gross,
      trim_scale(coalesce(sum(fee), 0))::text as fee, trim_scale(coalesce(sum(net_money), 0))::text as "netMoney"
    from (select a.*, a.status <> 'REJECTED' or a.finished_at > b.closed_at as accepted from allocations a join batches b on b.id = a.batch_id where b.id = ${batchId}) x
    group by side order by side`;

/** The instruments that may be traded now. */
export async function listInstruments(reader: Reader): Promise<Instrument[]> {
  const rows = await reader.instrument.findMany({ where: { enabled: true }, orderBy: { symbol: "asc" } });
  return rows.map(instrumentOf);
}
