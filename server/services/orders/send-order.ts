import type { Actor, Context } from "@/server/context";
import { getBatch } from "@/server/db/batches";
import { findOrderOfBatch, type OrderRow } from "@/server/db/orders";
import { withFirmTx } from "@/server/db/transaction";
import { batchCan } from "@/server/domain/batch/status";
import type { VenueOrder, VenueOrderRequest } from "@/server/integrations/ports";

/**
 * Brings the batch's one order to the venue and answers how it stands there. The intent was committed before; here the attempt is
 * committed before the call, and an order that may have been sent is asked for first: it is submitted, under the same
 * clientOrderId, only when the venue does not know it. Throws VenueFault when the venue's answer is unknown: call again.
 */
export async function sendOrder(ctx: Context, actor: Actor, batchId: string): Promise<VenueOrder | null> {
  const intent = await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const batch = await getBatch(tx, batchId, "update");
    const order = await findOrderOfBatch(tx, batchId, true);
    if (!batchCan("sendOrder", batch) || order === null) return null;
    if (order.sentAt === null)
      await tx.execute("update orders set sent_at = $2 where id = $1", [order.id, ctx.clock.now()]);
    return order;
  });
  if (intent === null) return null;
  await ctx.reach("send.intended");
  const known = intent.sentAt === null ? null : await ctx.venue.findOrder(intent.clientOrderId);
  const answer = known ?? (await ctx.venue.submitOrder(orderRequest(intent)));
  await ctx.reach("send.answered");
  return answer;
}

const orderRequest = (order: OrderRow): VenueOrderRequest => ({
  clientOrderId: order.clientOrderId,
  symbol: order.symbol,
  side: order.side,
  timeInForce: order.timeInForce,
  ...(order.quantity === null ? {} : { quantity: order.quantity }),
  ...(order.notional === null ? {} : { notional: order.notional }),
  ...(order.maximumQuantity === null ? {} : { maximumQuantity: order.maximumQuantity }),
});
