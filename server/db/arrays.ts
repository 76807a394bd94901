import { assert } from "@/server/domain/errors";

const plain = /^[A-Za-z0-9_.:+-]*$/;

/**
 * A PostgreSQL array literal of ids, numbers and code words, none of which needs quoting; much cheaper than the driver's own
 * escaping on bulk paths. Throws InvariantError on any other text, so that nothing can break out of the literal.
 */
export function pgArray<Row>(
  rows: readonly Row[],
  text: (row: Row, index: number) => string | number | bigint | null,
): string {
  const items = new Array<string>(rows.length);
  for (let index = 0; index < rows.length; index++) {
    const value = text(rows[index] as Row, index);
    const item = value === null ? "NULL" : String(value);
    assert(item !== "" && plain.test(item), `not a plain array item: ${item}`);
    items[index] = item;
  }
  return `{${items.join(",")}}`;
}
