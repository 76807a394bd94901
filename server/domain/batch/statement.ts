import type { Side } from "../allocation/status";
import { assert } from "../errors";

/** One accepted allocation as the frozen statement states it. Amounts are the plain decimal text that is stored. */
export type StatementRow = {
  clientTransactionId: string;
  account: string;
  side: Side;
  amount: string;
  bpsCommission: number | null;
  fixedCommission: string | null;
};

const separators = /[|\r\n]/;

/**
 * One line of the allocation statement: the fields in the order of StatementRow joined by "|", null as nothing.
 *
 * The statement of a batch is the lines of its accepted allocations in ascending clientTransactionId (byte order of the
 * lower-case text, which is the order of the uuid type in PostgreSQL), each line ended by "\n". Its hash is SHA-256 over
 * the UTF-8 bytes of that text, in lower-case hex. Anyone who holds the rows can compute it again.
 * Throws InvariantError when a field holds a separator, since two statements could then share one text.
 */
export function statementLine(row: StatementRow): string {
  const fields = [
    row.clientTransactionId,
    row.account,
    row.side,
    row.amount,
    row.bpsCommission === null ? "" : String(row.bpsCommission),
    row.fixedCommission ?? "",
  ];
  assert(!fields.some((field) => separators.test(field)), `statement field holds a separator: ${fields}`);
  return fields.join("|");
}
