const plainDecimal = /^(0|[1-9]\d{0,14})(\.\d{1,18})?$/;

/**
 * Plain unsigned decimal text → integer units of 10^-decimals, exact; null when the text has a sign, an exponent, a leading
 * zero, over 15 whole or 18 fraction digits, or a digit other than 0 beyond `decimals`.
 */
export function parseUnits(text: string, decimals: number): bigint | null {
  if (!plainDecimal.test(text)) return null;
  const [whole = "", fraction = ""] = text.split(".");
  if (/[1-9]/.test(fraction.slice(decimals))) return null;
  return BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, "0"));
}

/** Integer units of 10^-decimals, zero or more → plain decimal text without trailing zeros. */
export function formatUnits(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? "" : digits.slice(-decimals).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** The largest integer whose square is at most `value`; value must not be negative. */
export function squareRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + value / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

export const minimum = (left: bigint, right: bigint): bigint => (left < right ? left : right);
export const maximum = (left: bigint, right: bigint): bigint => (left > right ? left : right);
