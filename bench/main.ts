import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import { walkBatch } from "@/server/services/batches/walk-batch";
import { type Desk, startDesk } from "./desk";
import { closeFloor, type FloorTimes, ingestFloor } from "./floor";
import { type StatementTimes, statementTimes } from "./statement-times";

const usage = "Usage: npm run bench -- [rows=repetitions ...], for example 10000=3 100000=2";
const accounts = 5_000;
type Timed = { ms: number; steps: [string, number][] };
type Round = { ingest: Timed; ingestFloor: FloorTimes; close: Timed; closeFloor: FloorTimes; peakMb: number };

function makeRequests(count: number, batchTransactionId: string): AllocationRequest[] {
  return Array.from({ length: count }, (_, index) => ({
    account: `AT${String((index % accounts) + 1).padStart(5, "0")}`,
    amount: `${20 + (index % 10)}.${String(index % 100).padStart(2, "0")}`,
    batchTransactionId,
    clientTransactionId: randomUUID(),
    side: "BUY",
    symbol: "BTCUSD",
    bpsCommission: 25,
  }));
}

async function openNew(desk: Desk): Promise<{ batchTransactionId: string; batchId: string }> {
  const batchTransactionId = randomUUID();
  await openBatch(desk.ctx, desk.trader, { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" });
  const { rows } = await desk.owner.query<{ id: string }>(
    "select id from batches where batch_transaction_id = $1",
    [batchTransactionId],
  );
  return { batchTransactionId, batchId: rows[0]?.id ?? "" };
}

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
  // Dirty pages of what came before must not be written during what is measured.
  const settle = async () => {
    await desk.owner.query("analyze");
    await desk.owner.query("checkpoint");
  };
  await settle();
  const ingest = await timed(times, () =>
    addAllocations(
      desk.ctx,
      desk.trader,
      ours.batchTransactionId,
      makeRequests(count, ours.batchTransactionId),
    ),
  );
  await settle();
  const floor = await ingestFloor(desk, other.batchId, makeRequests(count, other.batchTransactionId));
  await settle();
  resetPeak();
  const close = await timed(times, async () => {
    await closeBatch(desk.ctx, desk.trader, {
      batchTransactionId: ours.batchTransactionId,
      allocations: count,
    });
    const ref = { firmId: desk.trader.firmId, batchId: ours.batchId };
    await walkBatch(desk.ctx, ref, AbortSignal.timeout(600_000));
  });
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
  await settle();
  const bare = await closeFloor(desk, other.batchId, { price: written.price, bodyLength: written.length });
  return { ingest, ingestFloor: floor, close, closeFloor: bare, peakMb: peak };
}

const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

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

async function printMachine(desk: Desk): Promise<void> {
  const { rows } = await desk.owner.query<{ text: string }>(
    "select string_agg(name || '=' || setting, ' ') as text from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size')",
  );
  const memory = Math.round(totalmem() / 2 ** 30);
  console.log(`${cpus().length} cores, ${memory} GiB, Node ${process.version}, ${rows[0]?.text ?? ""}\n`);
}

async function main(): Promise<void> {
  const given = process.argv.slice(2);
  const plan = (given.length > 0 ? given : ["10000=3", "100000=2"]).map((text) =>
    text.split("=").map(Number),
  );
  if (!plan.flat().every((value) => Number.isSafeInteger(value) && value > 0)) throw new Error(usage);
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

await main();
