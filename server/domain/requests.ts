import { z } from "zod";
import { sides } from "./allocation/status";
import { batchTypes, partialFillPolicies } from "./batch/status";
import { decimalText } from "./decimal";

/** The shapes that every door accepts: ids, decimals and words as the contract writes them; unknown keys are refused. */

/** Any UUID, lower-cased. */
export const uuidText = z
  .string()
  .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/, "must be a UUID")
  .transform((text) => text.toLowerCase());

/** A plain decimal: at most 15 integer and 18 fraction digits, no exponent, no plus, no separators. */
export const decimalString = z.string().regex(decimalText, 'must be a plain decimal such as "200" or "0.5"');

/** Text of a bounded length without control characters or lone surrogates. */
export const wordText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), "must not contain control characters");

export const openBatchInput = z.strictObject({
  batchTransactionId: uuidText,
  symbol: wordText(20),
  type: z.enum(batchTypes),
  partialFill: z.enum(partialFillPolicies).optional(),
});

export const allocationRow = z.strictObject({
  account: wordText(64),
  amount: decimalString,
  clientTransactionId: uuidText,
  side: z.enum(sides),
  symbol: wordText(20),
  bpsCommission: z.int32().nullish(),
  fixedCommission: decimalString.nullish(),
});

export const closeBatchInput = z.strictObject({
  batchTransactionId: uuidText,
  allocations: z.int32().min(0),
});
