import { ImportController } from "./controller";
import type { DraftStorage } from "./draft-keeper";
import type { Push, Summary } from "./protocol";
import type { BatchFacts } from "./rules";

/** A NOTIONAL BTCUSD batch, as the sandbox has it. */
export const batchFacts: BatchFacts = {
  batchTransactionId: "49136c79-3ce9-4f8d-8794-2e0c1f0b5a11",
  symbol: "BTCUSD",
  type: "NOTIONAL",
  instrument: {
    symbol: "BTCUSD",
    baseAsset: "BTC",
    quantityDecimals: 8,
    priceDecimals: 2,
    minimumOrderQuantity: "0.00000001",
    minimumOrderNotional: "1",
  },
};

/** A valid UUID made from a number. */
export const uuidOf = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Keeps drafts in memory, copied as IndexedDB copies them. */
export class MemoryDrafts implements DraftStorage {
  readonly kept = new Map<string, unknown>();
  writes = 0;

  async get(key: string): Promise<unknown> {
    return structuredClone(this.kept.get(key));
  }

  async set(key: string, value: unknown): Promise<void> {
    this.writes++;
    this.kept.set(key, structuredClone(value));
  }

  async remove(keys: string[]): Promise<void> {
    for (const key of keys) this.kept.delete(key);
  }
}

/** A controller with what it pushed, as the page would have it. */
export function openImport(storage: DraftStorage = new MemoryDrafts(), facts: BatchFacts = batchFacts) {
  const pushes: Push[] = [];
  const controller = new ImportController(
    { facts, draftKey: "operator/batch" },
    (push) => pushes.push(push),
    storage,
  );
  const summary = (): Summary => {
    const last = pushes.findLast((push) => push.push === "summary");
    if (last?.push !== "summary") throw new Error("no summary was pushed");
    return last.summary;
  };
  const load = (
    text: string,
    options: { name?: string; mode?: "replace" | "add"; remembered?: Record<string, unknown> } = {},
  ) => {
    const bytes = new TextEncoder().encode(text).buffer;
    return controller.load({
      name: options.name ?? "rows.csv",
      bytes,
      mode: options.mode ?? "replace",
      remembered: options.remembered ?? {},
    });
  };
  return { controller, pushes, summary, load };
}

/** A sheet of valid rows under the contract's names. */
export function validCsv(count: number, from = 1): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return `AT${String(number).padStart(5, "0")},${number % 4 === 0 ? "SELL" : "BUY"},${number}.50,${uuidOf(number)}`;
  });
  return `account,side,amount,clientTransactionId\n${lines.join("\n")}\n`;
}
