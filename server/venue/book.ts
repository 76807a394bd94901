import { createHash } from "node:crypto";
import { formatUnits, maximum, minimum, squareRoot } from "./decimals";
import { type Order, priceDecimals, valueDecimals } from "./order";

/** Listed symbols with the price the walk turns around, in cents. */
const instruments = new Map<string, bigint>([
  ["BTCUSD", 64_000_00n],
  ["ETHUSD", 3_000_00n],
  ["BCHUSD", 450_00n],
  ["LTCUSD", 85_00n],
  ["SOLUSD", 150_00n],
]);

/** What stands on each side of a book, in value units: 20 billion USD. */
const depth = 20_000_000_000n * 10n ** BigInt(valueDecimals);
/** How far the price has moved when the whole depth is taken, in millionths: 1.5 %. */
const fullImpactPpm = 15_000n;
const halfSpreadPpm = 50n;
const million = 1_000_000n;

export const isListed = (symbol: string): boolean => instruments.has(symbol);

/** Resting liquidity: price in cents, quantity in 10^-8 coin. Levels are kept best first. */
export type Level = { price: bigint; quantity: bigint };

export type Quote = { symbol: string; bid: string; ask: string; quotedAt: string };

/** The top of book of a listed symbol at a time in epoch milliseconds: a pure function of its arguments. */
export function quoteAt(seed: string, symbol: string, at: number): Quote {
  return {
    symbol,
    bid: formatUnits(topOfBook(seed, symbol, "SELL", at), priceDecimals),
    ask: formatUnits(topOfBook(seed, symbol, "BUY", at), priceDecimals),
    quotedAt: new Date(at).toISOString(),
  };
}

/**
 * The levels an order meets at a time, best first and strictly worsening: a pure function of its arguments.
 * The price at a cumulative value follows a fixed square-root curve, so a larger order reaches worse prices; the resting
 * orders along it are drawn for each order, so that a small one also meets several.
 */
export function levelsFor(seed: string, order: Order, at: number): Level[] {
  const top = topOfBook(seed, order.symbol, order.side, at);
  const away = order.side === "BUY" ? 1n : -1n;
  const wanted = expectedValue(order, top);
  // The margin lets the last level hold a little more than the order needs, as its price is not yet known.
  const reach = minimum((wanted * 102n) / 100n, depth);
  const weights = levelWeights(seed, order, wanted);
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0n);
  const levels: Level[] = [];
  let weightSoFar = 0n;
  let reached = 0n;
  let step = -1n;
  for (const weight of weights) {
    weightSoFar += weight;
    const end = (reach * weightSoFar) / totalWeight;
    // Every level lies at least one price increment behind the one before it.
    step = maximum(step + 1n, impact(top, end));
    const price = top + away * step;
    levels.push({ price, quantity: (end - reached) / price });
    reached = end;
  }
  const lastPrice = top + away * (step + 1n);
  levels.push({ price: lastPrice, quantity: (depth - reached) / lastPrice });
  return levels.filter((level) => level.quantity > 0n);
}

/** A whole number in [0, bound), the same for the same label for ever. */
export function draw(label: string, bound: bigint): bigint {
  return BigInt(`0x${createHash("sha256").update(label).digest("hex")}`) % bound;
}

function expectedValue(order: Order, top: bigint): bigint {
  if (order.amount.kind === "quantity") return order.amount.quantity * top;
  const { notional, maximumQuantity } = order.amount;
  return maximumQuantity === null ? notional : minimum(notional, maximumQuantity * top);
}

/** Relative sizes of the resting orders: 3 or 4 for a few dollars, one more for every tenfold value, 14 at most. */
function levelWeights(seed: string, order: Order, wanted: bigint): bigint[] {
  const wholeUsd = minimum(wanted, depth) / 10n ** BigInt(valueDecimals);
  const label = `${seed}|${order.clientOrderId}|${order.symbol}`;
  const count = 2 + wholeUsd.toString().length + Number(draw(`${label}|levels`, 2n));
  return Array.from({ length: count }, (_, index) => 50n + draw(`${label}|level|${index}`, 101n));
}

/** How far a cumulative value moves the price from the top, in cents. */
function impact(top: bigint, value: bigint): bigint {
  const share = squareRoot((value * million * million) / depth);
  return (top * share * fullImpactPpm) / (million * million);
}

function topOfBook(seed: string, symbol: string, side: "BUY" | "SELL", at: number): bigint {
  const reference = instruments.get(symbol);
  if (reference === undefined) throw new Error(`not a listed symbol: ${symbol}`);
  const second = BigInt(Math.floor(at / 1000));
  const label = `${seed}|${symbol}`;
  const drift = walk(`${label}|hour`, second, 3600n, 8_000n) + walk(`${label}|minute`, second, 60n, 1_500n);
  const middle = reference + (reference * drift) / million;
  const halfSpread = maximum((middle * halfSpreadPpm) / million, 1n);
  return side === "BUY" ? middle + halfSpread : middle - halfSpread;
}

/** A bounded walk in millionths: drawn at every knot, straight between two. */
function walk(label: string, second: bigint, knotSeconds: bigint, reachPpm: bigint): bigint {
  const knot = second / knotSeconds;
  const past = second % knotSeconds;
  const from = draw(`${label}|${knot}`, 2n * reachPpm + 1n);
  const to = draw(`${label}|${knot + 1n}`, 2n * reachPpm + 1n);
  return (from * (knotSeconds - past) + to * past) / knotSeconds - reachPpm;
}
