import { z } from "@hono/zod-openapi";
import { allocationStatuses, sides } from "@/server/domain/allocation/status";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { batchStatuses, batchTypes, partialFillPolicies } from "@/server/domain/batch/status";
import { callCodes, rejectCodes } from "@/server/domain/errors";
import { allocationRow, openBatchInput, wordText } from "@/server/domain/requests";
import { decimalField, int32Field, uuidField } from "./fields";

/** The bodies of the reference contract (domain.md A.2, A.3), each with what we add to it. */

export const batchPath = z.strictObject({ batchTransactionId: uuidField });
export const allocationPath = z.strictObject({ clientTransactionId: uuidField });

export const openBody = openBatchInput
  .extend({ batchTransactionId: uuidField })
  .openapi("BatchAllocationOpenRequest");

const rowShape = {
  ...allocationRow.shape,
  amount: decimalField,
  clientTransactionId: uuidField,
  bpsCommission: int32Field.nullish().openapi({ type: ["integer", "null"], format: "int32", example: 25 }),
  fixedCommission: decimalField
    .nullish()
    .openapi({ type: ["string", "null"], format: "decimal", example: "1.50" }),
};

export const allocateBody = z
  .strictObject({ ...rowShape, batchTransactionId: uuidField })
  .openapi("BatchTradeAllocationRequest");

/** A row of a bulk call: its batch is named by the path, and may be named again. */
export const bulkRow = z
  .strictObject({ ...rowShape, batchTransactionId: uuidField.optional() })
  .openapi("BulkAllocationRow");
export type BulkRow = z.output<typeof bulkRow>;

/** A row as a request for the batch; a fee that was not given is null. */
export const requestOf = (row: BulkRow, batchTransactionId: string): AllocationRequest => ({
  account: row.account,
  amount: row.amount,
  batchTransactionId,
  clientTransactionId: row.clientTransactionId,
  side: row.side,
  symbol: row.symbol,
  bpsCommission: row.bpsCommission ?? null,
  fixedCommission: row.fixedCommission ?? null,
});

export const closeBody = z
  .strictObject({ batchTransactionId: uuidField, allocations: int32Field })
  .openapi("BatchAllocationCloseRequest");

export const loginBody = z
  .strictObject({ logonId: wordText(100), password: z.string().min(1).max(1024) })
  .openapi("LoginRequest");

const text = z.string();
const decimalAnswer = z.string().openapi({ format: "decimal" });
const timeAnswer = z.string().openapi({ format: "date-time" });
const idAnswer = z.string().openapi({ format: "uuid" });

export const batchAnswer = z
  .strictObject({
    allocations: z.number().int(),
    createdAt: timeAnswer,
    id: idAnswer,
    rejectReason: text.optional(),
    request: z.strictObject({
      batchTransactionId: idAnswer,
      symbol: text,
      type: z.enum(batchTypes),
      partialFill: z.enum(partialFillPolicies).optional(),
    }),
    status: z.enum(batchStatuses),
  })
  .openapi("BatchAllocation");

export const allocationAnswer = z
  .strictObject({
    createdAt: timeAnswer,
    feeApplied: decimalAnswer.optional(),
    id: idAnswer,
    netMoney: decimalAnswer.optional(),
    price: decimalAnswer.optional(),
    quantity: decimalAnswer.optional(),
    rejectReason: text.optional(),
    request: z.strictObject({
      account: text,
      amount: decimalAnswer,
      batchTransactionId: idAnswer,
      clientTransactionId: idAnswer,
      side: z.enum(sides),
      symbol: text,
      bpsCommission: z.number().int().optional(),
      fixedCommission: decimalAnswer.optional(),
    }),
    status: z.enum(allocationStatuses),
  })
  .openapi("BatchTradeAllocation");

export const errorAnswerSchema = z
  .strictObject({
    code: z.number().int().openapi({ format: "int32", description: "the HTTP status" }),
    message: text,
    error: z
      .enum([...rejectCodes, ...callCodes, "INTERNAL"])
      .openapi({ description: "the stable code; decide by this, not by the text" }),
    details: z
      .record(z.string(), z.unknown())
      .openapi({ description: "what the code is about, such as the field at fault" }),
    requestId: idAnswer,
  })
  .openapi("Error");

export const answers = { text, decimal: decimalAnswer, time: timeAnswer, id: idAnswer };
