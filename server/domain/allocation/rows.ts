import type { BatchType } from "../batch/status";
import { decimalText } from "../decimal";
import { type ImportField, requiredFields } from "./columns";
import type { Side } from "./status";
import type { AllocationRequest } from "./verdict";

/** A row of a file as typed values; a field is null when its cell is empty or has a problem. */
export type ParsedFields = {
  account: string | null;
  side: Side | null;
  amount: string | null;
  clientTransactionId: string | null;
  bpsCommission: number | null;
  fixedCommission: string | null;
  symbol: string | null;
};

type CellProblem = { field: ImportField; message: string };
export type ParsedRow = { row: ParsedFields; problems: CellProblem[] };

export type RowOptions = {
  /** The batch's type, when known: then a dollar sign in a batch of coins is refused. */
  type?: BatchType;
  /** Side of every row whose cell is empty ("all rows BUY"). */
  defaultSide?: Side;
};

type Read<T> = { value: T } | { message: string };

const fail = (message: string): { message: string } => ({ message });

/** Zero-width signs, soft hyphen and byte order mark: copied cells carry them unseen. */
const invisible = /\u200B|\u200C|\u200D|\u2060|\uFEFF|\u00AD/g;
/** Every space that is not a plain one: no-break, figure, narrow, ideographic and tab. */
const oddSpace = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\t]/g;

/** The text that a person sees in a cell: invisible signs gone, spaces made plain, ends trimmed. */
export const cleanCell = (cell: string): string => cell.replace(invisible, "").replace(oddSpace, " ").trim();

const sideWords = new Map<string, Side>([
  ...["b", "bot", "bought", "buy", "purchase"].map((word) => [word, "BUY"] as const),
  ...["s", "sale", "sell", "sld", "sold"].map((word) => [word, "SELL"] as const),
]);

function readSide(text: string): Read<Side> {
  const side = sideWords.get(text.toLowerCase());
  return side === undefined ? fail(`"${text}" is not a side; write BUY or SELL`) : { value: side };
}

const control = /\p{Cc}|\p{Zl}|\p{Zp}/u;

function readAccount(text: string): Read<string> {
  if (/^\d+(\.\d+)?e\+?\d+$/i.test(text)) {
    return fail(`"${text}" looks like an account that the spreadsheet turned into a number`);
  }
  if (control.test(text) || text.includes("|")) return fail("The account holds signs that no account has");
  return text.length > 64 ? fail("The account is longer than 64 characters") : { value: text };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readId(text: string): Read<string> {
  const id = text.toLowerCase().replace(/^\{(.*)\}$/, "$1");
  return uuid.test(id) ? { value: id } : fail(`"${text}" is not a UUID`);
}

function readSymbol(text: string): Read<string> {
  const symbol = text.toUpperCase().replace(/[-/ ]/g, "");
  return /^[A-Z0-9]{2,20}$/.test(symbol)
    ? { value: symbol }
    : fail(`"${text}" is not a symbol such as BTCUSD`);
}

function readBps(text: string): Read<number> {
  const match = /^(-?\d{1,9})(?:\.0+)?(?: ?bps?)?$/i.exec(text);
  return match
    ? { value: Number(match[1]) }
    : fail(`"${text}" is not a whole number of basis points; write 25 for 0.25 %`);
}

/** Why a text is not a number that can be read in one way only; null when it may be. */
function numberFault(text: string): string | null {
  if (/\p{Nd}/u.test(text.replace(/[0-9]/g, ""))) return `"${text}" must use the digits 0 to 9`;
  if (/\d\s*e\s*[-+]?\d/i.test(text))
    return `"${text}" is in exponent form; format the column as text and write all digits`;
  if (/[()]/.test(text))
    return `"${text}" is in parentheses, which mean a negative amount; write a plain number`;
  if (text.includes("%")) return `"${text}" is a percentage; write a plain number`;
  if (/^[-+]?[1-9]\d{0,2},\d{3}$/.test(text)) {
    const [whole, tail] = text.split(",");
    return `"${text}" can be read as ${whole}${tail} or as ${whole}.${tail}; write one of them`;
  }
  return null;
}

const thousandsByComma = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const thousandsBySpace = /^[-+]?[1-9]\d{0,2}( \d{3})+(\.\d+)?$/;

/**
 * A number as people write it → plain decimal text: "$1,234.50", "1 234.50", ".5", "007". Whatever could be read in two
 * ways is refused with what to write instead, never guessed.
 */
export function readNumber(cell: string): Read<string> {
  const text = cell.replace("\u2212", "-");
  const fault = numberFault(text);
  if (fault !== null) return fail(fault);
  const grouped = thousandsByComma.test(text) || thousandsBySpace.test(text);
  const plain = grouped ? text.replace(/[, ]/g, "") : text;
  const match = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(plain);
  const [, sign = "", whole = "", fraction = ""] = match ?? [];
  if (match === null || whole + fraction === "") {
    return fail(
      plain.includes(",")
        ? `"${cell}" has a comma in a place that has no single meaning; write 1234.50`
        : `"${cell}" is not a number; write plain digits such as 1234.50`,
    );
  }
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const value = `${sign === "-" ? "-" : ""}${digits}${fraction === "" ? "" : `.${fraction}`}`;
  return decimalText.test(value)
    ? { value }
    : fail(`"${cell}" has more than 15 digits before or 18 after the decimal point`);
}

function readAmount(text: string, type: BatchType | undefined): Read<string> {
  const money = /^([-\u2212+]?)(?:\$|USD) ?(.*)$/i.exec(text) ?? /^([-\u2212+]?)(.*?) ?(?:USD)$/i.exec(text);
  if (money === null) return readNumber(text);
  if (type === "QUANTITY") return fail(`"${text}" is in dollars, but this batch counts coins`);
  return readNumber(`${money[1]}${money[2]}`);
}

const required: readonly ImportField[] = requiredFields;

/**
 * Reads one row of an allocation file. Human spellings are accepted when they have one meaning, anything else becomes a
 * problem of its cell with what to write instead. Whether the values are acceptable is decided by checkAllocation.
 */
export function parseRow(cells: Partial<Record<ImportField, string>>, options: RowOptions = {}): ParsedRow {
  const problems: CellProblem[] = [];
  const read = <T>(field: ImportField, reader: (text: string) => Read<T>): T | null => {
    const text = cleanCell(cells[field] ?? "");
    if (text === "") {
      const optional = !required.includes(field) || (field === "side" && options.defaultSide !== undefined);
      if (!optional) problems.push({ field, message: `${field} is empty` });
      return null;
    }
    const result = reader(text);
    if ("value" in result) return result.value;
    problems.push({ field, message: result.message });
    return null;
  };
  const sideIsEmpty = cleanCell(cells.side ?? "") === "";
  const row: ParsedFields = {
    account: read("account", readAccount),
    side: read("side", readSide) ?? (sideIsEmpty ? (options.defaultSide ?? null) : null),
    amount: read("amount", (text) => readAmount(text, options.type)),
    clientTransactionId: read("clientTransactionId", readId),
    bpsCommission: read("bpsCommission", readBps),
    fixedCommission: read("fixedCommission", (text) => readAmount(text, undefined)),
    symbol: read("symbol", readSymbol),
  };
  return { row, problems };
}

/** The request that a row stands for in its batch, or null while a required cell is missing or has a problem. */
export function toAllocationRequest(
  { row, problems }: ParsedRow,
  batch: { batchTransactionId: string; symbol: string },
): AllocationRequest | null {
  const { account, side, amount, clientTransactionId } = row;
  if (
    problems.length > 0 ||
    account === null ||
    side === null ||
    amount === null ||
    clientTransactionId === null
  ) {
    return null;
  }
  return {
    account,
    amount,
    batchTransactionId: batch.batchTransactionId,
    clientTransactionId,
    side,
    symbol: row.symbol ?? batch.symbol,
    bpsCommission: row.bpsCommission,
    fixedCommission: row.fixedCommission,
  };
}
