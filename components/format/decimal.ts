const minus = "−";
const shape = /^-?\d+(\.\d+)?$/;

/** Grouping and point are the same for everybody, so that a figure read aloud over the phone is the figure on screen. */
const locale = "en-US";
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(least: number, most: number): Intl.NumberFormat {
  const key = `${least}:${most}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: least,
    maximumFractionDigits: most,
    signDisplay: "negative",
  });
  formatters.set(key, made);
  return made;
}

/** Narrows to the text that Intl reads digit by digit, without going through a floating number. */
const isDecimalText = (text: string): text is Intl.StringNumericLiteral => shape.test(text);

/**
 * Decimal text with grouped thousands and U+2212 as minus. With `decimals` it is rounded half away from zero to exactly
 * that many; without, every digit is kept. Throws RangeError when the text is not a plain decimal.
 */
export function groupDecimal(text: string, decimals?: number): string {
  if (!isDecimalText(text)) throw new RangeError(`not a plain decimal: ${text}`);
  const kept = text.split(".")[1]?.length ?? 0;
  return formatter(decimals ?? kept, decimals ?? kept)
    .format(text)
    .replace("-", minus);
}

/** Parts a grouped decimal where its idle zeros begin: "10.50000000" is "10.5" and "0000000". The last decimal before a bare point stays. */
export function idleZeros(grouped: string): [string, string] {
  const match = /^(.*\.\d*?)(0+)$/.exec(grouped);
  if (match === null) return [grouped, ""];
  const [, head = "", zeros = ""] = match;
  return head.endsWith(".") ? [head.slice(0, -1), `.${zeros}`] : [head, zeros];
}

/** A whole number with grouped thousands. */
export function groupCount(count: number | bigint): string {
  return formatter(0, 0).format(count).replace("-", minus);
}

/** "1 row", "4,998 rows". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${groupCount(count)} ${count === 1 ? one : many}`;
}
