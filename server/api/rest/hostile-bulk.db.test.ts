import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import {
  badBodies,
  badIds,
  badMediaTypes,
  type Kinds,
  rowKinds,
  withRaw,
} from "@/server/testing/hostile-input";
import {
  allocationBody,
  expectRefused,
  fingerprint,
  type RestClient,
  startRestClient,
} from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
/** An open batch with one allocation, into which everything here is sent. */
let open: string;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
  open = await rest.openBatch();
  await rest.post("/allocation/trade/batch/allocate", allocationBody(open));
});
afterAll(() => desk.close());

let before: Record<string, string>;
beforeEach(async () => {
  before = await fingerprint(desk);
});
// What is refused changes no row, whatever it was (I42).
afterEach(async () => {
  expect(await fingerprint(desk)).toEqual(before);
});

describe("the bulk door", () => {
  const bulk = (body: string | Uint8Array, type = "application/json") =>
    rest.post(`/allocation/trade/batch/${open}/allocations`, body, { headers: { "Content-Type": type } });
  const rowDefault = () => {
    const { batchTransactionId: _, ...row } = allocationBody(open);
    return row;
  };
  const kinds: Kinds = { ...rowKinds, batchTransactionId: [...badIds, JSON.stringify(newId())] };

  test("refuses the whole JSON array for one bad value, and names row and field", async () => {
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        const body = `[${JSON.stringify(rowDefault())},${withRaw(rowDefault(), field, raw)}]`;
        const answer = await bulk(body);
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
        if (answer.json.details.index !== undefined) {
          expect(answer.json.details).toMatchObject({ index: 1 });
          expect(answer.json.details.field, raw).toMatch(new RegExp(`^${field}`));
        } else expect(answer.json.message).toContain("not valid JSON");
      }
    }
  });

  test("refuses the whole NDJSON body for one bad value, and names the line", async () => {
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        const body = `${JSON.stringify(rowDefault())}\n\n${withRaw(rowDefault(), field, raw)}\n`;
        const answer = await bulk(body, "application/x-ndjson");
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
        expect(answer.json.message, raw).toContain("line 3");
      }
    }
  });

  const cell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;
  const csv = (rows: Record<string, unknown>[]): string => {
    const header = Object.keys(rows[0] ?? {});
    return [header.join(","), ...rows.map((row) => header.map((name) => cell(row[name])).join(","))].join(
      "\r\n",
    );
  };

  test("refuses the whole CSV for one bad cell, and names row and field", async () => {
    const optional = ["bpsCommission", "fixedCommission", "batchTransactionId"];
    for (const [field, values] of Object.entries(kinds)) {
      for (const raw of values) {
        let value: unknown;
        try {
          value = JSON.parse(raw);
        } catch {
          continue;
        }
        // A cell has no type: an empty optional one is absent, digits are a number, and every scalar is text.
        const isText = typeof value === "string";
        const content = isText ? String(value) : raw;
        if (optional.includes(field) && content === "") continue;
        if (field === "bpsCommission" && /^-?\d{1,9}$/.test(content)) continue;
        if ((field === "account" || field === "symbol") && !isText) continue;
        if (isText && !(value as string).isWellFormed()) continue;
        const good = {
          ...rowDefault(),
          bpsCommission: "5",
          fixedCommission: "0.5",
          batchTransactionId: open,
        };
        const answer = await bulk(
          csv([good, { ...good, clientTransactionId: newId(), [field]: content }]),
          "text/csv",
        );
        expectRefused(answer, `${field}: ${raw.slice(0, 80)}`);
        if (answer.json.details.index !== undefined)
          expect(answer.json.details).toMatchObject({ index: 1, field });
      }
    }
  });

  test("refuses CSV that is not a table of ours", async () => {
    const row = rowDefault();
    const header = Object.keys(row).join(",");
    const line = Object.values(row).join(",");
    const bad = [
      "",
      "\ufeff",
      header,
      `${header}\n`,
      line,
      `${header.toUpperCase()}\n${line}`,
      `${header},extra\n${line},1`,
      `${header},side\n${line},BUY`,
      `${header.replace("account,", "")}\n${line}`,
      `${header.replaceAll(",", ";")}\n${line.replaceAll(",", ";")}`,
      `${header}\n${line},`,
      `${header},\n${line},`,
      `${header}\n${line.slice(0, -1)}`.replace("BTCUS", '"BTCUS'),
      `${header}\n${line}\n${line.split(",").slice(1).join(",")}`,
      `${header}\n"${"x".repeat(20_000)}",${line}`,
      `${"a,".repeat(50_000)}b\n${line}`,
      "PK\u0003\u0004binary",
      "<html><body>1</body></html>",
      `${header}\n${line.replace("AT00001", "AT\u000000001")}`,
    ];
    for (const body of bad) expectRefused(await bulk(body, "text/csv"), body.slice(0, 120));
    expectRefused(await bulk(Buffer.from(`${header}\n${line}`, "utf16le"), "text/csv"), "UTF-16");
    expectRefused(await bulk(Buffer.from(`${header}\n${line}é`, "latin1"), "text/csv"), "Latin-1");
  });

  test("refuses bodies that are no rows, other types, and what is too large", async () => {
    for (const body of badBodies(rowDefault())) {
      const isRow = body === `[${JSON.stringify(rowDefault())}]`;
      if (!isRow && !String(body).startsWith('[{"account'))
        expectRefused(await bulk(body), String(body).slice(0, 80));
    }
    for (const type of badMediaTypes) expectRefused(await bulk("[]", type), type, [415]);
    expectRefused(await bulk(" ".repeat(32 * 1024 * 1024 + 1)), "32 MB and one byte", [413]);
    expectRefused(await bulk("[]", "application/json"), "no rows");
    const many = `[${Array.from({ length: 100_001 }, () => JSON.stringify(rowDefault())).join(",")}]`;
    expectRefused(await bulk(many), "100,001 rows", [413]);
  });
});
