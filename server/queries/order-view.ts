import type pg from "pg";
import { findOrderOfBatch, listFills } from "@/server/db/orders";
import { withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import { type OrderView, orderView } from "@/server/domain/events";
import type { OrderStatus } from "@/server/domain/order/status";
import { getBatchOf } from "./batch-views";

/** Throws BATCH_NOT_FOUND, and NOT_FOUND while the batch has no order. */
export function getOrderView(
  pool: pg.Pool,
  firmId: string,
  batchTransactionId: string,
): Promise<OrderView<OrderStatus>> {
  return withFirmTx(pool, firmId, async (tx) => {
    const batch = await getBatchOf(tx, batchTransactionId);
    const order = await findOrderOfBatch(tx, batch.id, false);
    if (order === null)
      throw new AppError("NOT_FOUND", `batch ${batchTransactionId} has no order`, { status: batch.status });
    return orderView(order, order.status, await listFills(tx, order.id));
  });
}
