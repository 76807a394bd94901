import { limits } from "./limits";

const invisible = /[\u200b-\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const oddSpace = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const plain = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** True when the text holds nothing but printable ASCII, tabs and line ends: its cells then only need their ends looked at. */
export const isPlainText = (text: string): boolean => !/[^\t\n\x20-\x7e]/.test(text);

/** The same as cleanCell for a cell of a plain text. */
export function trimPlainCell(cell: string): string {
  if (cell.length > limits.cellCharacters) return cleanCell(cell);
  return cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32 ? cell.trim() : cell;
}

/**
 * The text of a cell as people see it: outer spaces, no-break spaces, zero-width and direction marks removed.
 * Digits and letters are left alone, so nothing a verdict must judge is changed.
 */
export function cleanCell(cell: string): string {
  if (cell === "" || (cell.length <= limits.cellCharacters && plain.test(cell))) return cell;
  const text = cell.replace(invisible, "").replace(oddSpace, " ").trim();
  return text.length > limits.cellCharacters ? `${text.slice(0, limits.cellCharacters)}…` : text;
}
