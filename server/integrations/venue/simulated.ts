import { Agent, request } from "undici";
import { z } from "zod";
import { decimalText } from "@/server/domain/decimal";
import { AppError, InvariantError } from "@/server/domain/errors";
import {
  type TradingVenue,
  type VenueExecution,
  VenueFault,
  type VenueOrder,
  type VenueQuote,
} from "@/server/integrations/ports";

const amount = z.string().regex(decimalText);
const executionAnswer = z.object({
  id: z.string().min(1),
  quantity: amount,
  price: amount,
  executedAt: z.iso.datetime(),
}) satisfies z.ZodType<VenueExecution>;
const orderAnswer = z.object({
  clientOrderId: z.string(),
  venueOrderId: z.string().min(1),
  status: z.enum(["WORKING", "DONE", "REJECTED"]),
  rejectReason: z.string().optional(),
  cumulativeQuantity: amount,
  executions: z.array(executionAnswer),
});
const quoteAnswer = z.object({
  symbol: z.string(),
  bid: amount,
  ask: amount,
  quotedAt: z.iso.datetime(),
}) satisfies z.ZodType<VenueQuote>;
const refusalAnswer = z.object({ code: z.string(), message: z.string() });

/** Statuses by which the venue says that the request itself is wrong: sending it again cannot help. */
const refusedStatuses = [400, 404, 405, 409, 413];
const maximumAnswerBytes = 4 * 1024 * 1024;

export type SimulatedVenueOptions = { baseUrl: string; timeoutMs: number };

/**
 * The simulated exchange behind the TradingVenue port. A call is abandoned after `timeoutMs` with a VenueFault, as is every answer
 * that cannot be trusted; an answer that calls our request wrong is an InvariantError, because we built it.
 */
export function simulatedVenue({ baseUrl, timeoutMs }: SimulatedVenueOptions): TradingVenue {
  const call = callerOf(baseUrl, timeoutMs);
  return {
    async submitOrder(order) {
      const answer = await call("POST", "/orders", order);
      if (answer.status !== 200 && answer.status !== 201)
        throw failure(answer, `order ${order.clientOrderId}`);
      return readOrder(answer, order.clientOrderId);
    },
    async findOrder(clientOrderId) {
      const answer = await call("GET", `/orders/${encodeURIComponent(clientOrderId)}`);
      // Only the venue's own word counts as "never accepted"; a 404 of something in between does not.
      if (answer.status === 404 && refusalOf(answer)?.code === "ORDER_NOT_FOUND") return null;
      if (answer.status !== 200) throw unknownState(answer, `order ${clientOrderId}`);
      return readOrder(answer, clientOrderId);
    },
    async getQuote(symbol) {
      const answer = await call("GET", `/quotes/${encodeURIComponent(symbol)}`);
      if (answer.status !== 200) throw failure(answer, `quote ${symbol}`);
      const quote = read(answer, quoteAnswer, `quote ${symbol}`);
      if (quote.symbol !== symbol)
        throw new VenueFault(`quote ${symbol}: the venue answered ${quote.symbol}`);
      return quote;
    },
  };
}

const settingsAnswer = z.object({
  fillRatio: amount,
  latencyMs: z.number().nullable(),
  refuse: z.string().nullable(),
  duplicate: z.boolean(),
  lateMs: z.number(),
  outOfOrder: z.boolean(),
  loseAnswer: z.union([z.boolean(), z.number()]),
  loseRequest: z.union([z.boolean(), z.number()]),
});
const controlAnswer = z.object({
  settings: settingsAnswer,
  symbols: z.record(z.string(), settingsAnswer.partial()),
});
export type VenueControlState = z.infer<typeof controlAnswer>;

/** Faults of the simulated exchange, for the sandbox. */
export type VenueControl = {
  /** Throws VenueFault when the venue cannot be asked. */
  getControl(): Promise<VenueControlState>;
  /** Merges the change, which comes from outside as it is; throws AppError BODY_INVALID when the venue refuses it, else VenueFault. */
  setControl(change: unknown): Promise<VenueControlState>;
};

/** The control door of the simulated exchange; the venue itself checks what may be set. */
export function venueControl(baseUrl: string, timeoutMs = 5_000): VenueControl {
  const call = callerOf(baseUrl, timeoutMs);
  return {
    async getControl() {
      const answer = await call("GET", "/control");
      if (answer.status !== 200) throw unknownState(answer, "venue control");
      return read(answer, controlAnswer, "venue control");
    },
    async setControl(change) {
      const answer = await call("POST", "/control", change);
      const refusal = answer.status === 400 || answer.status === 413 ? refusalOf(answer) : null;
      if (refusal) throw new AppError("BODY_INVALID", refusal.message);
      if (answer.status !== 200) throw unknownState(answer, "venue control");
      return read(answer, controlAnswer, "venue control");
    },
  };
}

type Answer = { status: number; body: unknown };
type Call = (method: "GET" | "POST", path: string, body?: unknown) => Promise<Answer>;

/** One HTTP call without redirects or retries; `body` of an answer that is not JSON is undefined. */
function callerOf(baseUrl: string, timeoutMs: number): Call {
  const dispatcher = new Agent({ maxResponseSize: maximumAnswerBytes, connectTimeout: timeoutMs });
  const root = baseUrl.replace(/\/+$/, "");
  return async (method, path, body) => {
    try {
      const response = await request(`${root}${path}`, {
        method,
        dispatcher,
        signal: AbortSignal.timeout(timeoutMs),
        headers: { accept: "application/json", "content-type": "application/json" },
        body: method === "POST" ? JSON.stringify(body ?? null) : null,
      });
      return { status: response.statusCode, body: parseJson(await response.body.text()) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new VenueFault(`${method} ${path}: no answer from the venue: ${reason}`, { cause: error });
    }
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readOrder(answer: Answer, clientOrderId: string): VenueOrder {
  const { rejectReason, ...order } = read(answer, orderAnswer, `order ${clientOrderId}`);
  if (order.clientOrderId !== clientOrderId)
    throw new VenueFault(`order ${clientOrderId}: the venue answered about ${order.clientOrderId}`);
  return rejectReason === undefined ? order : { ...order, rejectReason };
}

function read<T>(answer: Answer, schema: z.ZodType<T>, what: string): T {
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success)
    throw new VenueFault(`${what}: the venue's answer cannot be read`, { cause: parsed.error });
  return parsed.data;
}

const refusalOf = (answer: Answer) => refusalAnswer.safeParse(answer.body).data ?? null;

/** A refusal in the venue's own words is our bug; anything else leaves the state there unknown. */
function failure(answer: Answer, what: string): Error {
  const refusal = refusedStatuses.includes(answer.status) ? refusalOf(answer) : null;
  if (!refusal) return unknownState(answer, what);
  return new InvariantError(
    `${what}: the venue refused with ${answer.status} ${refusal.code}: ${refusal.message}`,
  );
}

const unknownState = (answer: Answer, what: string): VenueFault =>
  new VenueFault(`${what}: the venue answered ${answer.status}`);
