import type { BatchType, MixedSidePolicy, PartialFillPolicy } from "@/server/domain/batch/status";

export const typeWords: Record<BatchType, string> = { NOTIONAL: "Notional", QUANTITY: "Quantity" };

export const partialFillWords: Record<PartialFillPolicy, string> = {
  REDUCE: "Share what is filled",
  ALL_OR_NONE: "All or none",
};

const mixedSideWords: Record<MixedSidePolicy, string> = {
  NET: "Buys less sells",
  REJECT_MIXED: "Your firm does not mix sides, so the batch would be rejected",
};

/** What the firm's policy does with buys and sells in one batch; empty for a policy this screen does not know. */
export const mixedSideText = (policy: string): string =>
  policy === "NET" || policy === "REJECT_MIXED" ? mixedSideWords[policy] : "";
