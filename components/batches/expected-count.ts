/** "5,000", "5 000" and "5000" are the same count; null for anything that is not a count. */
export function readCount(text: string): number | null {
  const digits = text.trim().replaceAll(/[,\u00a0\u202f ']/g, "");
  return /^\d{1,9}$/.test(digits) ? Number.parseInt(digits, 10) : null;
}
