import { readFileSync, writeFileSync } from "node:fs";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { accounts, closeAndWalk, makeRequests, openNew, settle } from "./batches";
import { type Desk, startDesk } from "./desk";
import { closeFloor, type FloorTimes, ingestFloor } from "./floor";
import { printMachine } from "./machine";
import { type StatementTimes, statementTimes } from "./statement-times";
import { median } from "./statistics";

type Timed = { ms: number; steps: [string, number][] };
type Round = { ingest: Timed; ingestFloor: FloorTimes; close: Timed; closeFloor: FloorTimes; peakMb: number };

async function timed(times: StatementTimes, work: () => Promise<unknown>): Promise<Timed> {
  times.take();
  const startedAt = performance.now();
  await work();
  return { ms: performance.now() - startedAt, steps: times.take() };
}

/** Linux keeps the highest resident size since it was last reset; elsewhere the answer is 0, not known. */
const resetPeak = (): void => {
  if (process.platform === "linux") writeFileSync("/proc/self/clear_refs", "5");
};
const peakMb = (): number =>
  process.platform === "linux"
    ? Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) / 1024)
    : 0;

async function measure(desk: Desk, times: StatementTimes, count: number): Promise<Round> {
  const ours = await openNew(desk);
  const other = await openNew(desk);
  await settle(desk);
  const ingest = await timed(times, () =>
    addAllocations(
      desk.ctx,
      desk.trader,
      ours.batchTransactionId,
      makeRequests(count, ours.batchTransactionId),
    ),
  );
  await settle(desk);
  const floor = await ingestFloor(desk, other.batchId, makeRequests(count, other.batchTransactionId));
  await settle(desk);
  resetPeak();
  const close = await timed(times, () => closeAndWalk(desk, ours, count));
  const peak = peakMb();
  const { rows } = await desk.owner.query<{ price: string; length: number; complete: number }>(
    `select (select average_price::text from orders where batch_id = $1) as price,
       (select avg(length(body))::int from outbox_events where batch_id = $1 and kind = 'allocation') as length,
       (select count(*)::int from allocations where batch_id = $1 and status = 'COMPLETE') as complete`,
    [ours.batchId],
  );
  const written = rows[0];
  if (written?.complete !== count)
    throw new Error(`${written?.complete} of ${count} allocations are COMPLETE`);
  await settle(desk);
  const bare = await closeFloor(desk, other.batchId, { price: written.price, bodyLength: written.length });
  return { ingest, ingestFloor: floor, close, closeFloor: bare, peakMb: peak };
}

function line(count: number, name: string, pairs: [number, number][], peak: string): string {
  const ours = median(pairs.map(([ms]) => ms));
  const floor = median(pairs.map(([, ms]) => ms));
  const ratios = pairs.map(([ms, bare]) => ms / bare);
  const cells = [
    count.toLocaleString("en-US"),
    name,
    (ours / 1000).toFixed(2),
    Math.round(count / (ours / 1000)).toLocaleString("en-US"),
    (floor / 1000).toFixed(2),
    Math.round(count / (floor / 1000)).toLocaleString("en-US"),
    median(ratios).toFixed(2),
    Math.max(...ratios).toFixed(2),
    peak,
  ];
  return `| ${cells.join(" | ")} |`;
}

const show = (title: string, part: Timed): void => {
  console.log(`  ${title}: ${Math.round(part.ms)} ms`);
  for (const [text, ms] of part.steps.slice(0, 9))
    console.log(`    ${String(Math.round(ms)).padStart(6)}  ${text}`);
};

/** Bulk ingest and close → COMPLETE for each number of rows, as often as it says, against bare SQL. */
export async function measureRows(plan: readonly (readonly number[])[]): Promise<void> {
  const times = statementTimes();
  const desk = await startDesk(times);
  try {
    await printMachine(desk);
    // Every account gets its balances, and every code path its first run, before anything is measured.
    await measure(desk, times, accounts);
    await desk.owner.query("analyze");
    const table = [
      "| Rows | Work | Seconds | Rows/s | Floor seconds | Floor rows/s | Ratio (median) | Ratio (worst) | Peak MB |",
      "|---|---|---|---|---|---|---|---|---|",
    ];
    for (const [count = 0, repetitions = 1] of plan) {
      const rounds: Round[] = [];
      for (let round = 0; round < repetitions; round++) rounds.push(await measure(desk, times, count));
      for (const [index, round] of rounds.entries()) {
        console.log(`${count} rows, repetition ${index + 1}`);
        show("ingest", round.ingest);
        show("ingest floor", round.ingestFloor);
        show("close", round.close);
        show("close floor", round.closeFloor);
      }
      const pairs = (ours: "ingest" | "close", floor: "ingestFloor" | "closeFloor") =>
        rounds.map((round): [number, number] => [round[ours].ms, round[floor].ms]);
      table.push(line(count, "ingest", pairs("ingest", "ingestFloor"), ""));
      const peak = String(Math.max(...rounds.map((round) => round.peakMb)));
      table.push(line(count, "close → COMPLETE", pairs("close", "closeFloor"), peak));
    }
    console.log(`\n${table.join("\n")}`);
  } finally {
    await desk.close();
  }
}
