import type { Side } from "@/server/domain/allocation/status";
import type { AttemptOutcome } from "@/server/domain/delivery/attempt";

export type { AttemptOutcome };

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

/** One event on its way out: the stored bytes, the id that names it for ever, and the batch, by the firm's own id, within which its order counts. */
export type SinkEvent = { messageId: string; eventType: string; batchId: string; body: string };

/** Where a firm wants its events. Secrets are in clear here and nowhere else. */
export type SinkTarget =
  | {
      kind: "WEBHOOK";
      url: string;
      /** `whsec_…`, the newest first; two while a rotation overlaps. */
      secrets: readonly string[];
    }
  | {
      kind: "SQS";
      queueUrl: string;
      region: string;
      /** The firm's own, never those of the process. */
      credentials: { accessKeyId: string; secretAccessKey: string };
    };

/** The way to one endpoint, kept open between attempts. */
export interface EventSink {
  /** How many events of one batch may be on their way at once: 1 where their order is promised. */
  readonly window: number;
  /** Sends the bytes once. Never rejects: whatever goes wrong is an outcome. */
  attempt(event: SinkEvent): Promise<AttemptOutcome>;
  /** Ends its connections after the attempts in hand. */
  close(): Promise<void>;
}

export interface EventSinks {
  /** Why the target may not be called, as a sentence, or null. Looks at the address as written; the resolved one is checked at each attempt. */
  refusal(target: SinkTarget): string | null;
  open(target: SinkTarget): EventSink;
}

/** How the sandbox's own receiver answers; ratios are shares of the requests. */
export type SinkBehaviour = {
  status: number;
  failRatio: number;
  hangRatio: number;
  dropRatio: number;
  delayMs: number;
  retryAfterSeconds: number | null;
  gone: boolean;
};
export type SinkRequest = {
  receivedAt: string;
  headers: Record<string, string | string[]>;
  body: string;
  /** The status it was told, or what became of it instead. */
  answered: number | string;
};

/** The sandbox's own receiver of events: an address for each endpoint that wants one. */
export interface TestSink {
  newAddress(): string;
  /** True when the address is one of its own. */
  owns(url: string): boolean;
  /** What came to the address, newest first. Throws SinkFault when the sink is silent. */
  requests(url: string, limit: number): Promise<SinkRequest[]>;
  getBehaviour(url: string): Promise<SinkBehaviour>;
  /** Sets how it answers; what is left out has no fault. Throws BODY_INVALID. */
  setBehaviour(url: string, change: Partial<SinkBehaviour>): Promise<SinkBehaviour>;
}

/** The sandbox's receiver gave no answer. */
export class SinkFault extends Error {
  override readonly name = "SinkFault";
  readonly retry = true;
}

/** Seals secrets for the database with a key that is kept outside of it. */
export interface Vault {
  seal(text: string): Buffer;
  /** Throws when the bytes were not sealed with this key, or were changed. */
  open(sealed: Buffer): string;
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
