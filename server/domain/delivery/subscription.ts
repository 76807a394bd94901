/** What an endpoint may ask for: an event type, or only the batch's or the allocations' part of it. */
export const subscriptions = [
  "allocation/batch/1",
  "allocation/batch/1:batch",
  "allocation/batch/1:allocation",
  "order/1",
] as const;
export type Subscription = (typeof subscriptions)[number];

export type EventKind = "batch" | "allocation" | "order";

const kinds: Record<Subscription, readonly EventKind[]> = {
  "allocation/batch/1": ["batch", "allocation"],
  "allocation/batch/1:batch": ["batch"],
  "allocation/batch/1:allocation": ["allocation"],
  "order/1": ["order"],
};

/** The kinds of events that an endpoint gets; null, for an endpoint without a filter, is every kind there is or will be. */
export const kindsOf = (subscribed: readonly Subscription[] | null): readonly EventKind[] | null =>
  subscribed === null ? null : [...new Set(subscribed.flatMap((one) => kinds[one]))].sort();

/** What a stored filter says; an empty one stands for no filter. */
export const readSubscriptions = (stored: readonly string[] | null): Subscription[] | null => {
  const known = subscriptions.filter((one) => stored?.includes(one));
  return known.length === 0 ? null : known;
};
