import type { Side } from "@/server/domain/allocation/status";
import { assert } from "@/server/domain/errors";
import { orderPayload } from "@/server/domain/events";
import { type OrderStatus, orderEventStatuses } from "@/server/domain/order/status";
import type { EventDraft } from "./outbox";
import type { Tx } from "./transaction";

export type OrderRow = {
  id: string;
  batchId: string;
  clientOrderId: string;
  symbol: string;
  side: Side;
  timeInForce: "IOC" | "FOK";
  quantity: string | null;
  notional: string | null;
  maximumQuantity: string | null;
  status: OrderStatus;
  rejectReason: string | null;
  cumulativeQuantity: string;
  averagePrice: string | null;
  createdAt: Date;
  sentAt: Date | null;
};

const columns = `id, batch_id as "batchId", client_order_id as "clientOrderId", symbol, side, time_in_force as "timeInForce",
  trim_scale(quantity)::text as quantity, trim_scale(notional)::text as notional, trim_scale(maximum_quantity)::text as "maximumQuantity",
  status, reject_reason as "rejectReason", trim_scale(cumulative_quantity)::text as "cumulativeQuantity",
  trim_scale(average_price)::text as "averagePrice", created_at as "createdAt", sent_at as "sentAt"`;

/** Commits the intent of the batch's one order, and answers it; the database refuses a second one. */
export async function insertOrder(
  tx: Tx,
  order: Pick<
    OrderRow,
    | "batchId"
    | "clientOrderId"
    | "symbol"
    | "side"
    | "timeInForce"
    | "quantity"
    | "notional"
    | "maximumQuantity"
    | "createdAt"
  >,
): Promise<OrderRow> {
  const [inserted] = await tx.query<OrderRow>(
    `insert into orders (firm_id, batch_id, client_order_id, symbol, side, time_in_force, quantity, notional, maximum_quantity, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${columns}`,
    [
      tx.firmId,
      order.batchId,
      order.clientOrderId,
      order.symbol,
      order.side,
      order.timeInForce,
      order.quantity,
      order.notional,
      order.maximumQuantity,
      order.createdAt,
    ],
  );
  assert(inserted !== undefined, `order ${order.clientOrderId} was not inserted`);
  return inserted;
}

/** Writes what the venue's report made of the order, and answers the order as it stands now. Assumes that it is held. */
export async function updateOrder(
  tx: Tx,
  orderId: string,
  report: Pick<OrderRow, "status" | "rejectReason" | "cumulativeQuantity" | "averagePrice"> & {
    venueOrderId: string;
    cumulativeCost: string;
    finishedAt: Date | null;
  },
): Promise<OrderRow> {
  const [updated] = await tx.query<OrderRow>(
    `update orders set status = $2, venue_order_id = $3, reject_reason = $4, cumulative_quantity = $5, cumulative_cost = $6,
       average_price = $7, finished_at = $8 where id = $1 returning ${columns}`,
    [
      orderId,
      report.status,
      report.venueOrderId,
      report.rejectReason,
      report.cumulativeQuantity,
      report.cumulativeCost,
      report.averagePrice,
      report.finishedAt,
    ],
  );
  assert(updated !== undefined, `order ${orderId} does not exist`);
  return updated;
}

/** The event of what the order has become, with the executions recorded since its previous event. */
export const orderEvent = (
  order: OrderRow,
  batchTransactionId: string,
  fresh: readonly FillRow[],
): EventDraft => ({
  kind: "order",
  status: orderEventStatuses[order.status],
  allocationId: null,
  payload: orderPayload(order, batchTransactionId, fresh),
});

/** The order of a batch or null; with lock, held FOR NO KEY UPDATE until the transaction ends (batch first). */
export async function findOrderOfBatch(tx: Tx, batchId: string, lock: boolean): Promise<OrderRow | null> {
  const rows = await tx.query<OrderRow>(
    `select ${columns} from orders where batch_id = $1 ${lock ? "for no key update" : ""}`,
    [batchId],
  );
  return rows[0] ?? null;
}

export type FillRow = { id: string; executionId: string; quantity: string; price: string; executedAt: Date };

/** The recorded fills of an order in the order of execution. */
export async function listFills(tx: Tx, orderId: string): Promise<FillRow[]> {
  return tx.query<FillRow>(
    `select id, execution_id as "executionId", trim_scale(quantity)::text as quantity, trim_scale(price)::text as price, executed_at as "executedAt"
     from fills where order_id = $1 order by executed_at, id`,
    [orderId],
  );
}

/** Inserts executions not recorded yet, each once for ever, and answers the new ones. */
export async function insertFills(
  tx: Tx,
  orderId: string,
  executions: readonly { id: string; quantity: string; price: string; executedAt: string }[],
): Promise<FillRow[]> {
  if (executions.length === 0) return [];
  return tx.query<FillRow>(
    `insert into fills (firm_id, order_id, execution_id, quantity, price, executed_at)
     select $1, $2, u.* from unnest($3::text[], $4::numeric[], $5::numeric[], $6::timestamptz[]) as u
     on conflict (execution_id) do nothing
     returning id, execution_id as "executionId", trim_scale(quantity)::text as quantity, trim_scale(price)::text as price, executed_at as "executedAt"`,
    [
      tx.firmId,
      orderId,
      executions.map((execution) => execution.id),
      executions.map((execution) => execution.quantity),
      executions.map((execution) => execution.price),
      executions.map((execution) => execution.executedAt),
    ],
  );
}
