import { assert } from "../errors";

/**
 * Splits `total` into whole parts in proportion to the weights by largest remainder (P3): everyone gets the floor of its
 * exact share, the units left over go one each to the largest remainders; ties go to the larger weight, then to the lower
 * index. Index order is ascending clientTransactionId. Σ parts = total exactly and nobody is a whole unit off its share.
 * Throws InvariantError on a negative input, or when there is something to split and no weight to split it by.
 */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  assert(total >= 0n, `cannot split a negative total: ${total}`);
  const weightSum = sumOfWeights(weights);
  assert(weightSum > 0n || total === 0n, "there is no weight to split by");
  const parts = new Array<bigint>(weights.length).fill(0n);
  if (total === 0n) return parts;

  const remainderKeys = new Float64Array(weights.length);
  let left = total;
  weights.forEach((weight, index) => {
    const product = total * weight;
    const floor = product / weightSum;
    parts[index] = floor;
    left -= floor;
    remainderKeys[index] = Number(product - floor * weightSum);
  });
  const remainder = (index: number) => (total * weightAt(weights, index)) % weightSum;
  const give = (index: number) => {
    parts[index] = (parts[index] ?? 0n) + 1n;
  };
  const everyone = Uint32Array.from(weights.keys());
  takeLargest(
    { indices: everyone, keys: remainderKeys, count: Number(left), measure: remainder, take: give },
    (tied) =>
      takeLargest(
        { ...tied, ...keyed(tied.indices, (index) => weightAt(weights, index)), take: give },
        (same) => {
          same.indices.subarray(0, same.count).forEach(give);
        },
      ),
  );
  return parts;
}

/**
 * Like apportion, but nobody gets more than its cap (null: no cap). What a cap cuts off is shared again among the others
 * in proportion to their weights, until it fits. Σ parts = the smaller of total and Σ caps of those with a weight, and the
 * result does not depend on the order in which caps are met.
 */
export function apportionCapped(
  total: bigint,
  weights: readonly bigint[],
  caps: readonly (bigint | null)[],
): bigint[] {
  assert(caps.length === weights.length, `${weights.length} weights but ${caps.length} caps`);
  const capped = findCapped(total, weights, caps);
  if (capped.size === 0) return apportion(total, weights);

  let left = total;
  const freeWeights = weights.map((weight, index) => {
    const cap = capped.get(index);
    left -= cap ?? 0n;
    return cap === undefined ? weight : 0n;
  });
  const anyoneFree = freeWeights.some((weight) => weight > 0n);
  const free = apportion(anyoneFree ? left : 0n, freeWeights);
  return free.map((part, index) => capped.get(index) ?? part);
}

/**
 * Who stays at its cap when `total` is poured over all in proportion to weight. Taken in ascending cap per weight, each
 * one that is full raises the level for the rest and never lowers it, so the first that is not full ends the search.
 * A cap is a whole number, so an exact share within it cannot be rounded above it.
 */
function findCapped(
  total: bigint,
  weights: readonly bigint[],
  caps: readonly (bigint | null)[],
): Map<number, bigint> {
  let left = total;
  let weightLeft = sumOfWeights(weights);
  const candidates = weights.flatMap((weight, index) => {
    const cap = caps[index] ?? null;
    assert(cap === null || cap >= 0n, `cap ${index} is negative`);
    return cap === null || weight === 0n ? [] : [{ index, weight, cap }];
  });
  const capped = new Map<number, bigint>();
  if (!candidates.some(({ weight, cap }) => left * weight > cap * weightLeft)) return capped;

  candidates.sort((a, b) => compare(a.cap * b.weight, b.cap * a.weight));
  for (const { index, weight, cap } of candidates) {
    if (left * weight <= cap * weightLeft) break;
    capped.set(index, cap);
    left -= cap;
    weightLeft -= weight;
  }
  return capped;
}

/** Candidates with a key that never decreases while the exact value increases, of which `count` are to be taken. */
type Candidates = {
  indices: Uint32Array;
  keys: Float64Array;
  count: number;
  measure: (index: number) => bigint;
};
type Tied = { indices: Uint32Array; count: number };

/**
 * Takes the `count` candidates with the largest exact values and leaves those that tie at the edge to `breakTie`.
 * Doubles only sort: values that share a double are compared again relative to the smallest of them, which spreads them
 * apart until the doubles are exact.
 */
function takeLargest(
  { indices, keys, count, measure, take }: Candidates & { take: (index: number) => void },
  breakTie: (tied: Tied) => void,
): void {
  assert(count >= 0 && count <= indices.length, `cannot take ${count} of ${indices.length}`);
  if (count === 0) return;
  const edge = keys.toSorted()[keys.length - count] ?? 0;
  let leftToTake = count;
  const tied: number[] = [];
  indices.forEach((index, position) => {
    const key = keys[position] ?? 0;
    if (key === edge) tied.push(index);
    if (key <= edge) return;
    take(index);
    leftToTake -= 1;
  });
  const tiedIndices = Uint32Array.from(tied);
  const next = { indices: tiedIndices, count: leftToTake };
  if (haveOneValue(tiedIndices, measure)) breakTie(next);
  else takeLargest({ ...next, ...keyed(tiedIndices, measure), take }, breakTie);
}

/** Sort keys of the candidates: how far each value lies above the smallest, rounded to a double, which keeps order. */
function keyed(
  indices: Uint32Array,
  measure: (index: number) => bigint,
): Pick<Candidates, "keys" | "measure"> {
  let least: bigint | null = null;
  for (const index of indices) {
    const value = measure(index);
    if (least === null || value < least) least = value;
  }
  const base = least ?? 0n;
  return { keys: Float64Array.from(indices, (index) => Number(measure(index) - base)), measure };
}

function haveOneValue(indices: Uint32Array, measure: (index: number) => bigint): boolean {
  const first = measure(indices[0] ?? 0);
  return indices.every((index) => measure(index) === first);
}

function sumOfWeights(weights: readonly bigint[]): bigint {
  let sum = 0n;
  for (const weight of weights) {
    assert(weight >= 0n, `a weight is negative: ${weight}`);
    sum += weight;
  }
  return sum;
}

const weightAt = (weights: readonly bigint[], index: number): bigint => weights[index] ?? 0n;
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
