import { createHash } from "node:crypto";
import { z } from "zod";
import { draw, type Level, levelsFor } from "./book";
import type { ControlSettings } from "./control";
import { formatUnits, minimum, parseUnits } from "./decimals";
import { type Order, priceDecimals, quantityDecimals } from "./order";

/** One match of an order with a level: price in cents, quantity in 10^-8 coin. */
export type Match = { price: bigint; quantity: bigint };

/** Milliseconds from acceptance to the last execution when no latency is set. */
const defaultDurationMs = 150;
const ratioDecimals = 9;

/** Everything that will happen to an accepted order, decided at acceptance; times are milliseconds after it. */
export const planSchema = z.object({
  venueOrderId: z.string(),
  rejectReason: z.string().nullable(),
  executions: z.array(
    z.object({
      id: z.string(),
      quantity: z.string(),
      price: z.string(),
      afterMs: z.number(),
      listedAfterMs: z.number(),
    }),
  ),
  /** Indexes into `executions` in the order they are listed; a repeated index is a repeated report. */
  listing: z.array(z.number()),
  doneAfterMs: z.number(),
});
export type Plan = z.infer<typeof planSchema>;

/**
 * Takes liquidity from the best level on. IOC keeps what it gets; FOK keeps everything or nothing. A notional BUY stops before
 * the first unit it cannot pay for; a notional SELL stops with the unit that reaches the notional, or at maximumQuantity,
 * which also counts as everything. `share` of 10^9 is the part of what would be filled that finds liquidity.
 */
export function match(order: Order, levels: readonly Level[], share: bigint): Match[] {
  const full = 10n ** BigInt(ratioDecimals);
  const { matches, satisfied } = sweep(order, levels);
  if (order.timeInForce === "FOK") return satisfied && share === full ? matches : [];
  const filled = matches.reduce((sum, entry) => sum + entry.quantity, 0n);
  return truncate(matches, (filled * share) / full);
}

/** The plan of a new order: a pure function of the order, the seed, the settings captured with it and its acceptance time. */
export function planOrder(order: Order, settings: ControlSettings, seed: string, acceptedAt: number): Plan {
  // Ids come from clientOrderId, so a venue that lost its store can never give an old id to a new execution.
  const venueOrderId = `SV-${createHash("sha256").update(order.clientOrderId).digest("hex").slice(0, 24)}`;
  if (settings.refuse !== null)
    return { venueOrderId, rejectReason: settings.refuse, executions: [], listing: [], doneAfterMs: 0 };
  const share = parseUnits(settings.fillRatio, ratioDecimals) ?? 0n;
  const matches = match(order, levelsFor(seed, order, acceptedAt), share);
  const steps = Math.max(matches.length, 1);
  const intervalMs = settings.latencyMs ?? Math.floor(defaultDurationMs / steps);
  const doneAfterMs = intervalMs * steps;
  const executions = matches.map((entry, index) => {
    const afterMs = intervalMs * (index + 1);
    const late = index === matches.length - 1 ? settings.lateMs : 0;
    return {
      id: `${venueOrderId}-${index + 1}`,
      quantity: formatUnits(entry.quantity, quantityDecimals),
      price: formatUnits(entry.price, priceDecimals),
      afterMs,
      listedAfterMs: afterMs + late,
    };
  });
  const listing = listingOf(executions.length, settings, `${seed}|${order.clientOrderId}`);
  return { venueOrderId, rejectReason: null, executions, listing, doneAfterMs };
}

/** The order as it is reported `elapsedMs` after acceptance; once DONE, only the list can still grow. */
export function viewPlan(plan: Plan, acceptedAt: number, elapsedMs: number) {
  const { venueOrderId, rejectReason, executions, listing, doneAfterMs } = plan;
  const cumulative = executions
    .filter((execution) => execution.afterMs <= elapsedMs)
    .reduce((sum, execution) => sum + (parseUnits(execution.quantity, quantityDecimals) ?? 0n), 0n);
  const listed = listing.flatMap((index) => {
    const execution = executions[index];
    if (!execution || execution.listedAfterMs > elapsedMs) return [];
    const { id, quantity, price, afterMs } = execution;
    return [{ id, quantity, price, executedAt: new Date(acceptedAt + afterMs).toISOString() }];
  });
  const state = {
    venueOrderId,
    status: statusOf(rejectReason, elapsedMs >= doneAfterMs),
    cumulativeQuantity: formatUnits(cumulative, quantityDecimals),
    executions: listed,
  };
  return rejectReason === null ? state : { ...state, rejectReason };
}

function statusOf(rejectReason: string | null, done: boolean): "WORKING" | "DONE" | "REJECTED" {
  if (rejectReason !== null) return "REJECTED";
  return done ? "DONE" : "WORKING";
}

function sweep(order: Order, levels: readonly Level[]): { matches: Match[]; satisfied: boolean } {
  const matches: Match[] = [];
  let left = leftToStart(order);
  for (const level of levels) {
    const wanted = wantedAt(order, left, level.price);
    if (wanted === 0n) return { matches, satisfied: true };
    const quantity = minimum(wanted, level.quantity);
    matches.push({ price: level.price, quantity });
    left = { quantity: left.quantity - quantity, value: left.value - quantity * level.price };
    if (quantity === wanted) return { matches, satisfied: true };
  }
  return { matches, satisfied: false };
}

type Left = { quantity: bigint; value: bigint };

function leftToStart({ amount }: Order): Left {
  if (amount.kind === "quantity") return { quantity: amount.quantity, value: 0n };
  return { quantity: amount.maximumQuantity ?? 0n, value: amount.notional };
}

/** How many units the order would still take at a price; 0 when it is satisfied. */
function wantedAt(order: Order, left: Left, price: bigint): bigint {
  if (order.amount.kind === "quantity") return left.quantity;
  if (order.side === "BUY") return left.value / price;
  if (left.value <= 0n) return 0n;
  const toReach = (left.value + price - 1n) / price;
  return order.amount.maximumQuantity === null ? toReach : minimum(toReach, left.quantity);
}

function truncate(matches: readonly Match[], quantity: bigint): Match[] {
  const kept: Match[] = [];
  let left = quantity;
  for (const entry of matches) {
    if (left === 0n) break;
    const taken = minimum(entry.quantity, left);
    kept.push({ price: entry.price, quantity: taken });
    left -= taken;
  }
  return kept;
}

function listingOf(count: number, settings: ControlSettings, label: string): number[] {
  const inTime = Array.from({ length: count }, (_, index) => index);
  const reports = settings.duplicate ? inTime.flatMap((index) => [index, index]) : inTime;
  if (!settings.outOfOrder) return reports;
  const shuffled = reports
    .map((index, position) => ({ index, key: draw(`${label}|report|${position}`, 1n << 64n) }))
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : left.index - right.index))
    .map((report) => report.index);
  // A shuffle that happens to keep the order of time would hide the fault that was asked for.
  const inOrder = shuffled.every(
    (index, position) => position === 0 || index >= (shuffled[position - 1] ?? 0),
  );
  return inOrder ? shuffled.reverse() : shuffled;
}
