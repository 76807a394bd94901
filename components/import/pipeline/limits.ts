/** What one upload may hold; the drop zone prints the first two. */
export const limits = {
  fileBytes: 25 * 1024 * 1024,
  rows: 100_000,
  /** Columns beyond this are not read; the notice names how many there were. */
  columns: 60,
  /** Longer cells are cut, so one huge cell cannot fill the draft. No valid value comes near it. */
  cellCharacters: 1_000,
  zipEntries: 100,
  /** Bytes of all sheets after inflating: 100,000 rows of seven text columns take about 60 MB. */
  inflatedBytes: 200 * 1024 * 1024,
  /** A normal sheet shrinks 5 to 20 times; only a bomb passes this. */
  inflateRatio: 200,
  sheets: 20,
  parseMs: 30_000,
} as const;

/** A file we will not read, with a sentence that says what to do instead. */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
}

const grouped = new Intl.NumberFormat("en-US");

/** A whole number with thousands separators, for sentences and labels. */
export const groupDigits = (value: number): string => grouped.format(value);

/** Throws FileRefused when the sheet holds more rows than one upload may. */
export function checkRowLimit(rows: number): void {
  if (rows > limits.rows) {
    throw new FileRefused(
      `The file has ${groupDigits(rows)} rows; one upload takes at most ${groupDigits(limits.rows)}. Split it and drop the parts one after the other.`,
    );
  }
}
