import type pg from "pg";
import { findOrderOfBatch, listFills, type OrderStatus } from "@/server/db/orders";
import { withFirmTx } from "@/server/db/transaction";
import type { Side } from "@/server/domain/allocation/status";
import { AppError } from "@/server/domain/errors";
import { getBatchOf } from "./batch-views";

/** The one order of a batch and its executions; decimals are plain text, `averagePrice` is null until something is filled. */
export type OrderView = {
  clientOrderId: string;
  side: Side;
  type: "MARKET";
  quantity?: string;
  notional?: string;
  cumulativeQuantity: string;
  averagePrice: string | null;
  status: OrderStatus;
  executions: { id: string; quantity: string; price: string; executedAt: string }[];
};

/** Throws BATCH_NOT_FOUND, and NOT_FOUND while the batch has no order. */
export function getOrderView(pool: pg.Pool, firmId: string, batchTransactionId: string): Promise<OrderView> {
  return withFirmTx(pool, firmId, async (tx) => {
    const batch = await getBatchOf(tx, batchTransactionId);
    const order = await findOrderOfBatch(tx, batch.id, false);
    if (order === null)
      throw new AppError("NOT_FOUND", `batch ${batchTransactionId} has no order`, { status: batch.status });
    const fills = await listFills(tx, order.id);
    return {
      clientOrderId: order.clientOrderId,
      side: order.side,
      type: "MARKET",
      ...(order.quantity === null ? {} : { quantity: order.quantity }),
      ...(order.notional === null ? {} : { notional: order.notional }),
      cumulativeQuantity: order.cumulativeQuantity,
      averagePrice: order.averagePrice,
      status: order.status,
      executions: fills.map((fill) => ({
        id: fill.executionId,
        quantity: fill.quantity,
        price: fill.price,
        executedAt: fill.executedAt.toISOString(),
      })),
    };
  });
}
