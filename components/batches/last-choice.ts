import {
  type BatchType,
  batchTypes,
  type PartialFillPolicy,
  partialFillPolicies,
} from "@/server/domain/batch/status";

export type BatchChoice = { symbol: string; type: BatchType; partialFill: PartialFillPolicy };

const key = "prorata.last-batch";

const isChoice = (value: unknown): value is BatchChoice =>
  typeof value === "object" &&
  value !== null &&
  "symbol" in value &&
  typeof value.symbol === "string" &&
  "type" in value &&
  batchTypes.some((type) => type === value.type) &&
  "partialFill" in value &&
  partialFillPolicies.some((policy) => policy === value.partialFill);

/** What the operator opened last in this browser, or null; storage that is full, blocked or meddled with counts as empty. */
export function recallChoice(): BatchChoice | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return isChoice(value) ? value : null;
  } catch {
    return null;
  }
}

/** Remembers the choice as the next batch's default. */
export function rememberChoice(choice: BatchChoice): void {
  try {
    localStorage.setItem(key, JSON.stringify(choice));
  } catch {
    // A browser that keeps nothing offers the usual defaults next time.
  }
}
