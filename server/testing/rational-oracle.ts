/**
 * A second, deliberately naive way to split an order, written from the policies alone and sharing no code with the
 * domain: fractions of whole numbers, plain sorting, one row at a time. Tests compare the two.
 */
export type Rational = { n: bigint; d: bigint };

export function parse(text: string): Rational {
  const [whole = "0", fraction = ""] = text.split(".");
  return { n: BigInt(whole + fraction), d: 10n ** BigInt(fraction.length) };
}

export const whole = (n: bigint): Rational => ({ n, d: 1n });
export const add = (a: Rational, b: Rational): Rational => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d });
const subtract = (a: Rational, b: Rational): Rational => add(a, { n: -b.n, d: b.d });
export const multiply = (a: Rational, b: Rational): Rational => ({ n: a.n * b.n, d: a.d * b.d });
export const divide = (a: Rational, b: Rational): Rational =>
  b.n < 0n ? { n: -a.n * b.d, d: a.d * -b.n } : { n: a.n * b.d, d: a.d * b.n };
const isLess = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d;
export const isEqual = (a: Rational, b: Rational): boolean => a.n * b.d === b.n * a.d;
export const sum = (list: Rational[]): Rational => list.reduce(add, whole(0n));

/** Greatest whole number not above a value of zero or more. */
export const floor = (a: Rational): bigint => a.n / a.d;
/** Nearest whole number to a value of zero or more, halves up. */
export const halfUp = (a: Rational): bigint => floor(add(a, { n: 1n, d: 2n }));

/** Largest remainder; ties to the larger weight, then to the earlier row. */
export function largestRemainder(total: bigint, weights: bigint[]): bigint[] {
  const all = sum(weights.map(whole));
  if (all.n === 0n) return weights.map(() => 0n);
  const exact = weights.map((weight) => divide(multiply(whole(total), whole(weight)), all));
  const parts = exact.map(floor);
  const order = weights.map((weight, row) => ({
    row,
    weight,
    rest: subtract(exact[row]!, whole(parts[row]!)),
  }));
  order.sort((a, b) => {
    if (isLess(b.rest, a.rest)) return -1;
    if (isLess(a.rest, b.rest)) return 1;
    if (a.weight !== b.weight) return a.weight > b.weight ? -1 : 1;
    return a.row - b.row;
  });
  let left = parts.reduce((rest, part) => rest - part, total);
  for (const { row } of order) {
    if (left === 0n) break;
    parts[row] = parts[row]! + 1n;
    left -= 1n;
  }
  return parts;
}

/** Fills vessels in proportion to weight; one that would run over is set to its cap, and the pouring starts again. */
export function waterFill(total: bigint, weights: bigint[], caps: (bigint | null)[]): bigint[] {
  const full = weights.map(() => false);
  for (;;) {
    const left = caps.reduce<bigint>((rest, cap, row) => (full[row] ? rest - (cap ?? 0n) : rest), total);
    const free = weights.map((weight, row) => (full[row] ? 0n : weight));
    const weightLeft = free.reduce((a, b) => a + b, 0n);
    if (weightLeft === 0n) return weights.map((_, row) => (full[row] ? (caps[row] ?? 0n) : 0n));
    const over = weights.findIndex(
      (weight, row) => !full[row] && caps[row] != null && left * weight > caps[row]! * weightLeft,
    );
    if (over === -1) {
      const parts = largestRemainder(left, free);
      return parts.map((part, row) => (full[row] ? (caps[row] ?? 0n) : part));
    }
    full[over] = true;
  }
}

export type OracleProblem = {
  type: "NOTIONAL" | "QUANTITY";
  quantityDecimals: number;
  priceDecimals: number;
  orderSide: "BUY" | "SELL";
  fills: { quantity: string; price: string }[];
  /** `amount` in cents or coin units; `maximum` in coin units. */
  rows: { side: "BUY" | "SELL"; amount: bigint; maximum: bigint | null }[];
};

export type OracleAnswer = {
  quantityUnits: bigint[];
  grossCents: bigint[];
  publishedPriceUnits: bigint;
  dust: Rational;
};

/** Splits an order by policies P2, P3, P4, P6, P7 and P10. */
export function oracleSplit(problem: OracleProblem): OracleAnswer {
  const coin = whole(10n ** BigInt(problem.quantityDecimals));
  const quantity = sum(problem.fills.map((fill) => parse(fill.quantity)));
  const value = sum(problem.fills.map((fill) => multiply(parse(fill.quantity), parse(fill.price))));
  const price = divide(value, quantity);
  const filledUnits = floor(multiply(quantity, coin));
  const sideRows = (side: "BUY" | "SELL") =>
    problem.rows.map((row, index) => ({ ...row, index })).filter((row) => row.side === side);
  const larger = sideRows(problem.orderSide);
  const smaller = sideRows(problem.orderSide === "BUY" ? "SELL" : "BUY");
  const limit = (rows: typeof larger): bigint | null =>
    problem.type === "QUANTITY" || rows.some((row) => row.side === "BUY" || row.maximum === null)
      ? null
      : rows.reduce((held, row) => held + (row.maximum ?? 0n), 0n);

  const asked = smaller.reduce((all, row) => all + row.amount, 0n);
  let crossed =
    problem.type === "QUANTITY" ? asked : halfUp(multiply(divide({ n: asked, d: 100n }, price), coin));
  const limitOfSmaller = smaller.length === 0 ? null : limit(smaller);
  const limitOfLarger = limit(larger);
  if (limitOfSmaller !== null && limitOfSmaller < crossed) crossed = limitOfSmaller;
  if (limitOfLarger !== null && limitOfLarger < crossed + filledUnits) crossed = limitOfLarger - filledUnits;

  const quantityUnits = problem.rows.map(() => 0n);
  const grossCents = problem.rows.map(() => 0n);
  const cents = { BUY: 0n, SELL: 0n };
  for (const [rows, units] of [[larger, filledUnits + crossed] as const, [smaller, crossed] as const]) {
    const caps = rows.map((row) => (problem.type === "NOTIONAL" && row.side === "SELL" ? row.maximum : null));
    const parts = waterFill(
      units,
      rows.map((row) => row.amount),
      caps,
    );
    const total = halfUp(multiply(multiply(price, divide(whole(units), coin)), whole(100n)));
    const grosses = largestRemainder(total, parts);
    rows.forEach((row, position) => {
      quantityUnits[row.index] = parts[position]!;
      grossCents[row.index] = grosses[position]!;
      cents[row.side] += grosses[position]!;
    });
  }
  const investors = { n: cents.BUY - cents.SELL, d: 100n };
  return {
    quantityUnits,
    grossCents,
    publishedPriceUnits: halfUp(multiply(price, whole(10n ** BigInt(problem.priceDecimals)))),
    dust: problem.orderSide === "BUY" ? subtract(investors, value) : add(investors, value),
  };
}
