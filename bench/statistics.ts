const ranked = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/** The middle one; of two middle ones the higher. */
export const median = (values: readonly number[]): number =>
  ranked(values)[Math.floor(values.length / 2)] ?? 0;

export type Quantiles = { p50: number; p95: number; p99: number; max: number };

/** Quantiles by nearest rank. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = ranked(values);
  const at = (share: number): number =>
    sorted[Math.max(Math.ceil(share * sorted.length) - 1, 0)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Each quantile's median over the repetitions. */
export function medianQuantiles(repetitions: readonly Quantiles[]): Quantiles {
  const of = (name: keyof Quantiles): number => median(repetitions.map((one) => one[name]));
  return { p50: of("p50"), p95: of("p95"), p99: of("p99"), max: of("max") };
}
