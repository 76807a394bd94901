import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeBatch } from "@/server/services/batches/close-batch";
import { batchOf, eventsOf, type OpenedBatch, openWith } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { createReader, readAsFirm } from "./client";
import { createPool, DatabaseFault, withFirmTx } from "./transaction";
import { runInvariants } from "./verify";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(async () => {
  expect(await runInvariants(desk.database.ownerUrl)).toEqual([]);
  await desk.close();
});

const newBatch = () => openWith(desk, { type: "NOTIONAL", lines: [{ account: "AT00001", amount: "5" }] });

/** Another session holds the batch row while `work` runs. */
async function whileHeld<T>(batch: OpenedBatch, work: () => Promise<T>): Promise<T> {
  const holder = await desk.owner.connect();
  try {
    await holder.query("begin");
    await holder.query("select 1 from batches where id = $1 for update", [batch.batchId]);
    return await work();
  } finally {
    await holder.query("rollback");
    holder.release();
  }
}

describe("when another session holds the batch", () => {
  test("a close gives up after its lock time-out, and leaves nothing behind then or later", async () => {
    const batch = await newBatch();
    const before = await eventsOf(desk, batch);
    const startedAt = Date.now();
    await whileHeld(batch, () =>
      expect(
        closeBatch(desk.ctx, desk.trader, { batchTransactionId: batch.batchTransactionId, allocations: 1 }),
      ).rejects.toBeInstanceOf(DatabaseFault),
    );
    expect(Date.now() - startedAt).toBeLessThan(15_000);
    // Had a statement been left waiting, it would have found its lock by now.
    await withFirmTx(desk.ctx.pool, desk.trader.firmId, (tx) =>
      tx.query("select 1 from batches where id = $1 for update", [batch.batchId]),
    );
    expect(await eventsOf(desk, batch)).toEqual(before);
    expect((await batchOf(desk, batch)).status).toBe("OPEN");
    const { rows } = await desk.owner.query(
      `select (select count(*)::int from allocation_statements where batch_id = $1) as statements,
         (select count(*)::int from audit_entries where object = $2 and action = 'batch.close') as audits,
         (select count(*)::int from pgboss.job where data->>'batchId' = $1::text) as jobs`,
      [batch.batchId, batch.batchTransactionId],
    );
    expect(rows).toEqual([{ statements: 0, audits: 0, jobs: 0 }]);
    expect(
      await closeBatch(desk.ctx, desk.trader, {
        batchTransactionId: batch.batchTransactionId,
        allocations: 1,
      }),
    ).toMatchObject({ status: "CLOSED" });
  });

  test("statements that went before the one that waits are undone with it", async () => {
    const batch = await newBatch();
    const other = await newBatch();
    await whileHeld(batch, () =>
      expect(
        withFirmTx(
          desk.ctx.pool,
          desk.trader.firmId,
          async (tx) => {
            await tx.execute("update batches set attention = 'written before' where id = $1", [
              other.batchId,
            ]);
            await tx.execute("update batches set attention = 'written after' where id = $1", [batch.batchId]);
          },
          { lockTimeoutMs: 100 },
        ),
      ).rejects.toBeInstanceOf(DatabaseFault),
    );
    expect((await batchOf(desk, other)).attention).toBeNull();
    expect((await batchOf(desk, batch)).attention).toBeNull();
  });
});

/**
 * The fault that keeps money writes away from Prisma's transactions: when its time-out fires while the first statement of a nested
 * write waits, the second one arrives after the rollback and commits by itself.
 */
describe("a transaction of the reader whose time-out fires while it waits", () => {
  test("stores nothing, because it is read-only and its firm ends with it", async () => {
    const batch = await newBatch();
    const reader = createReader(desk.database.appUrl, 2);
    const late = (read: Parameters<Parameters<typeof readAsFirm>[2]>[0]) =>
      read.$executeRaw`update batches set attention = 'late' where id = ${BigInt(batch.batchId)}`;
    await expect(readAsFirm(reader, desk.trader.firmId, late)).rejects.toThrow(/read-only/);
    await whileHeld(batch, () =>
      expect(
        reader.$transaction(
          async (tx) => {
            await tx.$executeRaw`select set_config('prorata.firm_id', ${desk.trader.firmId}, true)`;
            await late(tx);
            await tx.$executeRaw`update batches set attention = 'after the rollback' where id > 0`;
          },
          { timeout: 300 },
        ),
      ).rejects.toThrow(),
    );
    // What arrives on the connection after the rollback has no firm, so row-level security shows it no row.
    await desk.owner.query("select 1 from batches where id = $1 for update", [batch.batchId]);
    expect((await batchOf(desk, batch)).attention).toBeNull();
    await reader.$disconnect();
  });
});

describe("withFirmTx", () => {
  test("cannot be used inside itself", async () => {
    const nested = withFirmTx(desk.ctx.pool, desk.trader.firmId, () =>
      withFirmTx(desk.ctx.pool, desk.trader.firmId, async () => "inner"),
    );
    await expect(nested).rejects.toThrow("withFirmTx inside withFirmTx");
  });

  test("takes no firm id that is not a number", async () => {
    await expect(withFirmTx(desk.ctx.pool, "1'; drop table fills; --", async () => 1)).rejects.toThrow(
      "not a firm id",
    );
    await expect(withFirmTx(desk.ctx.pool, "", async () => 1)).rejects.toThrow("not a firm id");
  });

  test("rolls back whatever the function throws, and gives the connection back clean", async () => {
    const pool = createPool(desk.database.appUrl, 1, "prorata-test");
    const batch = await newBatch();
    for (let round = 0; round < 3; round++) {
      await expect(
        withFirmTx(pool, desk.trader.firmId, async (tx) => {
          await tx.execute("update batches set attention = 'x' where id = $1", [batch.batchId]);
          throw new Error("changed my mind");
        }),
      ).rejects.toThrow("changed my mind");
    }
    const rows = await withFirmTx(pool, desk.trader.firmId, (tx) =>
      tx.query("select attention from batches where id = $1", [batch.batchId]),
    );
    expect(rows).toEqual([{ attention: null }]);
    await pool.end();
  });

  test("destroys a connection on a time-out instead of giving it back", async () => {
    const pool = createPool(desk.database.appUrl, 1, "prorata-test");
    const pid = () =>
      withFirmTx(
        pool,
        desk.trader.firmId,
        async (tx) => (await tx.query<{ pid: number }>("select pg_backend_pid() as pid"))[0]?.pid,
      );
    const first = await pid();
    expect(await pid()).toBe(first);
    await expect(
      withFirmTx(pool, desk.trader.firmId, (tx) => tx.query("select pg_sleep(5)"), {
        statementTimeoutMs: 50,
      }),
    ).rejects.toBeInstanceOf(DatabaseFault);
    expect(await pid()).not.toBe(first);
    await pool.end();
  });

  test("is a DatabaseFault when the server ends the session, and works again at once", async () => {
    const pool = createPool(desk.database.appUrl, 2, "prorata-victim");
    const killed = withFirmTx(pool, desk.trader.firmId, async (tx) => {
      await tx.execute("update batches set attention = 'x'");
      await desk.owner.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'prorata-victim'",
      );
      await tx.query("select 1");
    });
    await expect(killed).rejects.toBeInstanceOf(DatabaseFault);
    const rows = await withFirmTx(pool, desk.trader.firmId, (tx) =>
      tx.query("select 1 from batches where attention is not null"),
    );
    expect(rows).toEqual([]);
    await pool.end();
  });

  test("does the work again after a deadlock, and gives up after five times", async () => {
    let tries = 0;
    const raise = (code: string) => async (tx: { query: (text: string) => Promise<unknown> }) => {
      tries += 1;
      await tx.query(`do $$ begin raise exception 'planted' using errcode = '${code}'; end $$`);
    };
    await expect(withFirmTx(desk.ctx.pool, desk.trader.firmId, raise("40P01"))).rejects.toThrow("planted");
    expect(tries).toBe(5);
    tries = 0;
    await expect(withFirmTx(desk.ctx.pool, desk.trader.firmId, raise("23514"))).rejects.toThrow("planted");
    expect(tries).toBe(1);
  });

  test("two transactions that lock two rows in opposite order both finish", async () => {
    const [one, two] = [await newBatch(), await newBatch()];
    let arrived = 0;
    let open: () => void = () => undefined;
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const lockBoth = (first: OpenedBatch, second: OpenedBatch) =>
      withFirmTx(
        desk.ctx.pool,
        desk.trader.firmId,
        async (tx) => {
          await tx.query("select 1 from batches where id = $1 for update", [first.batchId]);
          arrived += 1;
          if (arrived >= 2) open();
          await both;
          await tx.query("select 1 from batches where id = $1 for update", [second.batchId]);
        },
        { lockTimeoutMs: 8_000 },
      );
    await Promise.all([lockBoth(one, two), lockBoth(two, one)]);
    // The server may end either of the two, and under load both, before they try again.
    expect(arrived).toBeGreaterThanOrEqual(3);
  });

  test("fails in seconds while the server is out of reach", async () => {
    const pool = createPool("postgresql://nobody:x@127.0.0.1:9/nothing", 1, "prorata-test");
    await expect(withFirmTx(pool, "1", async () => 1)).rejects.toBeInstanceOf(DatabaseFault);
    await pool.end();
  });

  test("has time-outs on its connection that are shorter than any caller's", async () => {
    const [row] = await withFirmTx(desk.ctx.pool, desk.trader.firmId, (tx) =>
      tx.query(
        `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
           current_setting('idle_in_transaction_session_timeout') as idle, current_setting('transaction_isolation') as isolation`,
      ),
    );
    expect(row).toEqual({ lock: "2s", statement: "10s", idle: "15s", isolation: "read committed" });
    const client = new pg.Client({ connectionString: desk.database.appUrl });
    await client.connect();
    const { rows } = await client.query("show statement_timeout");
    await client.end();
    expect(rows[0].statement_timeout).toBe("0");
  });
});
