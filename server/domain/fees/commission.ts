import type { Side } from "../allocation/status";
import { USD_DECIMALS } from "../asset";
import { divideHalfUp, toUnits } from "../decimal";
import { assert } from "../errors";

/** A firm's fee for allocations that bring none of their own (P5). `fixedCommission` is USD text. */
export type FeeSchedule = { bpsCommission: number; fixedCommission: string };

export const noFeeSchedule: FeeSchedule = { bpsCommission: 0, fixedCommission: "0" };

/** The fee fields of an allocation as submitted; null or absent means not given. */
export type RowFee = {
  bpsCommission?: number | null | undefined;
  fixedCommission?: string | null | undefined;
};

export type FeeTerms = { bpsCommission: number; fixedCents: bigint };

const BPS_SCALE = 10_000n;

/** The terms that hold for an allocation: its own when it gives either field (the other is then zero), else the firm's (P5). */
export function feeTerms(row: RowFee, schedule: FeeSchedule = noFeeSchedule): FeeTerms {
  const own = row.bpsCommission != null || row.fixedCommission != null;
  const source = own ? row : schedule;
  return {
    bpsCommission: source.bpsCommission ?? 0,
    fixedCents: toUnits(source.fixedCommission ?? "0", USD_DECIMALS),
  };
}

/**
 * Fee in cents on an executed gross: half-up of gross · bps / 10000, plus the fixed part (P5).
 * A SELL never pays more than its gross, so that its netMoney is never negative.
 */
export function feeCents(at: {
  side: Side;
  grossCents: bigint;
  bpsCommission: number | null;
  fixedCents: bigint | null;
}): bigint {
  assert(at.grossCents >= 0n, `gross is negative: ${at.grossCents}`);
  const fixed = at.fixedCents ?? 0n;
  const bps = BigInt(at.bpsCommission ?? 0);
  assert(fixed >= 0n && bps >= 0n, "fee terms are negative");
  const fee = divideHalfUp(at.grossCents * bps, BPS_SCALE) + fixed;
  return at.side === "SELL" && fee > at.grossCents ? at.grossCents : fee;
}

/** What the investor pays (BUY: gross + fee) or receives (SELL: gross − fee), in cents; never negative (P5). */
export function netMoneyCents(side: Side, grossCents: bigint, fee: bigint): bigint {
  const net = side === "BUY" ? grossCents + fee : grossCents - fee;
  assert(net >= 0n && fee >= 0n, `fee ${fee} does not fit a ${side} of ${grossCents} cents`);
  return net;
}
