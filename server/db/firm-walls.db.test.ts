import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { cancelBatch } from "@/server/services/batches/cancel-batch";
import { closeBatch } from "@/server/services/batches/close-batch";
import { walkBatch } from "@/server/services/batches/walk-batch";
import { Relay } from "@/server/services/deliveries/relay";
import { resendDelivery } from "@/server/services/deliveries/replay-deliveries";
import { createEndpoint } from "@/server/services/endpoints/create-endpoint";
import { type OpenedBatch, openWith, runBatch } from "@/server/testing/batches";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { startReceiver } from "@/server/testing/receiver";
import { getBatch } from "./batches";
import { readAsFirm } from "./client";
import { lookUp, withFirmTx } from "./transaction";
import { runInvariants } from "./verify";

/** Firm A has a little of everything; nothing of it may be seen or touched as firm B, with no help from the services. */

let desk: Harness;
let ours: OpenedBatch;
let open: OpenedBatch;
let tables: string[];
/** Text that only rows of firm A hold. */
const canaries: string[] = [];
const relays: Relay[] = [];
beforeAll(async () => {
  desk = await startHarness();
  ours = await runBatch(desk, {
    type: "NOTIONAL",
    lines: [{ account: "AT00001", amount: "123.45", bpsCommission: 7 }],
  });
  open = await openWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00002", amount: "5" }] });
  await desk.owner.query(
    `insert into api_tokens (firm_id, api_login_id, token_hash, expires_at) select firm_id, id, sha256('canary'), now() + interval '1 day' from api_logins where logon_id = 'demo-api'`,
  );
  await desk.owner.query(
    `insert into api_keys (firm_id, name, prefix, key_hash, scopes, created_by) select id, 'canary key', 'canary01', sha256('key'), array['read'], 'admin@demo.test' from firms where id = $1`,
    [desk.trader.firmId],
  );
  await desk.owner.query(
    `insert into api_requests (firm_id, request_id, at, method, path, status, duration_ms, credential) values ($1, gen_random_uuid(), now(), 'GET', '/canary-path', 200, 1, 'demo-api')`,
    [desk.trader.firmId],
  );
  await sendEvents();
  const found = await desk.owner.query(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') order by 1",
  );
  tables = found.rows.map((row) => row.name);
  canaries.push("canary key", "canary01", "/canary-path");
  canaries.push("AT00001", "AT00002", "@demo.test", "Demo Advisors", "demo-api", "trader@demo.test");
  for (const batch of [ours, open]) {
    canaries.push(batch.batchTransactionId, ...batch.requests.map((request) => request.clientTransactionId));
  }
});
/** Sends the firm's events to a receiver of its own, and one of them again, so that the queue's tables have rows. */
async function sendEvents(): Promise<void> {
  const receiver = await startReceiver();
  const relay = new Relay(desk.ctx);
  const { publicId } = await createEndpoint(desk.ctx, desk.trader, {
    url: receiver.url,
    description: "canary endpoint",
    subscribedEvents: null,
    sqs: null,
  });
  while ((await relay.turn()) > 0) await relay.settled();
  await resendDelivery(desk.ctx, desk.trader, publicId, receiver.ids()[0] ?? "");
  while ((await relay.turn()) > 0) await relay.settled();
  canaries.push(receiver.url, publicId, "canary endpoint");
  // It stays, and with it the row that shows that it lives.
  relays.push(relay);
  await receiver.close();
}

afterAll(async () => {
  for (const relay of relays) await relay.stop();
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

/** Every row of every table that the session sees, as text. */
async function everything(firmId: string | null): Promise<Map<string, string>> {
  const client = await desk.ctx.pool.connect();
  const seen = new Map<string, string>();
  try {
    await client.query("begin read only");
    if (firmId !== null) await client.query("select set_config('prorata.firm_id', $1, true)", [firmId]);
    for (const table of tables) {
      const { rows } = await client.query(`select string_agg(t::text, E'\\n') as text from "${table}" t`);
      seen.set(table, rows[0].text ?? "");
    }
    return seen;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

test("every table that has rows of firm A shows them to firm A, so that the canaries can sing", async () => {
  const seen = await everything(desk.trader.firmId);
  const empty = [...seen].filter(([, text]) => text === "").map(([name]) => name);
  expect(empty).toEqual([]);
  const all = [...seen.values()].join("\n");
  expect(canaries.filter((canary) => !all.includes(canary))).toEqual([]);
});

test("as firm B no table shows anything of firm A", async () => {
  const { rows } = await desk.owner.query<{ table: string }>(
    "select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'firm_id' where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')",
  );
  const seen = await everything(desk.other.firmId);
  for (const [table, text] of seen) {
    expect(
      canaries.filter((canary) => text.includes(canary)),
      table,
    ).toEqual([]);
  }
  await withFirmTx(desk.ctx.pool, desk.other.firmId, async (tx) => {
    for (const { table } of rows) {
      const foreign = await tx.query(`select 1 from "${table}" where firm_id <> $1 limit 1`, [tx.firmId]);
      expect(foreign, table).toEqual([]);
    }
  });
  expect(rows.length).toBeGreaterThan(15);
});

test("outside a firm's transaction nothing of any firm is visible", async () => {
  const seen = await everything(null);
  const known = ["_prisma_migrations", "installation", "instruments", "relays"];
  expect(
    [...seen].filter(([name, text]) => text !== "" && !known.includes(name)).map(([name]) => name),
  ).toEqual([]);
});

test("the firm does not stay on a connection after its transaction, however it ends", async () => {
  const client = await desk.ctx.pool.connect();
  for (const end of ["commit", "rollback"]) {
    await client.query(`begin; set local prorata.firm_id = '${desk.trader.firmId}'`);
    await client.query(end);
    const { rows } = await client.query(
      "select prorata_firm() as firm, (select count(*)::int from batches) as batches",
    );
    expect(rows).toEqual([{ firm: null, batches: 0 }]);
  }
  client.release();
});

test("two firms on one connection, a thousand transactions in turn, see only their own", async () => {
  const pool = desk.ctx.pool;
  const mixed = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) => {
      const firmId = n % 2 === 0 ? desk.trader.firmId : desk.other.firmId;
      return withFirmTx(pool, firmId, async (tx) => {
        const rows = await tx.query<{ firm: string }>(
          "select distinct firm_id::text as firm from investor_accounts",
        );
        return rows.length === 1 && rows[0]?.firm === firmId;
      });
    }),
  );
  expect(mixed.every(Boolean)).toBe(true);
});

describe("where the check in the service is gone", () => {
  test("reads by an internal id of firm A find nothing as firm B", async () => {
    await withFirmTx(desk.ctx.pool, desk.other.firmId, async (tx) => {
      await expect(getBatch(tx, ours.batchId, "none")).rejects.toThrow("is not of firm");
    });
    const read = await readAsFirm(
      desk.ctx.reader,
      desk.other.firmId,
      (reader) => reader.$queryRaw`select * from batches where id = ${BigInt(ours.batchId)}`,
    );
    expect(read).toEqual([]);
  });

  test("writes by an internal id of firm A touch nothing as firm B", async () => {
    await withFirmTx(desk.ctx.pool, desk.other.firmId, async (tx) => {
      expect(await tx.execute("update batches set attention = 'x' where id = $1", [open.batchId])).toBe(0);
      expect(
        await tx.execute(
          "update allocations set status = 'CANCELLED', finished_at = now() where batch_id = $1",
          [open.batchId],
        ),
      ).toBe(0);
      expect(await tx.execute("update balances set amount = 0")).toBeGreaterThan(0);
      throw new Error("undo");
    }).catch((error: Error) => expect(error.message).toBe("undo"));
    expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  });

  test("a reader of firm A cannot write, and cannot become firm B halfway", async () => {
    const write = readAsFirm(
      desk.ctx.reader,
      desk.trader.firmId,
      (reader) => reader.$executeRaw`update batches set attention = 'x'`,
    );
    await expect(write).rejects.toThrow(/read-only/);
  });
});

test("the services as firm B answer as if firm A's objects did not exist", async () => {
  const id = { batchTransactionId: open.batchTransactionId };
  await expect(closeBatch(desk.ctx, desk.other, { ...id, allocations: 1 })).rejects.toMatchObject({
    code: "BATCH_NOT_FOUND",
  });
  await expect(cancelBatch(desk.ctx, desk.other, id)).rejects.toMatchObject({ code: "BATCH_NOT_FOUND" });
  const [verdict] = await addAllocations(desk.ctx, desk.other, open.batchTransactionId, [
    { ...id, account: "OT00001", amount: "5", side: "BUY", symbol: "BTCUSD", clientTransactionId: newId() },
  ]);
  expect(verdict).toMatchObject({ status: "REJECTED", code: "BATCH_NOT_FOUND" });
  const walk = walkBatch(
    desk.ctx,
    { firmId: desk.other.firmId, batchId: open.batchId },
    AbortSignal.timeout(5_000),
  );
  await expect(walk).rejects.toThrow("is not of firm");
});

test("an allocation cannot be made for another firm's account, by name or by id", async () => {
  const theirs = await openWith(desk, {
    type: "NOTIONAL",
    actor: desk.other,
    lines: [{ account: "AT00001", amount: "5" }],
  });
  expect(theirs.verdicts).toMatchObject([{ code: "ACCOUNT_NOT_FOUND" }]);
});

describe("before a firm is known", () => {
  test("a sign-in sees the one row whose name it gives", async () => {
    const all = "select count(*)::int as n from operators";
    expect(await lookUp(desk.ctx.pool, { name: "trader@demo.test" }, all, [])).toEqual({ n: 1 });
    expect(await lookUp(desk.ctx.pool, { name: "%" }, all, [])).toEqual({ n: 0 });
    expect(await lookUp(desk.ctx.pool, { name: "" }, all, [])).toEqual({ n: 0 });
  });

  test("a token sees the one row whose hash it gives, and nothing else of the firm", async () => {
    const { rows } = await desk.owner.query(
      "select encode(token_hash, 'hex') as hash from api_tokens limit 1",
    );
    const all =
      "select (select count(*)::int from api_tokens) as tokens, (select count(*)::int from batches) as batches";
    expect(await lookUp(desk.ctx.pool, { tokenHash: rows[0].hash }, all, [])).toEqual({
      tokens: 1,
      batches: 0,
    });
    expect(await lookUp(desk.ctx.pool, { tokenHash: "00" }, all, [])).toEqual({ tokens: 0, batches: 0 });
  });
});

test("the ids of firms are all that a process may list without being one", async () => {
  const client = await desk.ctx.pool.connect();
  const { rows } = await client.query("select list_firm_ids()::text as id");
  const names = await client.query("select name from firms");
  client.release();
  expect(rows).toHaveLength(2);
  expect(names.rows).toEqual([]);
});
