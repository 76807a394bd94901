import { setImmediate as breathe } from "node:timers/promises";
import { z } from "@hono/zod-openapi";
import { rejectCodes } from "@/server/domain/errors";
import { assertBatchExists } from "@/server/queries/batch-views";
import {
  type AllocationVerdict,
  addAllocations,
  previewAllocations,
} from "@/server/services/allocations/add-allocations";
import { BULK_BODY_BYTES, mediaType, readBytes } from "./body";
import { bulkTypes, readBulkRows } from "./bulk-rows";
import { answers, batchPath, bulkRow } from "./contract";
import { route } from "./route";
import { streamJson } from "./stream";

const result = z
  .strictObject({
    index: z.number().int(),
    clientTransactionId: answers.id,
    status: z.enum(["PENDING", "REJECTED", "DUPLICATE"]),
    code: z.enum(rejectCodes).optional(),
    rejectReason: answers.text.optional(),
  })
  .openapi("BulkResult");
type Result = z.output<typeof result>;

export const addBulk = route({
  method: "post",
  path: "/allocation/trade/batch/{batchTransactionId}/allocations",
  operationId: "addAllocations",
  permission: "addAllocation",
  tag: "Allocations",
  summary: "Request up to 100,000 allocations at once",
  description:
    "JSON array, one JSON object a line, or CSV whose header has the contract's property names in any order. A malformed row refuses the whole call before anything is stored; a row that is well-formed but not acceptable is REJECTED by itself. Sending the same rows again is safe: they are answered as DUPLICATE.",
  params: batchPath,
  query: z.strictObject({ dryRun: z.enum(["true", "false"]).default("false") }),
  rawBody: {
    "application/json": { schema: z.array(bulkRow) },
    "application/x-ndjson": { schema: z.string() },
    "text/csv": { schema: z.string() },
  },
  answer: z
    .strictObject({
      accepted: z.number().int(),
      rejected: z.number().int(),
      duplicates: z.number().int(),
      results: z.array(result),
    })
    .openapi("BulkAnswer"),
  handle: async ({ desk, actor, params, query, request }) => {
    const { batchTransactionId } = params;
    const type = mediaType(request, bulkTypes);
    const rows = await readBulkRows(await readBytes(request, BULK_BODY_BYTES), type, batchTransactionId);
    await assertBatchExists(desk.ctx.pool, actor.firmId, batchTransactionId);
    const add = query.dryRun === "true" ? previewAllocations : addAllocations;
    return answerOf(await add(desk.ctx, actor, batchTransactionId, rows));
  },
});

/** Written in pieces: the answer to 100,000 rows is some 15 MB, and turning it into text at once would hold up every other call. */
function answerOf(verdicts: readonly AllocationVerdict[]): Response {
  const count = (keep: (verdict: AllocationVerdict) => boolean) => verdicts.filter(keep).length;
  const head = {
    accepted: count((verdict) => verdict.status === "PENDING"),
    rejected: count((verdict) => verdict.status === "REJECTED" && !verdict.duplicate),
    duplicates: count((verdict) => verdict.duplicate),
  };
  return streamJson(head, "results", pages(verdicts));
}

const resultsPerPiece = 1_000;

async function* pages(verdicts: readonly AllocationVerdict[]): AsyncGenerator<string[]> {
  for (let from = 0; from < verdicts.length; from += resultsPerPiece) {
    if (from > 0) await breathe();
    yield verdicts
      .slice(from, from + resultsPerPiece)
      .map((verdict, offset) => JSON.stringify(resultOf(verdict, from + offset)));
  }
}

const resultOf = (verdict: AllocationVerdict, index: number): Result => ({
  index,
  clientTransactionId: verdict.clientTransactionId,
  status: verdict.duplicate ? "DUPLICATE" : verdict.status,
  ...(verdict.code === undefined || verdict.duplicate ? {} : { code: verdict.code }),
  ...(verdict.rejectReason === undefined || verdict.duplicate ? {} : { rejectReason: verdict.rejectReason }),
});
