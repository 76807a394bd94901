import { type FirmReader, type Reader, readAsFirm } from "@/server/db/client";
import type { Prisma } from "@/server/db/generated/client";
import type { Side } from "@/server/domain/allocation/status";
import type { BatchStatus, BatchType } from "@/server/domain/batch/status";

export type BatchListInput = {
  search?: string | undefined;
  status?: BatchStatus | undefined;
  symbol?: string | undefined;
  /** Id of the last batch of the page before. */
  cursor?: string | undefined;
  limit: number;
};

export type BatchListItem = {
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  status: BatchStatus;
  rejectReason: string | null;
  attention: string | null;
  createdAt: Date;
  finishedAt: Date | null;
  openedBy: string;
  acceptedCount: number;
  rejectedCount: number;
  completedCount: number;
  order: { side: Side; quantity: string; averagePrice: string | null } | null;
};

export type BatchList = { items: BatchListItem[]; nextCursor: string | null };

/** The firm's batches, newest first, a page at a time. */
export function listBatches(reader: Reader, firmId: string, input: BatchListInput): Promise<BatchList> {
  return readAsFirm(reader, firmId, async (read) => {
    const rows = await read.batch.findMany({
      where: filter(firmId, input),
      orderBy: { id: "desc" },
      take: input.limit + 1,
      include: { order: true },
    });
    const page = rows.slice(0, input.limit);
    const open = await countOpen(
      read,
      page.filter((row) => row.acceptedCount === null).map((row) => row.id),
    );
    const items = page.map((row): BatchListItem => {
      const counts = open.get(row.id);
      return {
        batchTransactionId: row.batchTransactionId,
        symbol: row.symbol,
        type: row.type as BatchType,
        status: row.status as BatchStatus,
        rejectReason: row.rejectReason,
        attention: row.attention,
        createdAt: row.createdAt,
        finishedAt: row.finishedAt,
        openedBy: row.openedBy,
        acceptedCount: row.acceptedCount ?? counts?.accepted ?? 0,
        rejectedCount: row.rejectedCount + (counts?.rejected ?? 0),
        completedCount: row.completedCount,
        order:
          row.order === null
            ? null
            : {
                side: row.order.side as Side,
                quantity: row.order.cumulativeQuantity.toFixed(),
                averagePrice: row.order.averagePrice?.toFixed() ?? null,
              },
      };
    });
    const last = page.at(-1);
    return { items, nextCursor: rows.length > input.limit && last !== undefined ? last.id.toString() : null };
  });
}

/** The text as itself: in a pattern of the database _ and % stand for others. */
const literal = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");

function filter(firmId: string, input: BatchListInput): Prisma.BatchWhereInput {
  return {
    firmId: BigInt(firmId),
    ...(input.status === undefined ? {} : { status: input.status }),
    ...(input.symbol === undefined ? {} : { symbol: input.symbol }),
    ...(input.cursor === undefined ? {} : { id: { lt: BigInt(input.cursor) } }),
    ...search(input.search?.trim() ?? ""),
  };
}

/** A search is the start of a batchTransactionId, or part of a symbol or of who opened it. */
function search(text: string): Prisma.BatchWhereInput {
  if (text === "") return {};
  const range = uuidRange(text);
  const words = [
    { symbol: { contains: literal(text.toUpperCase()) } },
    { openedBy: { contains: literal(text.toLowerCase()) } },
  ];
  return {
    OR: range === null ? words : [...words, { batchTransactionId: { gte: range.from, lte: range.to } }],
  };
}

/** All ids that start with the text, as a range that an index on uuid can serve; null when the text cannot start one. */
export function uuidRange(text: string): { from: string; to: string } | null {
  const digits = text.toLowerCase().replaceAll("-", "");
  if (!/^[0-9a-f]{1,32}$/.test(digits)) return null;
  const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { from: dashed(digits.padEnd(32, "0")), to: dashed(digits.padEnd(32, "f")) };
}

async function countOpen(
  read: FirmReader,
  ids: bigint[],
): Promise<Map<bigint, { accepted: number; rejected: number }>> {
  const counts = new Map<bigint, { accepted: number; rejected: number }>();
  if (ids.length === 0) return counts;
  const rows = await read.allocation.groupBy({
    by: ["batchId", "status"],
    where: { batchId: { in: ids } },
    _count: true,
  });
  for (const row of rows) {
    const of = counts.get(row.batchId) ?? { accepted: 0, rejected: 0 };
    if (row.status === "REJECTED") of.rejected += row._count;
    else of.accepted += row._count;
    counts.set(row.batchId, of);
  }
  return counts;
}
