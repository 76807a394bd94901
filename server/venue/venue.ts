import { isListed, type Quote, quoteAt } from "./book";
import { steadyClock } from "./clock";
import {
  type ControlSettings,
  definedOf,
  effectiveSettings,
  everySymbol,
  isOn,
  parseControl,
  type StoredSettings,
} from "./control";
import { planOrder, viewPlan } from "./engine";
import { clientOrderIdText, type Order, parseOrder, wireOrder } from "./order";
import { Refusal } from "./refusal";
import {
  openStore,
  type StoredOrder,
  type SubmitOutcome,
  type SubmitRequest,
  type VenueStore,
} from "./store";

export type ReportedOrder = ReturnType<typeof report>;
export type Submission = { kind: "answered"; status: 200 | 201; order: ReportedOrder } | { kind: "dropped" };
export type ControlState = { settings: ControlSettings; symbols: Record<string, StoredSettings> };
export type RequestLog = { requests: SubmitRequest[]; orders: Record<string, number>; next: number | null };

export type VenueOptions = { home: string; seed?: string; now?: () => number };
export type Venue = ReturnType<typeof openVenue>;

/**
 * The simulated exchange over its store. Nothing runs in the background: an order's whole course is decided and made durable at
 * acceptance, and what is reported is that plan seen at the present time, so a restart changes nothing.
 */
export function openVenue({ home, seed = "prorata", now }: VenueOptions) {
  const store = openStore(home);
  const clock = now ?? steadyClock(store.latestAcceptance());
  return {
    /** Takes an order once per clientOrderId, for ever; it is durable before this returns. Throws Refusal. */
    submit: (body: unknown): Submission => submit(store, seed, clock(), body),
    /** Keeps a submit request whose body could not be read in the log. */
    logUnreadable: (): void => store.logRequest(null, clock(), "INVALID"),
    /** Throws a 404 Refusal when the order was never accepted. */
    getOrder: (clientOrderId: string): ReportedOrder => {
      const order = store.findOrder(clientOrderId);
      if (!order) throw new Refusal(404, "ORDER_NOT_FOUND", "no order has this clientOrderId");
      return report(clientOrderId, order, clock());
    },
    /** Throws a 404 Refusal for a symbol that is not listed. */
    getQuote: (symbol: string): Quote => {
      if (!isListed(symbol))
        throw new Refusal(404, "SYMBOL_NOT_LISTED", "symbol is not listed at this venue");
      return quoteAt(seed, symbol, clock());
    },
    getControl: (): ControlState => controlState(store),
    changeControl: (body: unknown): ControlState => {
      const { scope, reset, settings } = parseControl(body, isListed);
      store.transaction(() => {
        if (reset && scope === everySymbol) store.forgetAllSettings();
        else if (reset) store.forgetSettings(scope);
        store.saveSettings(scope, { ...store.settingsOf(scope), ...definedOf(settings) });
      });
      return controlState(store);
    },
    /** Submit requests in the order they came, malformed ones included, and how many orders each id of this page has. */
    listRequests: (clientOrderId: string | null, after: number, limit: number): RequestLog => {
      const requests = store.listRequests(clientOrderId, after, limit);
      const ids = new Set(requests.flatMap((request) => request.clientOrderId ?? []));
      const next = requests.length === limit ? (requests.at(-1)?.position ?? null) : null;
      return { requests, orders: store.countOrders([...ids]), next };
    },
    ping: store.ping,
    close: store.close,
  };
}

function submit(store: VenueStore, seed: string, at: number, body: unknown): Submission {
  let order: Order;
  try {
    order = parseOrder(body);
    if (!isListed(order.symbol))
      throw new Refusal(400, "SYMBOL_NOT_LISTED", `symbol ${order.symbol} is not listed at this venue`);
  } catch (error) {
    store.logRequest(readableId(body), at, "INVALID");
    throw error;
  }
  const result = store.transaction(() => take(store, seed, at, order));
  if (result.outcome === "CONFLICT")
    throw new Refusal(409, "ORDER_CONFLICT", "another order with this clientOrderId was accepted before");
  if (result.order === null || result.answerLost) return { kind: "dropped" };
  const status = result.outcome === "ACCEPTED" ? 201 : 200;
  return { kind: "answered", status, order: report(order.clientOrderId, result.order, at) };
}

type Taken = { outcome: SubmitOutcome; order: StoredOrder | null; answerLost: boolean };

/** Inside one transaction: settings, faults that count down, the order and the log line change together. */
function take(store: VenueStore, seed: string, at: number, order: Order): Taken {
  const { clientOrderId, symbol } = order;
  const settings = effectiveSettings(store.settingsOf(everySymbol), store.settingsOf(symbol));
  if (happens(store, symbol, "loseRequest", settings)) {
    store.logRequest(clientOrderId, at, "REQUEST_LOST");
    return { outcome: "REQUEST_LOST", order: null, answerLost: true };
  }
  const request = JSON.stringify(wireOrder(order));
  const existing = store.findOrder(clientOrderId);
  if (existing && existing.request !== request) {
    store.logRequest(clientOrderId, at, "CONFLICT");
    return { outcome: "CONFLICT", order: null, answerLost: false };
  }
  const taken = existing ?? { request, plan: planOrder(order, settings, seed, at), acceptedAt: at };
  if (!existing) store.addOrder(clientOrderId, taken, settings);
  const outcome = existing ? "REPEATED" : "ACCEPTED";
  store.logRequest(clientOrderId, at, outcome);
  return { outcome, order: taken, answerLost: happens(store, symbol, "loseAnswer", settings) };
}

/** Whether a connection fault strikes now; one that counts down is used up in the scope it was set for. */
function happens(
  store: VenueStore,
  symbol: string,
  fault: "loseAnswer" | "loseRequest",
  settings: ControlSettings,
): boolean {
  const setting = settings[fault];
  if (!isOn(setting)) return false;
  if (typeof setting === "number") {
    const ownScope = store.settingsOf(symbol)[fault] !== undefined;
    const scope = ownScope ? symbol : everySymbol;
    store.saveSettings(scope, { ...store.settingsOf(scope), [fault]: setting - 1 });
  }
  return true;
}

function report(clientOrderId: string, order: StoredOrder, at: number) {
  const request: unknown = JSON.parse(order.request);
  return {
    clientOrderId,
    ...viewPlan(order.plan, order.acceptedAt, at - order.acceptedAt),
    acceptedAt: new Date(order.acceptedAt).toISOString(),
    request,
  };
}

function controlState(store: VenueStore): ControlState {
  const scopes = store.listSettings();
  const settings = effectiveSettings(scopes.get(everySymbol) ?? {});
  scopes.delete(everySymbol);
  return { settings, symbols: Object.fromEntries(scopes) };
}

function readableId(body: unknown): string | null {
  if (typeof body !== "object" || body === null || !("clientOrderId" in body)) return null;
  const id = clientOrderIdText.safeParse(body.clientOrderId);
  return id.success ? id.data : null;
}
