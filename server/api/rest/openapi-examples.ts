/** The seed's sample as the examples of the document: 200 USD of BTC for one account, from sign-in to the books. */

const batchTransactionId = "49136c79-3ce9-4f8d-8794-51f3a4c0b9e2";
const clientTransactionId = "69d4c791-4db3-486b-b4a8-d5fb7f10c2a6";
const secondId = "95875dd9-c380-4cb5-9d1e-0f6a2b7c8d31";
const createdAt = "2026-06-24T14:33:31.605Z";

const batchRequest = { batchTransactionId, symbol: "BTCUSD", type: "NOTIONAL" };
const row = { account: "AT00001", amount: "200", clientTransactionId, side: "BUY", symbol: "BTCUSD" };
const request = {
  account: "AT00001",
  amount: "200",
  batchTransactionId,
  clientTransactionId,
  side: "BUY",
  symbol: "BTCUSD",
};
const secondRow = { ...row, account: "AT00002", amount: "50.00", clientTransactionId: secondId };

const openBatch = {
  allocations: 0,
  createdAt: "2026-06-24T14:33:29.417Z",
  id: "5c394ed8-b7a3-48d8-b793-7ee6d21f0a94",
  request: batchRequest,
  status: "OPEN",
};
const closedBatch = { ...openBatch, allocations: 1, status: "CLOSED" };
const pending = { createdAt, id: "458b1182-6449-48e1-b2c0-3c942c5d7e18", request, status: "PENDING" };
const complete = {
  createdAt,
  id: pending.id,
  netMoney: "200",
  price: "21440.92",
  quantity: "0.00932796",
  request,
  status: "COMPLETE",
};
const execution = {
  id: "X1",
  quantity: "0.00932796",
  price: "21440.92",
  executedAt: "2026-06-24T14:34:15.902Z",
};
const orderNew = {
  clientOrderId: `batch-${openBatch.id}`,
  side: "BUY",
  type: "MARKET",
  notional: "200",
  cumulativeQuantity: "0",
  averagePrice: null,
  status: "NEW",
  executions: [],
};
const orderFilled = {
  ...orderNew,
  cumulativeQuantity: "0.00932796",
  averagePrice: "21440.92",
  status: "FILLED",
  executions: [execution],
};
const orderEcho = { batchTransactionId, createdAt: "2026-06-24T14:34:15.744Z", symbol: "BTCUSD" };

const refusedPayload = {
  createdAt,
  id: "7e0c5a34-18b2-4d0e-8a57-6f2f0a9d4c73",
  rejectReason: "Insufficient BCH available to allocate",
  request: { ...request, account: "AT00000", amount: "0.0001", side: "SELL", symbol: "BCHUSD" },
  batchTransactionId,
  clientTransactionId,
  side: "SELL",
  status: "REJECTED",
};
const event = (
  message_id: string,
  payload: object,
  timestamp: string,
  event_type = "allocation/batch/1",
) => ({
  event_type,
  message_id,
  payload,
  timestamp,
});

/** One event of each kind, as every channel delivers it. */
export const eventExamples = {
  batchOpened: event("6f6ab118-5c02-41e1-9a37-2b8c4d5e6f70", openBatch, "2026-06-24T14:33:29.424552751Z"),
  batchClosed: event("b8b55e4a-3637-42fd-80e5-e2311a0c9d47", closedBatch, "2026-06-24T14:33:33.190980550Z"),
  allocationComplete: event(
    "0c61649a-25db-424c-904e-5568b7d3f1e2",
    complete,
    "2026-06-24T14:34:16.749988161Z",
  ),
  allocationRejected: event(
    "3a9b7c5d-6e1f-4820-9b34-8c7d6e5f4a31",
    refusedPayload,
    "2026-06-24T14:34:16.749988161Z",
  ),
  orderNew: event(
    "5b8e1d0a-2f64-4c1b-9d7e-3a6c5f4e2b18",
    { ...orderNew, ...orderEcho },
    "2026-06-24T14:34:15.746120553Z",
    "order/1",
  ),
  orderFilled: event(
    "d1f0a2b3-4c5d-4e6f-8a7b-9c0d1e2f3a4b",
    { ...orderFilled, ...orderEcho },
    "2026-06-24T14:34:15.918204417Z",
    "order/1",
  ),
};

/** What parameters of these names look like, in every operation. */
export const parameterExamples: Readonly<Record<string, string | number>> = {
  batchTransactionId,
  clientTransactionId,
  account: "AT00001",
  limit: 100,
  after: "41",
  id: "2f6c9d1e-7b40-4c8a-9e5d-1a3b5c7d9f02",
};

const csv = `account,amount,clientTransactionId,side,symbol
AT00001,200,${clientTransactionId},BUY,BTCUSD
AT00002,50.00,${secondId},BUY,BTCUSD
`;
const ndjson = `${JSON.stringify(row)}\n${JSON.stringify(secondRow)}\n`;

export type OperationExamples = {
  /** Bodies of the request by media type. */
  request?: Readonly<Record<string, unknown>>;
  answer?: unknown;
};
const json = (body: unknown) => ({ "application/json": body });

/** Examples by operationId; an operation that is not here is shown by its schemas alone. */
export const operationExamples: Readonly<Record<string, OperationExamples>> = {
  login: {
    request: json({ logonId: "demo-api", password: "prorata-demo" }),
    answer: { token: "Zr0vN2Qm8c1tqk5yS3uJX7aLw9dHf4PbE6gRiT0oVxM" },
  },
  getStatus: { answer: "ok" },
  openBatchTradeAllocation: { request: json(batchRequest), answer: openBatch },
  allocationTradeBatchAllocateCreate: { request: json(request), answer: pending },
  allocationTradeBatchClose: { request: json({ batchTransactionId, allocations: 1 }), answer: closedBatch },
  allocationTradeBatchGet: { answer: { ...closedBatch, status: "COMPLETE" } },
  allocationTradeBatchAllocateGet: { answer: complete },
  listBatches: { answer: { items: [{ ...closedBatch, status: "COMPLETE" }], nextCursor: null } },
  listAllocations: { answer: { items: [complete], nextCursor: null } },
  addAllocations: {
    request: { ...json([row, secondRow]), "application/x-ndjson": ndjson, "text/csv": csv },
    answer: {
      accepted: 2,
      rejected: 0,
      duplicates: 0,
      results: [
        { index: 0, clientTransactionId, status: "PENDING" },
        { index: 1, clientTransactionId: secondId, status: "PENDING" },
      ],
    },
  },
  getBatchOrder: { answer: orderFilled },
  cancelBatch: {
    answer: { ...openBatch, allocations: 1, rejectReason: "Cancelled by demo-api", status: "REJECTED" },
  },
  listInstruments: {
    answer: {
      instruments: [
        {
          symbol: "BTCUSD",
          minimumOrderQuantity: "0.00000001",
          minimumPriceIncrement: "0.01",
          minimumQuantityIncrement: "0.00000001",
        },
      ],
    },
  },
  getPositions: {
    answer: {
      positions: [
        {
          account: "AT00001",
          currency: "BTC",
          current: "10.00932796",
          settled: "10",
          tradable: "10",
          transferable: "10",
        },
      ],
    },
  },
  listEvents: {
    answer: { items: [{ position: "42", ...eventExamples.batchOpened }], next: "42" },
  },
  setSandboxVenue: { request: json({ symbol: "BTCUSD", fillRatio: "0.6", latencyMs: 50 }) },
  moveSandboxClock: {
    request: json({ now: "2026-06-24T21:30:00Z" }),
    answer: { now: "2026-06-24T21:30:00.000Z" },
  },
};
