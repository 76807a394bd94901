import type { BatchStatus } from "@/server/domain/batch/status";

type Refused = {
  status: BatchStatus;
  rejectCode: string | null;
  order: { sentAt: Date | null; side: "BUY" | "SELL" } | null;
};

export type RefusalStory = {
  /** What did and did not reach the market. */
  sent: string;
  /** What became of the investors' money and coins. */
  investors: string;
  next: string;
};

const again = "Open a new batch with the same rows and new ids.";

const nextSteps: Record<string, string> = {
  BATCH_CANCELLED: "Nothing is left to do. Open a new batch when you are ready.",
  BATCH_EXPIRED: "Batches end with their trading day. Open a new one and close it before 16:30 in Chicago.",
  NO_VALID_ALLOCATION:
    "Look at the reasons below, correct the rows, and add them to a new batch with new ids.",
  NET_ZERO: "Without an order there is no fill to set a price. Put buys and sells into two batches.",
  MIXED_SIDES: "Your firm does not mix sides. Put buys and sells into two batches.",
  NO_LIQUIDITY: `The market took nothing. ${again}`,
  VENUE_REJECTED: `Read the venue's reason above. ${again}`,
  SYMBOL_NOT_FOUND: "Open a new batch with a symbol of the list.",
  FIRM_ACCOUNT_NOT_FOUND: "Ask the platform's support to create your firm's allocation account.",
};

/** A rejected batch in three sentences: what was sent, what it means for the investors, what to do now. */
export function refusalStory(batch: Refused): RefusalStory {
  const { order, rejectCode } = batch;
  const sent =
    order === null || order.sentAt === null
      ? "No order was sent to the market."
      : `One order to ${order.side === "BUY" ? "buy" : "sell"} was sent; nothing of it was filled.`;
  return {
    sent,
    investors: "No investor was charged, and no coins moved.",
    next: nextSteps[rejectCode ?? ""] ?? again,
  };
}
