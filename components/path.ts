import type { Route } from "next";

type Query = Record<string, string | number | null | undefined>;

/** Every address of the desk is made here; a link elsewhere that spells a path is a mistake. */
function address(segments: readonly string[], query: Query = {}): Route {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = `/${segments.map(encodeURIComponent).join("/")}`;
  return (search.size === 0 ? text : `${text}?${search}`) as Route;
}

export type BatchFilters = {
  q?: string | null | undefined;
  status?: string | null | undefined;
  symbol?: string | null | undefined;
  cursor?: string | null | undefined;
  trail?: string | null | undefined;
};
export type AllocationFilters = {
  q?: string | null | undefined;
  status?: string | null | undefined;
  side?: string | null | undefined;
  after?: string | null | undefined;
  before?: string | null | undefined;
  /** The clientTransactionId whose details are open. */
  row?: string | null | undefined;
};
export type DeliveryFilters = {
  status?: string | null | undefined;
  batch?: string | null | undefined;
  cursor?: string | null | undefined;
  trail?: string | null | undefined;
};
export type EventFilters = {
  kind?: string | null | undefined;
  status?: string | null | undefined;
  /** What `id` is of: a batch, a client transaction or a message. */
  by?: string | null | undefined;
  id?: string | null | undefined;
  cursor?: string | null | undefined;
  trail?: string | null | undefined;
  /** The message id whose details are open. */
  event?: string | null | undefined;
};
export type RequestFilters = {
  status?: string | null | undefined;
  method?: string | null | undefined;
  path?: string | null | undefined;
  /** The prefix of a key or the name of a login. */
  key?: string | null | undefined;
  id?: string | null | undefined;
  cursor?: string | null | undefined;
  trail?: string | null | undefined;
};

export const path = {
  home: (): Route => address(["batches"]),
  signIn: (returnTo?: string): Route => address(["sign-in"], { returnTo }),
  batches: (filters: BatchFilters = {}): Route => address(["batches"], filters),
  newBatch: (): Route => address(["batches", "new"]),
  batch: (batchId: string): Route => address(["batches", batchId]),
  /** The batch with the question of closing open. */
  closeBatch: (batchId: string): Route => address(["batches", batchId], { ask: "close" }),
  importBatch: (batchId: string): Route => address(["batches", batchId, "import"]),
  allocations: (batchId: string, filters: AllocationFilters = {}): Route =>
    address(["batches", batchId, "allocations"], filters),
  fills: (batchId: string): Route => address(["batches", batchId, "fills"]),
  exportAllocations: (
    batchId: string,
    filters: Pick<AllocationFilters, "q" | "status" | "side"> = {},
  ): Route => address(["batches", batchId, "export"], filters),
  developers: (): Route => address(["developers"]),
  docs: (): Route => address(["docs"]),
  endpoints: (): Route => address(["developers", "webhooks"]),
  newEndpoint: (): Route => address(["developers", "webhooks", "new"]),
  /** The endpoint's deliveries, its first page. */
  endpoint: (endpointId: string, filters: DeliveryFilters = {}): Route =>
    address(["developers", "webhooks", endpointId], filters),
  endpointPage: (endpointId: string, page: "settings" | "recover" | "sink"): Route =>
    address(["developers", "webhooks", endpointId, page]),
  delivery: (endpointId: string, messageId: string): Route =>
    address(["developers", "webhooks", endpointId, "deliveries", messageId]),
  events: (filters: EventFilters = {}): Route => address(["developers", "events"], filters),
  apiKeys: (): Route => address(["developers", "api-keys"]),
  requests: (filters: RequestFilters = {}): Route => address(["developers", "requests"], filters),
  sampleSheet: (): Route => address(["sample-allocations.csv"]),
};

/** Where to go after signing in: a path of this site, or the list of batches when the text is anything else. */
export function returnPath(text: string | null | undefined): Route {
  const ours = /^\/(?![/\\])[^\\\s]*$/.test(text ?? "");
  return ours ? (text as Route) : path.home();
}
