import { z } from "zod";
import { formatUnits, parseUnits } from "./decimals";
import { Refusal } from "./refusal";

export const quantityDecimals = 8;
export const priceDecimals = 2;
/** A value is quantity units × price units, so it counts in 10^-10 USD and is exact. */
export const valueDecimals = quantityDecimals + priceDecimals;

/** An order in integer units: quantities in 10^-8 coin, `notional` in 10^-10 USD. */
export type Order = {
  clientOrderId: string;
  symbol: string;
  side: "BUY" | "SELL";
  timeInForce: "IOC" | "FOK";
  amount:
    | { kind: "quantity"; quantity: bigint }
    | { kind: "notional"; notional: bigint; maximumQuantity: bigint | null };
};

/** Visible ASCII that starts with a letter or digit, so that every id survives as one path segment. */
export const clientOrderIdText = z.string().regex(/^[A-Za-z0-9][\x21-\x7e]{0,127}$/);

const orderBody = z.strictObject({
  clientOrderId: clientOrderIdText,
  symbol: z.string().regex(/^[A-Z0-9]{2,20}$/),
  side: z.enum(["BUY", "SELL"]),
  timeInForce: z.enum(["IOC", "FOK"]),
  quantity: z.string().optional(),
  notional: z.string().optional(),
  maximumQuantity: z.string().optional(),
});

/** The body of `POST /orders` → an order; throws a 400 Refusal that names the property at fault. */
export function parseOrder(body: unknown): Order {
  const parsed = orderBody.safeParse(body);
  if (!parsed.success) throw new Refusal(400, "BODY_INVALID", firstIssue(parsed.error));
  const { quantity, notional, maximumQuantity, ...rest } = parsed.data;
  if ((quantity === undefined) === (notional === undefined))
    throw new Refusal(400, "BODY_INVALID", "exactly one of quantity and notional must be given");
  if (quantity !== undefined) {
    if (maximumQuantity !== undefined)
      throw new Refusal(400, "BODY_INVALID", "maximumQuantity goes with a notional SELL only");
    return {
      ...rest,
      amount: { kind: "quantity", quantity: positive("quantity", quantity, quantityDecimals) },
    };
  }
  if (maximumQuantity !== undefined && rest.side !== "SELL")
    throw new Refusal(400, "BODY_INVALID", "maximumQuantity goes with a notional SELL only");
  // USD is given in cents; the unit is finer so that prices times quantities stay whole.
  const cents = positive("notional", notional ?? "", priceDecimals);
  return {
    ...rest,
    amount: {
      kind: "notional",
      notional: cents * 10n ** BigInt(quantityDecimals),
      maximumQuantity:
        maximumQuantity === undefined ? null : positive("maximumQuantity", maximumQuantity, quantityDecimals),
    },
  };
}

/** The order with its amounts as plain text and its keys in one order: equal orders give equal JSON. */
export function wireOrder(order: Order) {
  const { clientOrderId, symbol, side, timeInForce, amount } = order;
  const head = { clientOrderId, symbol, side, timeInForce };
  if (amount.kind === "quantity")
    return { ...head, quantity: formatUnits(amount.quantity, quantityDecimals) };
  const notional = formatUnits(amount.notional, valueDecimals);
  return amount.maximumQuantity === null
    ? { ...head, notional }
    : { ...head, notional, maximumQuantity: formatUnits(amount.maximumQuantity, quantityDecimals) };
}

/** One sentence for the first thing wrong with a body. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return "the body is not valid";
  return issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
}

function positive(name: string, text: string, decimals: number): bigint {
  const units = parseUnits(text, decimals);
  if (units === null || units === 0n)
    throw new Refusal(
      400,
      "BODY_INVALID",
      `${name} must be a plain decimal above zero with at most ${decimals} decimals`,
    );
  return units;
}
