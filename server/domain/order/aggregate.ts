import type { Side } from "../allocation/status";
import type { MixedSidePolicy } from "../batch/status";
import type { RejectCode } from "../errors";
import { rejectReason } from "../reject-reasons";

export type Aggregate =
  | { kind: "order"; side: Side; units: bigint }
  | { kind: "reject"; code: RejectCode; reason: string };

/**
 * The one order of a batch from its valid allocations: the difference of the sides in amount units (cents or coin units),
 * on the larger side (P6). A batch that cannot become an order is refused with its reason.
 */
export function aggregate(at: {
  buyUnits: bigint;
  sellUnits: bigint;
  buyCount: number;
  sellCount: number;
  mixedSides: MixedSidePolicy;
}): Aggregate {
  const { buyUnits, sellUnits, buyCount, sellCount } = at;
  if (buyCount + sellCount === 0) {
    return { kind: "reject", code: "NO_VALID_ALLOCATION", reason: rejectReason.noValidAllocation() };
  }
  if (at.mixedSides === "REJECT_MIXED" && buyCount > 0 && sellCount > 0) {
    return { kind: "reject", code: "MIXED_SIDES", reason: rejectReason.mixedSides({ buyCount, sellCount }) };
  }
  if (buyUnits === sellUnits) {
    return { kind: "reject", code: "NET_ZERO", reason: rejectReason.netZero() };
  }
  return buyUnits > sellUnits
    ? { kind: "order", side: "BUY", units: buyUnits - sellUnits }
    : { kind: "order", side: "SELL", units: sellUnits - buyUnits };
}
