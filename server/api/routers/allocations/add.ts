import { z } from "zod";
import { allocationRow, uuidText } from "@/server/domain/requests";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { procedure } from "../../trpc";

/** Rows of one call; the importer sends a large file as many calls, which makes its progress visible and its retries small. */
const mostRows = 2_000;

export const add = procedure("addAllocation")
  .input(z.strictObject({ batchTransactionId: uuidText, rows: z.array(allocationRow).min(1).max(mostRows) }))
  .mutation(async ({ ctx, input }) => {
    const { batchTransactionId } = input;
    const requests = input.rows.map((row) => ({
      account: row.account,
      amount: row.amount,
      batchTransactionId,
      clientTransactionId: row.clientTransactionId,
      side: row.side,
      symbol: row.symbol,
      bpsCommission: row.bpsCommission ?? null,
      fixedCommission: row.fixedCommission ?? null,
    }));
    const verdicts = await addAllocations(ctx.desk, ctx.actor, batchTransactionId, requests);
    return {
      accepted: verdicts.filter((verdict) => verdict.status === "PENDING").length,
      rejected: verdicts.filter((verdict) => verdict.status === "REJECTED" && !verdict.duplicate).length,
      duplicates: verdicts.filter((verdict) => verdict.duplicate).length,
      results: verdicts.map((verdict, index) => ({
        index,
        clientTransactionId: verdict.clientTransactionId,
        status: verdict.duplicate ? ("DUPLICATE" as const) : verdict.status,
        code: verdict.code,
        rejectReason: verdict.rejectReason,
      })),
    };
  });
