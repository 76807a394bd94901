import { type ParsedFields, parseRow, toAllocationRequest } from "@/server/domain/allocation/rows";
import { checkAllocation } from "@/server/domain/allocation/verdict";
import { amountDecimals, type Instrument } from "@/server/domain/asset";
import type { BatchType } from "@/server/domain/batch/status";
import { toUnits } from "@/server/domain/decimal";
import type { Cells, Field } from "./fields";
import { fieldLabels, fields } from "./fields";
import type { Judgement, Problem } from "./problems";

/** What a row is judged against. */
export interface BatchFacts {
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  instrument: Instrument;
}

/** The row as the server takes it: the contract's names, numbers as plain decimal text, no empty fields. */
export interface AllocationRow {
  account: string;
  side: "BUY" | "SELL";
  amount: string;
  clientTransactionId: string;
  symbol: string;
  bpsCommission?: number;
  fixedCommission?: string;
}

/** A comma with three digits after it: thousands to some, decimals to others. */
export const ambiguousComma = /^([-+]?[1-9]\d{0,2}),(\d{3})$/;
const exponent = /\d\s*e\s*[-+]?\d/i;

function parseKind(field: Field, text: string): string {
  if (text.trim() === "") return `${field}:empty`;
  if ((field === "amount" || field === "fixedCommission") && ambiguousComma.test(text))
    return `${field}:ambiguous`;
  if ((field === "amount" || field === "account") && exponent.test(text)) return `${field}:exponent`;
  return `${field}:format`;
}

/** The cell a refusal is about. */
export function fieldOfCode(code: string, cells: Pick<Cells, "bpsCommission">): Field {
  if (code === "ACCOUNT_NOT_FOUND" || code.startsWith("INSUFFICIENT")) return "account";
  if (code === "SYMBOL_MISMATCH" || code === "SYMBOL_NOT_FOUND") return "symbol";
  if (code === "FEE_INVALID") return cells.bpsCommission.trim() === "" ? "fixedCommission" : "bpsCommission";
  return code === "DUPLICATE_CLIENT_TRANSACTION_ID" ? "clientTransactionId" : "amount";
}

/** The sentence under the cell: what this row has, and what the batch wants. */
function sentence(rejection: { code: string; reason: string }, row: ParsedFields, batch: BatchFacts): string {
  if (rejection.code === "SYMBOL_MISMATCH") return `The row is ${row.symbol}, the batch is ${batch.symbol}.`;
  if (rejection.code === "ACCOUNT_NOT_FOUND") return `Account ${row.account} is not in your firm.`;
  if (rejection.code === "AMOUNT_NOT_POSITIVE") {
    return row.amount?.startsWith("-")
      ? "The amount must be above 0. For a sale set the side to SELL."
      : "The amount must be above 0.";
  }
  return `${rejection.reason}.`;
}

const blankRow: Judgement = { problems: [], side: null, units: 0n, id: "", blank: true };

/**
 * The judge of one row: the same reading and the same verdict as on the server. `accountExists` answers undefined for
 * accounts that have not been asked about.
 */
export function makeJudge(batch: BatchFacts, accountExists: (account: string) => boolean | undefined) {
  const decimals = amountDecimals(batch.type, batch.instrument);
  return (cells: Cells): Judgement => {
    if (fields.every((field) => cells[field].trim() === "")) return blankRow;
    const parsed = parseRow(cells, { type: batch.type });
    const { row } = parsed;
    const id = row.clientTransactionId ?? "";
    const request = toAllocationRequest(parsed, batch);
    if (!request) {
      const problems = parsed.problems.map(({ field, message }): Problem => {
        const kind = parseKind(field, cells[field]);
        return {
          field,
          kind,
          message: kind.endsWith(":empty") ? `${fieldLabels[field]} is empty.` : `${message}.`,
        };
      });
      return { problems, side: row.side, units: 0n, id, blank: false };
    }
    const rejection = checkAllocation(request, {
      batch,
      instrument: batch.instrument,
      accountExists: accountExists(request.account),
    });
    if (!rejection)
      return { problems: [], side: request.side, units: toUnits(request.amount, decimals), id, blank: false };
    const problem = {
      field: fieldOfCode(rejection.code, cells),
      kind: rejection.code,
      message: sentence(rejection, row, batch),
    };
    return { problems: [problem], side: request.side, units: 0n, id, blank: false };
  };
}

/** The row to submit, or undefined while it has a cell that cannot be read. */
export function toAllocationRow(cells: Cells, batch: BatchFacts): AllocationRow | undefined {
  const request = toAllocationRequest(parseRow(cells, { type: batch.type }), batch);
  if (!request) return undefined;
  const { account, side, amount, clientTransactionId, symbol, bpsCommission, fixedCommission } = request;
  return {
    account,
    side,
    amount,
    clientTransactionId,
    symbol,
    ...(bpsCommission == null ? {} : { bpsCommission }),
    ...(fixedCommission == null ? {} : { fixedCommission }),
  };
}

/** Each cell as it will be understood: "buy" reads BUY, "$1,200.50" reads 1200.50, no symbol is the batch's; what cannot be read stays as written. */
export function shownCells(cells: Cells, batch: BatchFacts): Cells {
  const { row } = parseRow(cells, { type: batch.type });
  const filled = fields.some((field) => cells[field] !== "");
  return {
    account: row.account ?? cells.account,
    side: row.side ?? cells.side,
    amount: row.amount ?? cells.amount,
    symbol: row.symbol ?? (cells.symbol.trim() === "" && filled ? batch.symbol : cells.symbol),
    clientTransactionId: row.clientTransactionId ?? cells.clientTransactionId,
    bpsCommission: row.bpsCommission === null ? cells.bpsCommission : `${row.bpsCommission}`,
    fixedCommission: row.fixedCommission ?? cells.fixedCommission,
  };
}
