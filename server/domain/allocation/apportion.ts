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
  for (let index = 0; index < weights.length; index++) {
    const product = total * weightAt(weights, index);
    const floor = product / weightSum;
    parts[index] = floor;
    left -= floor;
    remainderKeys[index] = Number(product - floor * weightSum);
  }
  giveLeftover(Number(left), remainderKeys, {
    remainder: (index) => (total * weightAt(weights, index)) % weightSum,
    weight: (index) => weightAt(weights, index),
    give: (index) => {
      parts[index] = (parts[index] ?? 0n) + 1n;
    },
  });
  return parts;
}

/** Gives `count` single units to the largest remainders, then to the larger weights, then to the lower indices (P3). */
function giveLeftover(
  count: number,
  remainderKeys: Float64Array,
  by: { remainder: Measure; weight: Measure; give: (index: number) => void },
): void {
  const everyone = firstIndices(remainderKeys.length);
  takeLargest({ indices: everyone, keys: remainderKeys, count }, by.remainder, by.give, (tied) =>
    takeLargest(keyed(tied, by.weight), by.weight, by.give, (equal) => {
      for (const index of equal.indices.subarray(0, equal.count)) by.give(index);
    }),
  );
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
  const full = findFull(total, weights, caps);
  const capOf = (index: number): bigint | null => (full[index] === 1 ? (caps[index] ?? null) : null);
  let left = total;
  const freeWeights = weights.map((weight, index) => {
    const cap = capOf(index);
    left -= cap ?? 0n;
    return cap === null ? weight : 0n;
  });
  const anyoneFree = freeWeights.some((weight) => weight > 0n);
  return apportion(anyoneFree ? left : 0n, freeWeights).map((part, index) => capOf(index) ?? part);
}

/**
 * Marks with 1 who stays at its cap when `total` is poured over all in proportion to weight. Setting one that would run
 * over to its cap only raises the level for the rest, so it may be done in any order and never needs undoing; ascending
 * cap per weight, if only roughly, finds nearly all in one sweep. A cap is a whole number, so an exact share within it
 * cannot be rounded above it.
 */
function findFull(total: bigint, weights: readonly bigint[], caps: readonly (bigint | null)[]): Uint8Array {
  const full = new Uint8Array(weights.length);
  let left = total;
  let weightLeft = sumOfWeights(weights);
  const sweep = (order: Uint32Array): boolean => {
    let found = false;
    for (const index of order) {
      const cap = caps[index] ?? null;
      if (cap === null || full[index] === 1) continue;
      assert(cap >= 0n, `cap ${index} is negative`);
      const weight = weightAt(weights, index);
      if (left * weight <= cap * weightLeft) continue;
      full[index] = 1;
      left -= cap;
      weightLeft -= weight;
      found = true;
    }
    return found;
  };
  const order = firstIndices(weights.length);
  if (!sweep(order)) return full;
  const ratios = Float64Array.from(caps, (cap, index) => {
    const weight = weightAt(weights, index);
    return cap === null || weight === 0n ? 0 : Number(cap) / Number(weight);
  });
  order.sort((a, b) => (ratios[a] ?? 0) - (ratios[b] ?? 0));
  while (sweep(order)) {
    // Each sweep that finds one may let another run over.
  }
  return full;
}

type Measure = (index: number) => bigint;
type Tied = { indices: Uint32Array; count: number };
/** Of the candidates, `count` are to be taken; a key never decreases while the exact measure increases. */
type Candidates = Tied & { keys: Float64Array };

/**
 * Takes the `count` candidates of the largest exact measure and leaves those that tie at the edge to `breakTie`. Doubles
 * only sort: measures that share a double are keyed again by their distance from one of them, until doubles tell them
 * apart or they are equal.
 */
function takeLargest(
  { indices, keys, count }: Candidates,
  measure: Measure,
  take: (index: number) => void,
  breakTie: (tied: Tied) => void,
): void {
  assert(count >= 0 && count <= indices.length, `cannot take ${count} of ${indices.length}`);
  if (count === 0) return;
  const edge = keys.toSorted()[keys.length - count] ?? 0;
  const atEdge = new Uint32Array(indices.length);
  let edgeCount = 0;
  let leftToTake = count;
  for (let position = 0; position < indices.length; position++) {
    const key = keys[position] ?? 0;
    if (key < edge) continue;
    const index = indices[position] ?? 0;
    if (key === edge) {
      atEdge[edgeCount++] = index;
    } else {
      take(index);
      leftToTake -= 1;
    }
  }
  const tied = keyed({ indices: atEdge.subarray(0, edgeCount), count: leftToTake }, measure);
  if (tied.keys.every((key) => key === 0)) breakTie(tied);
  else takeLargest(tied, measure, take, breakTie);
}

/**
 * Sort keys: how far each measure lies from the first one's, rounded to a double, which keeps order. They are all zero
 * only when all measures are equal, so every round separates at least one candidate from the rest.
 */
function keyed({ indices, count }: Tied, measure: Measure): Candidates {
  const keys = new Float64Array(indices.length);
  const base = measure(indices[0] ?? 0);
  for (let position = 0; position < indices.length; position++) {
    keys[position] = Number(measure(indices[position] ?? 0) - base);
  }
  return { indices, count, keys };
}

function sumOfWeights(weights: readonly bigint[]): bigint {
  let sum = 0n;
  for (const weight of weights) {
    assert(weight >= 0n, `a weight is negative: ${weight}`);
    sum += weight;
  }
  return sum;
}

function firstIndices(length: number): Uint32Array {
  const indices = new Uint32Array(length);
  for (let index = 0; index < length; index++) indices[index] = index;
  return indices;
}

const weightAt = (weights: readonly bigint[], index: number): bigint => weights[index] ?? 0n;
