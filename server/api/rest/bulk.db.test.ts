import { monitorEventLoopDelay } from "node:perf_hooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { allocationBody, fingerprint, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

type Row = Record<string, unknown>;

const account = (n: number): string => `AT${String((n % 4_000) + 1).padStart(5, "0")}`;
const rowsOf = (count: number, given: (n: number) => Row = () => ({})): Row[] =>
  Array.from({ length: count }, (_, n) => {
    const { batchTransactionId: _batch, ...row } = allocationBody("", {
      account: account(n),
      amount: `${n + 1}.10`,
    });
    return { ...row, ...given(n) };
  });

const asJson = (rows: Row[]): string => JSON.stringify(rows);
const asNdjson = (rows: Row[]): string => rows.map((row) => JSON.stringify(row)).join("\n");
const asCsv = (rows: Row[], names = Object.keys(rows[0] ?? {})): string =>
  [names, ...rows.map((row) => names.map((name) => String(row[name] ?? "")))]
    .map((line) => line.join(","))
    .join("\n");

const bulk = (id: string, body: string, type = "application/json", query = "") =>
  rest.post(`/allocation/trade/batch/${id}/allocations${query}`, body, { headers: { "Content-Type": type } });

const storedRows = async (id: string) => {
  const { rows } = await desk.owner.query(
    `select a.client_transaction_id, a.account, a.side, a.symbol, a.amount::text, a.bps_commission, a.fixed_commission::text, a.status, a.reject_code
     from allocations a join batches b on b.id = a.batch_id where b.batch_transaction_id = $1 order by a.id`,
    [id],
  );
  return rows;
};

describe("a bulk call", () => {
  test("answers each row in its place, and means the same in JSON, NDJSON and CSV", async () => {
    const mixed = (): Row[] => [
      ...rowsOf(3),
      ...rowsOf(1, () => ({ account: "NOBODY" })),
      ...rowsOf(1, () => ({ amount: "0" })),
      ...rowsOf(1, () => ({ bpsCommission: 25, fixedCommission: "1.00", side: "SELL" })),
    ];
    const shape = (rows: Row[], id: string) =>
      rows.map(({ clientTransactionId: _, ...row }) => ({ ...row, id })).map((row) => JSON.stringify(row));
    const results: unknown[] = [];
    const stored: unknown[] = [];
    for (const [type, write] of [
      ["application/json", asJson],
      ["application/x-ndjson", asNdjson],
      [
        "text/csv",
        (rows: Row[]) =>
          asCsv(rows, [
            "symbol",
            "fixedCommission",
            "side",
            "clientTransactionId",
            "bpsCommission",
            "amount",
            "account",
          ]),
      ],
    ] as const) {
      const id = await rest.openBatch();
      const rows = mixed();
      const { status, json } = await bulk(id, write(rows), type);
      expect(status).toBe(200);
      expect(json.results.map((one: Row) => [one.index, one.clientTransactionId])).toEqual(
        rows.map((row, index) => [index, row.clientTransactionId]),
      );
      results.push({ ...json, results: json.results.map(({ clientTransactionId: _, ...one }: Row) => one) });
      stored.push(
        shape(await storedRows(id), "").map((text) => text.replace(/"client_transaction_id":"[^"]*",/, "")),
      );
    }
    expect(results[0]).toEqual({
      accepted: 4,
      rejected: 2,
      duplicates: 0,
      results: [
        { index: 0, status: "PENDING" },
        { index: 1, status: "PENDING" },
        { index: 2, status: "PENDING" },
        {
          index: 3,
          status: "REJECTED",
          code: "ACCOUNT_NOT_FOUND",
          rejectReason: "Customer account does not exist",
        },
        {
          index: 4,
          status: "REJECTED",
          code: "AMOUNT_NOT_POSITIVE",
          rejectReason: "Allocation amount must be greater than zero",
        },
        { index: 5, status: "PENDING" },
      ],
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    expect(stored[1]).toEqual(stored[0]);
    expect(stored[2]).toEqual(stored[0]);
  });

  test("tells a row sent again unchanged from an id used for something else", async () => {
    const id = await rest.openBatch();
    const [first = {}] = rowsOf(1);
    await bulk(id, asJson([first]));
    const { json } = await bulk(id, asJson([first, { ...first, amount: "5" }]));
    expect(json).toEqual({
      accepted: 0,
      rejected: 1,
      duplicates: 1,
      results: [
        { index: 0, clientTransactionId: first.clientTransactionId, status: "DUPLICATE" },
        {
          index: 1,
          clientTransactionId: first.clientTransactionId,
          status: "REJECTED",
          code: "DUPLICATE_CLIENT_TRANSACTION_ID",
          rejectReason: "The same clientTransactionId was submitted more than once",
        },
      ],
    });
  });

  test("takes a row that names its batch, in any case, and CSV with blank lines, CRLF and a byte order mark", async () => {
    const id = await rest.openBatch();
    const rows = rowsOf(2, () => ({ batchTransactionId: id.toUpperCase() }));
    const text = `\ufeff${asCsv(rows).replaceAll("\n", "\r\n\r\n")}\r\n`;
    expect((await bulk(id, text, "text/csv; charset=utf-8")).json).toMatchObject({ accepted: 2 });
  });

  test("as a dry run says the same and stores nothing, over more rows than one transaction takes", async () => {
    const id = await rest.openBatch();
    const rows = rowsOf(10_050, (n) => (n % 100 === 7 ? { account: "NOBODY" } : {}));
    rows.push({ ...rows[3] }, { ...rows[4], amount: "9" });
    const before = await fingerprint(desk);
    const dry = await bulk(id, asJson(rows), "application/json", "?dryRun=true");
    expect(await fingerprint(desk)).toEqual(before);
    const wet = await bulk(id, asJson(rows));
    expect(dry.text).toBe(wet.text);
    expect(wet.json).toMatchObject({ accepted: 9_949, rejected: 102, duplicates: 1 });
  });

  test("of 10,000 rows twice changes nothing the second time", async () => {
    const id = await rest.openBatch();
    const body = asJson(rowsOf(10_000));
    expect((await bulk(id, body)).json).toMatchObject({ accepted: 10_000, rejected: 0, duplicates: 0 });
    const before = await fingerprint(desk);
    const again = await bulk(id, body);
    expect(again.json).toMatchObject({ accepted: 0, rejected: 0, duplicates: 10_000 });
    expect(await fingerprint(desk)).toEqual(before);
    const closed = await rest.post("/allocation/trade/batch/close", {
      batchTransactionId: id,
      allocations: 10_000,
    });
    expect(closed.json.status).toBe("CLOSED");
    expect((await bulk(id, body)).json).toMatchObject({ accepted: 0, rejected: 0, duplicates: 10_000 });
  });

  test("sent twice at the same moment stores each row once", async () => {
    const id = await rest.openBatch();
    const body = asNdjson(rowsOf(3_000));
    const both = await Promise.all([1, 2, 3].map(() => bulk(id, body, "application/x-ndjson")));
    expect(both.reduce((sum, one) => sum + one.json.accepted, 0)).toBe(3_000);
    expect(both.reduce((sum, one) => sum + one.json.duplicates, 0)).toBe(6_000);
    expect((await storedRows(id)).length).toBe(3_000);
  });

  test("to an unknown batch is a 404 and stores nothing", async () => {
    const before = await fingerprint(desk);
    expect((await bulk(newId(), asJson(rowsOf(2)))).json).toMatchObject({
      code: 404,
      error: "BATCH_NOT_FOUND",
    });
    expect(await fingerprint(desk)).toEqual(before);
  });
});

test.each([
  [100_000, "application/json", asJson],
  [30_000, "application/x-ndjson", asNdjson],
  [30_000, "text/csv", asCsv],
] as const)("%i rows of %s are stored", async (count, type, write) => {
  const id = await rest.openBatch();
  const body = write(rowsOf(count));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const startedAt = performance.now();
  const response = await rest.app.request(`/api/v2/allocation/trade/batch/${id}/allocations`, {
    method: "POST",
    headers: { Authorization: rest.token, "Content-Type": type },
    body,
  });
  expect(response.status).toBe(200);
  let size = 0;
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) size += piece.length;
  delay.disable();
  expect(size).toBeGreaterThan(count * 60);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
  console.log(
    `${type}: ${seconds} s, longest stall ${Math.round(delay.max / 1e6)} ms, p99 ${Math.round(delay.percentile(99) / 1e6)} ms`,
  );
  const { rows } = await desk.owner.query(
    "select count(*)::int as count from allocations a join batches b on b.id = a.batch_id where b.batch_transaction_id = $1",
    [id],
  );
  expect(rows).toEqual([{ count }]);
});
