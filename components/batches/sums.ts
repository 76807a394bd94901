import type { Side } from "@/server/domain/allocation/status";
import type { Instrument } from "@/server/domain/asset";
import { amountAsset, amountDecimals } from "@/server/domain/asset";
import type { BatchType } from "@/server/domain/batch/status";
import { Decimal } from "@/server/domain/decimal";

type SideAmounts = {
  side: Side;
  quantity: string;
  gross: string;
  fee: string;
  netMoney: string;
  amount: string;
};

/** What amounts of the batch are counted in, and with how many decimals; a batch of an unknown symbol has no coin. */
export function amountUnit(batch: { type: BatchType; symbol: string; instrument: Instrument | null }) {
  const { type, instrument } = batch;
  if (instrument === null) {
    return type === "NOTIONAL" ? { asset: "USD", decimals: 2 } : { asset: batch.symbol, decimals: 8 };
  }
  return { asset: amountAsset(type, instrument), decimals: amountDecimals(type, instrument) };
}

const of = (sides: readonly SideAmounts[], side: Side, key: Exclude<keyof SideAmounts, "side">): Decimal =>
  new Decimal(sides.find((one) => one.side === side)?.[key] ?? "0");

/** The sum of one side as decimal text; "0" when the side has no allocations. */
export const sideSum = (
  sides: readonly SideAmounts[],
  side: Side,
  key: Exclude<keyof SideAmounts, "side">,
): string => of(sides, side, key).toFixed();

/** Buys minus sells: the side and size of the one order; side null when they cancel out. */
export function netAmount(
  sides: readonly SideAmounts[],
  key: "amount" | "quantity" | "gross" | "netMoney" = "amount",
): { side: Side | null; size: string } {
  const net = of(sides, "BUY", key).minus(of(sides, "SELL", key));
  return { side: net.isZero() ? null : net.isNegative() ? "SELL" : "BUY", size: net.abs().toFixed() };
}

/** The fees of both sides, which add up whatever the side. */
export const sumOfFees = (sides: readonly SideAmounts[]): string =>
  of(sides, "BUY", "fee")
    .plus(of(sides, "SELL", "fee"))
    .toFixed();

export type Tie = { label: string; ties: boolean; left: string; right: string };

type OrderFigures = {
  side: Side;
  cumulativeQuantity: string;
  cumulativeCost: string;
  fills: readonly { quantity: string; price: string }[];
};

/** The sums that must meet: coins handed out against coins filled, and fills against the order. */
export function quantityTies(
  sides: readonly SideAmounts[],
  order: OrderFigures,
): { handedOut: Tie; fills: Tie } {
  const net = netAmount(sides, "quantity");
  const filled = order.fills.reduce((sum, fill) => sum.plus(fill.quantity), new Decimal(0));
  const ordered = new Decimal(order.cumulativeQuantity);
  return {
    handedOut: {
      label: "Coins handed out",
      ties: ordered.eq(net.size) && (net.side === null || net.side === order.side),
      left: net.size,
      right: ordered.toFixed(),
    },
    fills: {
      label: "Coins in the fills",
      ties: ordered.eq(filled),
      left: filled.toFixed(),
      right: ordered.toFixed(),
    },
  };
}

/**
 * The order's exact cost, what the allocations make of it in cents, and the difference, which is booked to the Firm Allocation
 * Account (policies.md, "Cash split"). It ties while the difference is at most the rounding of each side's total, half a cent.
 */
export function cashTie(sides: readonly SideAmounts[], order: OrderFigures): Tie & { dust: string } {
  const net = netAmount(sides, "gross");
  const cost = new Decimal(order.cumulativeCost);
  const handedOut = new Decimal(net.side === null || net.side === order.side ? net.size : `-${net.size}`);
  const dust = cost.minus(handedOut);
  const halfCents = sides.filter((side) => side.gross !== "0").length;
  return {
    label: "Dollars handed out",
    ties: dust.abs().lte(new Decimal("0.005").times(halfCents)),
    left: net.size,
    right: cost.toFixed(),
    dust: dust.toFixed(),
  };
}

/** The sum of the fills at their prices against the order's cost. */
export function costTie(order: OrderFigures): Tie {
  const cost = order.fills.reduce(
    (sum, fill) => sum.plus(new Decimal(fill.quantity).times(fill.price)),
    new Decimal(0),
  );
  return {
    label: "Dollars in the fills",
    ties: cost.eq(order.cumulativeCost),
    left: cost.toFixed(),
    right: new Decimal(order.cumulativeCost).toFixed(),
  };
}
