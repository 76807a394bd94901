import type { Subscription } from "@/server/domain/delivery/subscription";

export const leaves = ["allocation/batch/1:batch", "allocation/batch/1:allocation", "order/1"] as const;
export type Leaf = (typeof leaves)[number];

const batchType = "allocation/batch/1";
const batchParts: readonly Leaf[] = leaves.filter((leaf) => leaf.startsWith(`${batchType}:`));

/** The kinds of events that a filter lets through; null, for no filter, lets all through. */
export const leavesOf = (subscribed: readonly Subscription[] | null): readonly Leaf[] =>
  subscribed === null
    ? leaves
    : leaves.filter((leaf) => subscribed.some((one) => one === leaf || leaf.startsWith(`${one}:`)));

/** The shortest filter for the kinds: both parts of an event type are the event type. */
export function subscriptionsOf(chosen: readonly Leaf[]): Subscription[] {
  const whole = batchParts.every((part) => chosen.includes(part));
  const rest = leaves.filter((leaf) => chosen.includes(leaf) && !(whole && batchParts.includes(leaf)));
  return whole ? [batchType, ...rest] : rest;
}
