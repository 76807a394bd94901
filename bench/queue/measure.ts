import { startDesk } from "../desk";
import { printMachine } from "../machine";
import { measureAllocate, measureBulk, measureWeb } from "./allocate";
import { measureDrain } from "./drain";
import { measureFirstAttempt } from "./first-attempt";
import { openPrograms } from "./programs";
import { measureSqs } from "./sqs";
import { latencyTable, type Measured, timeTable } from "./table";

const parts = {
  "first-attempt": measureFirstAttempt,
  drain: measureDrain,
  sqs: measureSqs,
  allocate: measureAllocate,
  bulk: measureBulk,
  web: measureWeb,
} as const;
type Part = keyof typeof parts;
const isPart = (text: string): text is Part => text in parts;

/** How much each part does; `repetitions` are of what takes seconds, `drains` of what takes longer. */
const sizes = {
  short: { load: { perSecond: 200, seconds: 5 }, repetitions: 3, drains: 2, events: 4_000, rows: 10_000 },
  full: { load: { perSecond: 200, seconds: 10 }, repetitions: 5, drains: 5, events: 10_000, rows: 10_000 },
};
type Plan = { size: keyof typeof sizes; parts: Part[] };

/** The parts of the arguments, all but the built web server when none is named; null when an argument is not known. */
export function readQueuePlan(given: readonly string[]): Plan | null {
  const names = given.filter((text) => text !== "full");
  const named = names.filter(isPart);
  if (named.length < names.length) return null;
  const all = Object.keys(parts).filter(isPart);
  return {
    size: given.includes("full") ? "full" : "short",
    parts: named.length > 0 ? named : all.filter((part) => part !== "web"),
  };
}

/** Measures the way of events out of the desk and of allocations into it, each against a floor, and prints tables. */
export async function measureQueue(plan: Plan): Promise<void> {
  const { drains, ...size } = sizes[plan.size];
  const desk = await startDesk();
  try {
    await printMachine(desk);
    const programs = await openPrograms(desk);
    try {
      const found: Measured[] = [];
      for (const part of plan.parts) {
        const startedAt = performance.now();
        const repetitions = part === "drain" || part === "sqs" ? drains : size.repetitions;
        const measured = await parts[part](desk, programs, { ...size, repetitions });
        found.push(measured);
        console.log(`${part}, ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
        console.log(
          JSON.stringify(measured, (_key, value) =>
            typeof value === "number" ? Math.round(value * 10) / 10 : value,
          ),
        );
      }
      console.log(`\n${latencyTable(found.flatMap((one) => one.latencies))}`);
      console.log(`\n${timeTable(found.flatMap((one) => one.times))}`);
    } finally {
      await programs.close();
    }
  } finally {
    await desk.close();
  }
}
