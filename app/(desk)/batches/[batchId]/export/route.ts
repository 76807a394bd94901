import { TRPCError } from "@trpc/server";
import type { NextRequest } from "next/server";
import { createLoader } from "nuqs/server";
import { allocationFilters, narrowing } from "@/components/allocations/allocation-filters";
import { csvLine } from "@/components/format/csv";
import { createApiContext } from "@/server/api/context";
import { createCaller } from "@/server/api/root";

export const dynamic = "force-dynamic";

const loadFilters = createLoader(allocationFilters);
const pageRows = 5_000;

type Caller = ReturnType<typeof createCaller>;
type Page = Awaited<ReturnType<Caller["allocations"]["list"]>>;
type Params = { params: Promise<{ batchId: string }> };

const header = [
  ...["account", "side", "symbol", "amount", "clientTransactionId", "bpsCommission", "fixedCommission"],
  ...["status", "rejectCode", "rejectReason", "quantity", "price", "gross", "feeApplied", "netMoney"],
  ...["createdAt", "finishedAt"],
];

const line = (item: Page["items"][number], price: string | null): string =>
  csvLine([
    ...[item.account, item.side, item.symbol, item.amount, item.clientTransactionId],
    ...[item.bpsCommission, item.fixedCommission, item.status, item.rejectCode, item.rejectReason],
    ...[item.quantity, item.status === "COMPLETE" ? price : null, item.gross, item.fee, item.netMoney],
    ...[item.createdAt.toISOString(), item.finishedAt?.toISOString() ?? null],
  ]);

/** The batch's allocations as CSV, the list's filters applied; read and sent page by page, so that size costs no memory. */
export async function GET(request: NextRequest, { params }: Params): Promise<Response> {
  const { batchId } = await params;
  const caller = createCaller(await createApiContext());
  const filters = narrowing(await loadFilters(request.nextUrl.searchParams));
  try {
    const batch = await caller.batches.get({ batchTransactionId: batchId });
    const read = (after: string | null) =>
      caller.allocations.list({
        ...filters,
        batchTransactionId: batchId,
        limit: pageRows,
        ...(after === null ? {} : { after }),
      });
    return new Response(stream(await read(null), read, batch.order?.averagePrice ?? null), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${batch.symbol}-${batchId.slice(0, 8)}-allocations.csv"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (error instanceof TRPCError) return refusal(error);
    throw error;
  }
}

function refusal(error: TRPCError): Response {
  const statuses: Partial<Record<TRPCError["code"], number>> = {
    UNAUTHORIZED: 401,
    FORBIDDEN: 403,
    NOT_FOUND: 404,
    BAD_REQUEST: 404,
    SERVICE_UNAVAILABLE: 503,
  };
  const status = statuses[error.code] ?? 500;
  const text = status === 500 ? "The file could not be made. Nothing was changed." : error.message;
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

function stream(
  first: Page,
  read: (after: string | null) => Promise<Page>,
  price: string | null,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let page: Page | null = first;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(header))),
    pull: async (controller) => {
      if (page === null) {
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(page.items.map((item) => line(item, price)).join("")));
      page = page.after === null ? null : await read(page.after);
    },
  });
}
