import type pg from "pg";
import type { Reader } from "./db/client";
import type { Tx } from "./db/transaction";
import type { ApiScope, Role } from "./domain/roles";
import type { Clock, EventSinks, Logger, TradingVenue, Vault } from "./integrations/ports";

export type BatchRef = { firmId: string; batchId: string };

/**
 * Named points between the steps of a batch. They do nothing in production; a test arms one to end the process there or to
 * hold the step while another runs, so that an interleaving is chosen and not hoped for.
 */
export const pausePoints = [
  "close.counted",
  "allocate.checked",
  "validate.decided",
  "validate.committed",
  "send.intended",
  "send.answered",
  "fills.recorded",
  "order.finished",
  "chunk.written",
  "chunk.committed",
  "refuse.chunk-committed",
  "complete.before-commit",
] as const;
/** The same between the steps of a relay. */
export const relayPausePoints = [
  "events.placed",
  "delivery.claimed",
  "delivery.attempted",
  "delivery.recorded",
] as const;
export type PausePoint = (typeof pausePoints)[number] | (typeof relayPausePoints)[number];

/** What a service needs from the outside; built once per process by server/process.ts, or by the test harness. */
export type Context = {
  pool: pg.Pool;
  reader: Reader;
  clock: Clock;
  venue: TradingVenue;
  sinks: EventSinks;
  vault: Vault;
  logger: Logger;
  /** Queues the batch for a worker, inside the caller's transaction. */
  enqueueBatch(tx: Tx, ref: BatchRef): Promise<void>;
  reach(point: PausePoint): Promise<void>;
};

/**
 * Who acts: an operator, an API login or key of the firm, or the desk itself. `name` is what the audit trail records. `scopes`
 * narrow what a key may do; without them the role alone decides.
 */
export type Actor = { firmId: string; name: string; role: Role; scopes?: readonly ApiScope[] };
