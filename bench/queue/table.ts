import { median, medianQuantiles, type Quantiles } from "../statistics";

/** Repetitions of a latency in milliseconds, ours and the floor's. */
export type LatencyRow = { name: string; ours: Quantiles[]; floor: Quantiles[] };
/** Repetitions of how long so many things take, ours and the floor's, in milliseconds. */
export type TimeRow = { name: string; count: number; ours: number[]; floor: number[] };
export type Measured = { latencies: LatencyRow[]; times: TimeRow[] };

const ms = (value: number): string => value.toFixed(1);

function quantileCells(repetitions: Quantiles[]): string[] {
  if (repetitions.length === 0) return Array.from({ length: 5 }, () => "–");
  const { p50, p95, p99, max } = medianQuantiles(repetitions);
  return [p50, p95, p99, max, Math.max(...repetitions.map((one) => one.p99))].map(ms);
}

const tableRow = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

function tableOf(head: readonly string[], rows: readonly string[][]): string {
  return [tableRow(head), `|${"---|".repeat(head.length)}`, ...rows.map(tableRow)].join("\n");
}

export function latencyTable(rows: readonly LatencyRow[]): string {
  const columns = ["p50", "p95", "p99", "max", "p99 (worst)"];
  return tableOf(
    ["Milliseconds", ...columns, ...columns.map((column) => `Floor ${column}`)],
    rows.map(({ name, ours, floor }) => [name, ...quantileCells(ours), ...quantileCells(floor)]),
  );
}

export function timeTable(rows: readonly TimeRow[]): string {
  const cells = (count: number, times: number[]): string[] =>
    [median(times), Math.max(...times)].flatMap((time) => [
      (time / 1_000).toFixed(2),
      Math.round(count / (time / 1_000)).toLocaleString("en-US"),
    ]);
  const columns = ["s", "per s", "s (worst)", "per s (worst)"];
  return tableOf(
    ["Work", "Number", ...columns, ...columns.map((column) => `Floor ${column}`), "Ratio"],
    rows.map(({ name, count, ours, floor }) => [
      name,
      count.toLocaleString("en-US"),
      ...cells(count, ours),
      ...cells(count, floor),
      (median(ours) / median(floor)).toFixed(2),
    ]),
  );
}
