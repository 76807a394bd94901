import type { Side } from "@/server/domain/allocation/status";

/** The one order of a batch. Exactly one of quantity and notional is set; both are plain decimal text. */
export type VenueOrderRequest = {
  clientOrderId: string;
  symbol: string;
  side: Side;
  timeInForce: "IOC" | "FOK";
  quantity?: string;
  notional?: string;
  /** On a notional SELL, the most coins that may be sold: what the investors hold (P10). */
  maximumQuantity?: string;
};

export type VenueExecution = { id: string; quantity: string; price: string; executedAt: string };

export type VenueOrder = {
  clientOrderId: string;
  venueOrderId: string;
  /** WORKING until no execution can follow; then cumulativeQuantity is final. */
  status: "WORKING" | "DONE" | "REJECTED";
  rejectReason?: string;
  cumulativeQuantity: string;
  /** Executions reported so far, in any order; may repeat one and may lag behind cumulativeQuantity. */
  executions: VenueExecution[];
};

export type VenueQuote = { symbol: string; bid: string; ask: string; quotedAt: string };

/** The market. Submitting is idempotent on clientOrderId, for ever. */
export interface TradingVenue {
  /** Sends the order; throws VenueFault when the answer is unknown: then ask findOrder, never send under another id. */
  submitOrder(order: VenueOrderRequest): Promise<VenueOrder>;
  /** The order as the venue knows it, or null when the venue never accepted it. Throws VenueFault when it cannot be asked. */
  findOrder(clientOrderId: string): Promise<VenueOrder | null>;
  /** The present top of book. Throws VenueFault when it cannot be asked. */
  getQuote(symbol: string): Promise<VenueQuote>;
}

/** The venue gave no answer that can be trusted (time-out, reset, 5xx, 429, unreadable): the state there is unknown. */
export class VenueFault extends Error {
  override readonly name = "VenueFault";
  readonly retry = true;
}

export interface Clock {
  now(): Date;
}

/** Structured log; fields never carry secrets, names or e-mail addresses. */
export interface Logger {
  info(fields: Record<string, unknown>, text: string): void;
  warn(fields: Record<string, unknown>, text: string): void;
  error(fields: Record<string, unknown>, text: string): void;
}
