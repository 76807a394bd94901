import { parseRow } from "@/server/domain/allocation/rows";
import { amountDecimals } from "@/server/domain/asset";
import { plainDecimal } from "@/server/domain/decimal";
import { successorId } from "../pipeline/ids";
import type { Cells, Field } from "./fields";
import { ambiguousComma, type BatchFacts } from "./rules";

/** One way to repair all rows with a kind of problem. `drop` deletes them; otherwise `repair` gives the cells to change. */
export interface Fix {
  id: string;
  /** The button's words, with the count put in by the panel. */
  label: string;
  drop?: true;
  repair?: (cells: Cells, batch: BatchFacts, rowNumber: number) => Partial<Cells>;
}

const drop = (label: string): Fix => ({ id: "drop", label, drop: true });

/** The amount as plain decimal text, or undefined when it cannot be read. */
const readAmount = (cells: Cells, batch: BatchFacts): string | undefined =>
  parseRow(cells, { type: batch.type }).row.amount ?? undefined;

function roundDown(cells: Cells, batch: BatchFacts): Partial<Cells> {
  const amount = readAmount(cells, batch);
  if (amount === undefined) return {};
  const [whole = "", fraction = ""] = amount.split(".");
  const kept = fraction.slice(0, amountDecimals(batch.type, batch.instrument));
  return { amount: plainDecimal(kept === "" ? whole : `${whole}.${kept}`) };
}

/** A negative amount stands for the opposite side in files of many systems. */
function flipSign(cells: Cells, batch: BatchFacts): Partial<Cells> {
  const { row } = parseRow(cells, { type: batch.type });
  if (!row.amount?.startsWith("-") || row.side === null) return {};
  return { amount: row.amount.slice(1), side: row.side === "BUY" ? "SELL" : "BUY" };
}

const comma =
  (field: Field, replacement: string) =>
  (cells: Cells): Partial<Cells> => {
    const match = ambiguousComma.exec(cells[field].trim());
    return match ? { [field]: `${match[1]}${replacement}${match[2]}` } : {};
  };

const commaFixes = (field: "amount" | "fixedCommission"): Fix[] => [
  { id: "comma-thousands", label: "Read 1,234 as 1234", repair: comma(field, "") },
  { id: "comma-decimal", label: "Read 1,234 as 1.234", repair: comma(field, ".") },
];

const newId: Fix = {
  id: "new-id",
  label: "Give new ids",
  repair: (cells, batch, rowNumber) => ({
    clientTransactionId: successorId(
      batch.batchTransactionId,
      `${cells.clientTransactionId.trim()} ${rowNumber}`,
    ),
  }),
};

const clearField = (field: Field, label: string): Fix => ({
  id: `clear-${field}`,
  label,
  repair: () => ({ [field]: "" }),
});

const setSide = (side: "BUY" | "SELL"): Fix => ({
  id: `side-${side}`,
  label: `Set to ${side}`,
  repair: () => ({ side }),
});

const useBatchSymbol: Fix = {
  id: "batch-symbol",
  label: "Use the batch's symbol",
  repair: (_, batch) => ({ symbol: batch.symbol }),
};

const dropRows = drop("Delete rows");

const fixes: Record<string, Fix[]> = {
  AMOUNT_PRECISION: [{ id: "round-down", label: "Round down", repair: roundDown }, dropRows],
  AMOUNT_NOT_POSITIVE: [{ id: "flip-sign", label: "Flip sign and side", repair: flipSign }, dropRows],
  DUPLICATE_IN_SHEET: [drop("Keep first"), newId],
  DUPLICATE_CLIENT_TRANSACTION_ID: [newId, dropRows],
  USED_ID: [newId, dropRows],
  "clientTransactionId:empty": [newId, dropRows],
  "clientTransactionId:format": [{ ...newId, label: "Replace by new ids" }, dropRows],
  "side:empty": [setSide("BUY"), setSide("SELL")],
  "amount:ambiguous": commaFixes("amount"),
  "fixedCommission:ambiguous": commaFixes("fixedCommission"),
  "fixedCommission:format": [clearField("fixedCommission", "Clear the fee"), dropRows],
  "bpsCommission:format": [clearField("bpsCommission", "Clear the fee"), dropRows],
  "symbol:format": [useBatchSymbol, dropRows],
  "row:ragged": [dropRows],
  "row:quotes": [dropRows],
};

/** The ways to repair all rows of a kind at once; deleting them is always one. */
export const fixesFor = (kind: string): readonly Fix[] => fixes[kind] ?? [dropRows];

const kindLabels: Record<string, string> = {
  ACCOUNT_NOT_FOUND: "Account unknown",
  SYMBOL_MISMATCH: "Symbol differs from the batch",
  AMOUNT_NOT_POSITIVE: "Amount not above 0",
  AMOUNT_PRECISION: "Too many decimals",
  AMOUNT_BELOW_MINIMUM: "Below the minimum",
  FEE_INVALID: "Fee not possible",
  DUPLICATE_IN_SHEET: "Id used twice in this sheet",
  DUPLICATE_CLIENT_TRANSACTION_ID: "Id used before",
  USED_ID: "Needs a new id",
  INSUFFICIENT_HOLDINGS: "Not enough to sell",
  INSUFFICIENT_BUYING_POWER: "Not enough buying power",
  "account:empty": "Account empty",
  "account:format": "Account not readable",
  "account:exponent": "Account damaged by the spreadsheet",
  "side:empty": "Side empty",
  "side:format": "Side not readable",
  "amount:empty": "Amount empty",
  "amount:format": "Amount not readable",
  "amount:ambiguous": "Comma with two meanings",
  "amount:exponent": "Amount in exponent form",
  "symbol:format": "Symbol not readable",
  "clientTransactionId:empty": "Id empty",
  "clientTransactionId:format": "Id is no UUID",
  "bpsCommission:format": "Fee bps not readable",
  "fixedCommission:format": "Fixed fee not readable",
  "fixedCommission:ambiguous": "Comma with two meanings",
  "row:ragged": "More cells than columns",
  "row:quotes": "Broken quotes",
};

/** The words of a kind in the issue panel; an unknown code of the server is spelled out. */
export const kindLabel = (kind: string): string => {
  const label = kindLabels[kind];
  if (label !== undefined) return label;
  const words = kind.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
