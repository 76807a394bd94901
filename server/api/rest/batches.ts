import { z } from "@hono/zod-openapi";
import { batchStatuses } from "@/server/domain/batch/status";
import { getBatchView, listBatchViews } from "@/server/queries/batch-views";
import { getOrderView } from "@/server/queries/order-view";
import { cancelBatch } from "@/server/services/batches/cancel-batch";
import { closeBatch } from "@/server/services/batches/close-batch";
import { openBatch } from "@/server/services/batches/open-batch";
import { batchAnswer, batchPath, closeBody, openBody } from "./contract";
import { orderAnswer } from "./event-contract";
import { cursorField, limitField, writeCursor } from "./fields";
import { route } from "./route";

const tag = "Batches";

export const open = route({
  method: "post",
  path: "/allocation/trade/batch/open",
  operationId: "openBatchTradeAllocation",
  permission: "openBatch",
  tag,
  summary: "Open a batch",
  description:
    "The same body again answers the batch as it stands; another body under the same batchTransactionId is a 400.",
  body: openBody,
  answer: batchAnswer,
  handle: ({ desk, actor, body }) => openBatch(desk.ctx, actor, body),
});

export const close = route({
  method: "post",
  path: "/allocation/trade/batch/close",
  operationId: "allocationTradeBatchClose",
  permission: "closeBatch",
  tag,
  summary: "Close a batch with the number of its accepted allocations",
  description: "A wrong number is a 400 that names expected, accepted and rejected; the batch stays OPEN.",
  body: closeBody,
  answer: batchAnswer,
  handle: ({ desk, actor, body }) => closeBatch(desk.ctx, actor, body),
});

export const get = route({
  method: "get",
  path: "/allocation/trade/batch/{batchTransactionId}",
  operationId: "allocationTradeBatchGet",
  permission: "read",
  tag,
  summary: "Get a batch",
  params: batchPath,
  answer: batchAnswer,
  handle: ({ desk, actor, params }) => getBatchView(desk.ctx.pool, actor.firmId, params.batchTransactionId),
});

export const list = route({
  method: "get",
  path: "/allocation/trade/batch",
  operationId: "listBatches",
  permission: "read",
  tag,
  summary: "List batches, newest first",
  query: z.strictObject({
    limit: limitField,
    cursor: cursorField,
    status: z.enum(batchStatuses).optional(),
  }),
  answer: z
    .strictObject({ items: z.array(batchAnswer), nextCursor: z.string().nullable() })
    .openapi("BatchPage"),
  handle: async ({ desk, actor, query }) => {
    const page = await listBatchViews(desk.ctx.pool, actor.firmId, query);
    return { ...page, nextCursor: page.nextCursor === null ? null : writeCursor(page.nextCursor) };
  },
});

export const cancel = route({
  method: "post",
  path: "/allocation/trade/batch/{batchTransactionId}/cancel",
  operationId: "cancelBatch",
  permission: "cancelBatch",
  tag,
  summary: "Cancel a batch while it is OPEN",
  params: batchPath,
  answer: batchAnswer,
  handle: ({ desk, actor, params }) => cancelBatch(desk.ctx, actor, params),
});

export const order = route({
  method: "get",
  path: "/allocation/trade/batch/{batchTransactionId}/order",
  operationId: "getBatchOrder",
  permission: "read",
  tag,
  summary: "Get the one order of a batch with its executions",
  params: batchPath,
  answer: orderAnswer,
  handle: ({ desk, actor, params }) => getOrderView(desk.ctx.pool, actor.firmId, params.batchTransactionId),
});
