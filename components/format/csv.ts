/** Spreadsheets run cells that begin like this; a leading apostrophe makes them text. */
const formulaStart = /^[=+\-@\t\r]/;

/**
 * One line of CSV (RFC 4180). Text cells that a spreadsheet would run as a formula get an apostrophe in front; plain numbers,
 * negative ones too, are left as they are.
 */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  const safe = formulaStart.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
