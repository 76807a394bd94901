import { Decimal as DecimalJs } from "decimal.js";
import { assert } from "./errors";

/** Our decimal: 60 significant digits, half-up, plain digits only. Money and quantity never pass through a JS number (P1). */
export const Decimal = DecimalJs.clone({
  precision: 60,
  rounding: DecimalJs.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
});
export type Decimal = DecimalJs;

/** A decimal as the wire writes it: optional minus, no plus, exponent, leading zero or bare point; 15 integer and 18 fraction digits at most. */
export const decimalText = /^-?(0|[1-9]\d{0,14})(\.\d{1,18})?$/;

/** Plain digits without trailing zeros, as the event samples of the seed write money: "200", "0.00932796". */
export function plainDecimal(value: Decimal | string): string {
  return new Decimal(value).toFixed();
}

/** Decimal text → integer units of 10^-decimals, exact; throws InvariantError when the text has more decimals than that. */
export function toUnits(text: string, decimals: number): bigint {
  const negative = text.startsWith("-");
  const [whole = "", fraction = "", ...rest] = (negative ? text.slice(1) : text).split(".");
  const kept = fraction.slice(0, decimals).padEnd(decimals, "0");
  assert(rest.length === 0 && /^\d+$/.test(whole) && /^\d*$/.test(fraction), `not a plain decimal: ${text}`);
  assert(/^0*$/.test(fraction.slice(decimals)), `${text} has more than ${decimals} decimals`);
  const units = BigInt(whole + kept);
  return negative ? -units : units;
}

/** Integer units of 10^-decimals → plain decimal text without trailing zeros. */
export function fromUnits(units: bigint, decimals: number): string {
  const negative = units < 0n;
  const digits = (negative ? -units : units).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? "" : digits.slice(-decimals).replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Rounds numerator / denominator half-up (away from zero on a tie) to an integer; denominator must be positive. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, "division needs a positive denominator");
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
}

/** Rounds numerator / denominator up to an integer; both must not be negative, denominator must be positive. */
export function divideUp(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n && numerator >= 0n, "rounding up needs a positive division");
  return (numerator + denominator - 1n) / denominator;
}

/** 10^exponent for a whole exponent ≥ 0. */
export const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Decimals that the value of a plain decimal needs: "1.50" needs 1, "200.00" needs 0. */
export function decimalsNeeded(text: string): number {
  const fraction = text.split(".")[1] ?? "";
  return fraction.replace(/0+$/, "").length;
}
