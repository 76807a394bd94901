import { z } from "@hono/zod-openapi";
import { allocationStatuses } from "@/server/domain/allocation/status";
import { assert } from "@/server/domain/errors";
import { echoAllocation } from "@/server/domain/events";
import { getAllocationView, listAllocationViews } from "@/server/queries/allocation-views";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { allocateBody, allocationAnswer, allocationPath, batchPath, requestOf } from "./contract";
import { cursorField, limitField, writeCursor } from "./fields";
import { route } from "./route";

const tag = "Allocations";

export const allocate = route({
  method: "post",
  path: "/allocation/trade/batch/allocate",
  operationId: "allocationTradeBatchAllocateCreate",
  permission: "addAllocation",
  tag,
  summary: "Request an allocation in a batch",
  description:
    "A refusal is a 200 with status REJECTED and its reason. A clientTransactionId that was used before is refused and the first one stands.",
  body: allocateBody,
  answer: allocationAnswer,
  handle: async ({ desk, actor, body }) => {
    const request = requestOf(body, body.batchTransactionId);
    const [verdict] = await addAllocations(desk.ctx, actor, request.batchTransactionId, [request]);
    assert(verdict !== undefined, `no verdict on allocation ${request.clientTransactionId}`);
    return {
      createdAt: verdict.createdAt.toISOString(),
      id: verdict.id,
      ...(verdict.rejectReason === undefined ? {} : { rejectReason: verdict.rejectReason }),
      request: echoAllocation(request),
      status: verdict.status,
    };
  },
});

export const get = route({
  method: "get",
  path: "/allocation/trade/batch/allocate/{clientTransactionId}",
  operationId: "allocationTradeBatchAllocateGet",
  permission: "read",
  tag,
  summary: "Get an allocation by its clientTransactionId",
  params: allocationPath,
  answer: allocationAnswer,
  handle: ({ desk, actor, params }) =>
    getAllocationView(desk.ctx.pool, actor.firmId, params.clientTransactionId),
});

export const list = route({
  method: "get",
  path: "/allocation/trade/batch/{batchTransactionId}/allocations",
  operationId: "listAllocations",
  permission: "read",
  tag,
  summary: "List the allocations of a batch in the order they arrived",
  description: "While the batch is OPEN a page may miss an allocation that arrives at the same moment.",
  params: batchPath,
  query: z.strictObject({
    limit: limitField,
    cursor: cursorField,
    status: z.enum(allocationStatuses).optional(),
  }),
  answer: z
    .strictObject({ items: z.array(allocationAnswer), nextCursor: z.string().nullable() })
    .openapi("AllocationPage"),
  handle: async ({ desk, actor, params, query }) => {
    const { batchTransactionId } = params;
    const page = await listAllocationViews(desk.ctx.pool, actor.firmId, batchTransactionId, query);
    return { ...page, nextCursor: page.nextCursor === null ? null : writeCursor(page.nextCursor) };
  },
});
