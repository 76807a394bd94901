import { afterAll, beforeAll, expect, test } from "vitest";
import { type RejectCode, rejectCodes } from "@/server/domain/errors";
import { reasonOfCode } from "@/server/domain/reject-reasons";
import { expireBatches } from "@/server/services/batches/cancel-batch";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import {
  allocationBody,
  type RestAnswer,
  type RestClient,
  startRestClient,
} from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

const allocate = (body: object) => rest.post("/allocation/trade/batch/allocate", body);
const close = (batchTransactionId: string, allocations: number) =>
  rest.post("/allocation/trade/batch/close", { batchTransactionId, allocations });
const getBatch = (id: string) => rest.get(`/allocation/trade/batch/${id}`);
const getAllocation = (id: string) => rest.get(`/allocation/trade/batch/allocate/${id}`);

/** What a caller must see for one code: a refusal in a 200, or an error of an HTTP status. */
type Seen = { rejected: string } | { status: number; error: string; message: string };

const rejected = ({ status, json, text }: RestAnswer): Seen => {
  if (status !== 200 || json.status !== "REJECTED") throw new Error(`not REJECTED: ${status} ${text}`);
  return { rejected: json.rejectReason };
};
const refused = ({ status, json }: RestAnswer): Seen => ({
  status,
  error: json.error,
  message: json.message,
});

/** Closes with the rows, walks the batch to its end, and answers its first allocation and the batch itself. */
async function worked(input: object, rows: object[]): Promise<{ allocation: RestAnswer; batch: RestAnswer }> {
  const id = await rest.openBatch(input);
  const bodies = rows.map((row) => allocationBody(id, { ...row }));
  for (const body of bodies) expect((await allocate(body)).json.status).toBe("PENDING");
  await close(id, rows.length);
  await desk.processAll();
  const first = bodies[0];
  return {
    allocation: first === undefined ? await getBatch(id) : await getAllocation(first.clientTransactionId),
    batch: await getBatch(id),
  };
}

const firmSetting = (setting: string, code = "demo-advisors") =>
  desk.owner.query(`update firms set ${setting} where code = $1`, [code]);

const cases: Record<RejectCode, () => Promise<Seen[]>> = {
  ACCOUNT_NOT_FOUND: async () => {
    const id = await rest.openBatch();
    return [
      rejected(await allocate(allocationBody(id, { account: "NOBODY" }))),
      refused(await rest.get("/positions/NOBODY")),
    ];
  },
  FIRM_ACCOUNT_NOT_FOUND: async () => {
    await desk.owner.query(
      "delete from firm_allocation_accounts where firm_id = (select id from firms where code = 'other-advisors')",
    );
    const body = { batchTransactionId: newId(), symbol: "BTCUSD", type: "NOTIONAL" };
    return [rejected(await rest.post("/allocation/trade/batch/open", body, { token: rest.otherToken }))];
  },
  DUPLICATE_CLIENT_TRANSACTION_ID: async () => {
    const id = await rest.openBatch();
    const body = allocationBody(id);
    const first = await allocate(body);
    const seen = [rejected(await allocate(body)), rejected(await allocate({ ...body, amount: "201" }))];
    expect((await getAllocation(body.clientTransactionId)).json).toEqual(first.json);
    return seen;
  },
  SYMBOL_MISMATCH: async () => [
    rejected(await allocate(allocationBody(await rest.openBatch(), { symbol: "ETHUSD" }))),
  ],
  BATCH_NOT_FOUND: async () => {
    const body = allocationBody(newId());
    const seen = [
      rejected(await allocate(body)),
      refused(await close(newId(), 1)),
      refused(await getBatch(newId())),
      refused(await rest.post(`/allocation/trade/batch/${body.batchTransactionId}/allocations`, [body])),
    ];
    expect((await getAllocation(body.clientTransactionId)).status).toBe(404);
    return seen;
  },
  ALLOCATION_COUNT_MISMATCH: async () => [refused(await close(await rest.openBatch(), 3))],
  INSUFFICIENT_HOLDINGS: async () => {
    const row = { account: "AT00000", side: "SELL", amount: "0.0001", symbol: "BCHUSD" };
    return [rejected((await worked({ type: "QUANTITY", symbol: "BCHUSD" }, [row])).allocation)];
  },
  ALLOCATION_NOT_FOUND: async () => [refused(await getAllocation(newId()))],
  SYMBOL_NOT_FOUND: async () => {
    const body = { batchTransactionId: newId(), symbol: "DOGEUSD", type: "QUANTITY" };
    return [rejected(await rest.post("/allocation/trade/batch/open", body))];
  },
  AMOUNT_NOT_POSITIVE: async () => {
    const id = await rest.openBatch();
    const amounts = ["-1", "0", "-0", "0.00"];
    return Promise.all(
      amounts.map(async (amount) => rejected(await allocate(allocationBody(id, { amount })))),
    );
  },
  AMOUNT_PRECISION: async () => [
    rejected(await allocate(allocationBody(await rest.openBatch(), { amount: "1.001" }))),
    rejected(
      await allocate(allocationBody(await rest.openBatch({ type: "QUANTITY" }), { amount: "0.000000001" })),
    ),
  ],
  AMOUNT_BELOW_MINIMUM: async () => [
    rejected(await allocate(allocationBody(await rest.openBatch(), { amount: "0.99" }))),
  ],
  FEE_INVALID: async () => {
    const id = await rest.openBatch();
    const fees = [
      { bpsCommission: 10_001 },
      { bpsCommission: -1 },
      { fixedCommission: "-0.01" },
      { fixedCommission: "0.001" },
      { fixedCommission: "201", side: "SELL" },
    ];
    return Promise.all(fees.map(async (fee) => rejected(await allocate(allocationBody(id, fee)))));
  },
  INSUFFICIENT_BUYING_POWER: async () => [
    rejected((await worked({}, [{ account: "AT00020", amount: "1000000.01" }])).allocation),
  ],
  BATCH_NOT_OPEN: async () => {
    const id = await rest.openBatch();
    await allocate(allocationBody(id));
    await close(id, 1);
    return [
      rejected(await allocate(allocationBody(id))),
      refused(await close(id, 2)),
      refused(await rest.post(`/allocation/trade/batch/${id}/cancel`)),
    ];
  },
  NO_LIQUIDITY: async () => {
    await desk.control.setControl({ symbol: "LTCUSD", fillRatio: "0" });
    const { allocation, batch } = await worked({ symbol: "LTCUSD" }, [{ symbol: "LTCUSD" }]);
    await desk.control.setControl({ symbol: "LTCUSD", reset: true });
    return [rejected(allocation), rejected(batch)];
  },
  NO_VALID_ALLOCATION: async () => [rejected((await worked({}, [])).batch)],
  NET_ZERO: async () => {
    const rows = [
      { amount: "0.5", side: "BUY" },
      { amount: "0.5", side: "SELL", account: "AT00002" },
    ];
    const { allocation, batch } = await worked({ type: "QUANTITY" }, rows);
    return [rejected(allocation), rejected(batch)];
  },
  MIXED_SIDES: async () => {
    await firmSetting("mixed_sides = 'REJECT_MIXED'");
    const rows = [{ side: "BUY" }, { side: "SELL", account: "AT00002" }];
    const { allocation, batch } = await worked({}, rows);
    await firmSetting("mixed_sides = 'NET'");
    return [rejected(allocation), rejected(batch)];
  },
  MARKET_CLOSED: async () => {
    const id = await rest.openBatch();
    await allocate(allocationBody(id));
    await firmSetting("always_open = false");
    // 16:45 in Chicago, between two trading days.
    desk.setClock(new Date("2026-11-24T22:45:00Z"));
    const answer = await close(id, 1);
    expect((await getBatch(id)).json.status).toBe("OPEN");
    desk.setClock(null);
    await firmSetting("always_open = true");
    return [refused(answer)];
  },
  VENUE_REJECTED: async () => {
    await desk.control.setControl({ symbol: "LTCUSD", refuse: "price too far through market" });
    const { allocation, batch } = await worked({ symbol: "LTCUSD" }, [{ symbol: "LTCUSD" }]);
    await desk.control.setControl({ symbol: "LTCUSD", reset: true });
    return [rejected(allocation), rejected(batch)];
  },
  BATCH_CANCELLED: async () => {
    const id = await rest.openBatch();
    return [rejected(await rest.post(`/allocation/trade/batch/${id}/cancel`)), rejected(await getBatch(id))];
  },
  BATCH_EXPIRED: async () => {
    await desk.processAll();
    await firmSetting("always_open = false");
    const id = await rest.openBatch();
    desk.setClock(new Date(Date.now() + 48 * 3_600_000));
    await expireBatches(desk.ctx, { ...desk.trader, name: "system", role: "SYSTEM" });
    desk.setClock(null);
    await firmSetting("always_open = true");
    return [rejected(await getBatch(id))];
  },
};

/** The text of a code with its values as gaps, as the table in product.md has it. */
const textOf: Partial<Record<RejectCode, RegExp>> = {
  ALLOCATION_COUNT_MISMATCH: /^Allocation count mismatch: expected \d+, accepted \d+, rejected \d+$/,
  INSUFFICIENT_HOLDINGS: /^Insufficient BCH available to allocate$/,
  AMOUNT_PRECISION: /^Allocation amount [\d.]+ has more than the \d decimals of (USD|BTC)$/,
  AMOUNT_BELOW_MINIMUM: /^Allocation amount 0\.99 USD is below the minimum of 1 USD$/,
  FEE_INVALID:
    /^(bpsCommission|fixedCommission) must be .+, not .+$|^The fee of 201 USD is larger than the 200 USD to sell$/,
  INSUFFICIENT_BUYING_POWER: /^Insufficient buying power: 1000000\.01 USD needed, [\d.]+ USD available$/,
  BATCH_NOT_OPEN: /^Batch [0-9a-f-]{36} is CLOSED, not OPEN$/,
  MIXED_SIDES: /^Batch mixes 1 BUY and 1 SELL allocations, which the firm does not allow$/,
  MARKET_CLOSED: /^Market is closed until 2026-11-24T23:05:00\.000Z$/,
  VENUE_REJECTED: /^The venue refused the order: price too far through market$/,
  BATCH_CANCELLED: /^Cancelled by demo-api$/,
};

/** Codes that are never an HTTP error, and those whose error is a 404. */
const notFound: readonly RejectCode[] = ["ACCOUNT_NOT_FOUND", "BATCH_NOT_FOUND", "ALLOCATION_NOT_FOUND"];

test.each(rejectCodes)("%s is reached over REST and says what the table says", async (code) => {
  const seen = await cases[code]();
  expect(seen.length).toBeGreaterThan(0);
  const fixed: () => string = reasonOfCode[code] as () => string;
  for (const one of seen) {
    const text = "rejected" in one ? one.rejected : one.message;
    if (textOf[code] === undefined) expect(text).toBe(fixed());
    else expect(text).toMatch(textOf[code]);
    if ("status" in one) {
      expect(one).toMatchObject({ status: notFound.includes(code) ? 404 : 400, error: code });
    }
  }
});
