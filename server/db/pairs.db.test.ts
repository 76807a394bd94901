import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CumulativeRow, neededCents, neededUnits } from "@/server/domain/allocation/cumulative";
import {
  allocationTransitions,
  type Side,
  storedAllocationStatuses,
} from "@/server/domain/allocation/status";
import { statementLine } from "@/server/domain/batch/statement";
import { type BatchType, batchStatuses, batchTransitions } from "@/server/domain/batch/status";
import { fromUnits, toUnits } from "@/server/domain/decimal";
import { allocationPostings } from "@/server/domain/journal/entry";
import { closeWith, type Line, runBatch } from "@/server/testing/batches";
import { type Harness, newId, startHarness } from "@/server/testing/harness";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { grossAndFee, needs } from "./validation";

/** What is said in SQL and in the domain must say the same, to the last digit. */

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

type NeedCase = CumulativeRow & {
  type: BatchType;
  price: string;
  quantityDecimals: number;
  scheduleBps: number;
  scheduleFixed: string;
};

const digits = (max: bigint, decimals: number): fc.Arbitrary<string> =>
  fc.oneof(fc.bigInt(1n, 1_000n), fc.bigInt(1n, max)).map((units) => fromUnits(units, decimals));

const needCase: fc.Arbitrary<NeedCase> = fc
  .record({
    type: fc.constantFrom<BatchType>("NOTIONAL", "QUANTITY"),
    side: fc.constantFrom<Side>("BUY", "SELL"),
    quantityDecimals: fc.constantFrom(0, 2, 8, 18),
    price: fc.oneof(digits(10n ** 9n, 2), digits(10n ** 12n, 8)),
    bpsCommission: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: null }),
    fixedCommission: fc.option(digits(100_000n, 2), { nil: null }),
    scheduleBps: fc.constantFrom(0, 25, 9_999),
    scheduleFixed: fc.constantFrom("0", "1.5"),
    cents: fc.oneof(fc.bigInt(1n, 10_000_000n), fc.bigInt(1n, 10n ** 17n - 1n)),
    coins: fc.bigInt(1n, 10n ** 15n),
    /** Amounts whose need lies a hair off a whole unit are what rounding gets wrong. */
    nearWhole: fc.option(fc.bigInt(1n, 10n ** 12n), { nil: null }),
    offset: fc.constantFrom(-1n, 0n, 1n),
  })
  .map(({ cents, coins, nearWhole, offset, ...rest }) => {
    const { type, quantityDecimals, price } = rest;
    const exact = toUnits(price, 8) * 10n;
    const near = nearWhole === null ? null : (nearWhole * exact) / (11n * 10n ** 8n) / 10n ** 6n + offset;
    const amount =
      type === "QUANTITY"
        ? fromUnits(coins, quantityDecimals)
        : fromUnits(near === null || near <= 0n || near >= 10n ** 17n ? cents : near, 2);
    return { ...rest, amount, clientTransactionId: "" };
  });

describe("what an allocation needs", () => {
  test("is the same in SQL as in the domain, over ten thousand cases that aim at the edges", async () => {
    const cases = fc.sample(needCase, { numRuns: 10_000, seed: 20261124 });
    const { rows } = await desk.owner.query<{ coin: string; usd: string }>(
      `select trim_scale(coin)::text as coin, trim_scale(usd)::text as usd from (
         select a.n, ${needs} from unnest($1::text[], $2::numeric[], $3::int[], $4::numeric[]) with ordinality as a (side, amount, bps_commission, fixed_commission, n)
           join unnest($5::text[], $6::numeric[]) with ordinality as b (type, price, n) using (n)
           join unnest($7::int[]) with ordinality as i (quantity_decimals, n) using (n)
           join unnest($8::int[], $9::numeric[]) with ordinality as f (default_bps_commission, default_fixed_commission, n) using (n)
           ${grossAndFee("b.price")}) x order by n`,
      [
        cases.map((one) => one.side),
        cases.map((one) => one.amount),
        cases.map((one) => one.bpsCommission),
        cases.map((one) => one.fixedCommission),
        cases.map((one) => one.type),
        cases.map((one) => one.price),
        cases.map((one) => one.quantityDecimals),
        cases.map((one) => one.scheduleBps),
        cases.map((one) => one.scheduleFixed),
      ],
    );
    const differing = cases.flatMap((one, index) => {
      const { type, quantityDecimals, price, scheduleBps, scheduleFixed } = one;
      const terms = {
        type,
        instrument: sandboxInstrument("BTC", { quantityDecimals }),
        referencePrice: price,
        feeSchedule: { bpsCommission: scheduleBps, fixedCommission: scheduleFixed },
      };
      const domain = {
        coin: fromUnits(neededUnits(one, terms), quantityDecimals),
        usd: fromUnits(neededCents(one, terms), 2),
      };
      const sql = rows[index];
      return sql?.coin === domain.coin && sql.usd === domain.usd ? [] : [{ ...one, domain, sql }];
    });
    expect(differing.slice(0, 3)).toEqual([]);
  });
});

describe("the frozen statement", () => {
  test("hashes in SQL to what its lines hash to", async () => {
    const lines: Line[] = [
      { account: "AT00001", amount: "200.00", bpsCommission: 0 },
      { account: "AT00002", amount: "200", fixedCommission: "1.50" },
      { account: "AT00003", amount: "1.10", side: "SELL", bpsCommission: 10_000, fixedCommission: "0" },
      { account: "AT00004", amount: "0.01" },
      { account: "nobody", amount: "5" },
    ];
    const batch = await closeWith(desk, { type: "NOTIONAL", lines });
    const { rows } = await desk.owner.query(
      "select encode(sha256, 'hex') as sha256, line_count from allocation_statements where batch_id = $1",
      [batch.batchId],
    );
    const accepted = batch.requests.filter((_, index) => batch.verdicts[index]?.status === "PENDING");
    const text = accepted
      .sort((a, b) => (a.clientTransactionId < b.clientTransactionId ? -1 : 1))
      .map((request) => {
        const { bpsCommission = null, fixedCommission = null } = request;
        return `${statementLine({ ...request, bpsCommission, fixedCommission })}\n`;
      })
      .join("");
    expect(accepted).toHaveLength(3);
    expect(rows).toEqual([{ sha256: createHash("sha256").update(text).digest("hex"), line_count: 3 }]);
  });
});

describe("the legs of an allocation", () => {
  test("are posted as the domain has them, for both sides, with and without a fee", async () => {
    const batch = await runBatch(desk, {
      type: "QUANTITY",
      lines: [
        { account: "AT00010", amount: "2", bpsCommission: 25, fixedCommission: "1.50" },
        { account: "AT00011", amount: "0.00000001" },
        { account: "AT00012", amount: "0.75", side: "SELL", bpsCommission: 10 },
        { account: "AT00013", amount: "0.00000003", side: "SELL", fixedCommission: "5" },
      ],
    });
    const { rows } = await desk.owner.query<{ id: string; role: string; asset: string; amount: string }>(
      `select e.allocation_id as id, l.kind as role, case p.asset when 'USD' then 'USD' else 'COIN' end as asset, trim_scale(p.amount)::text as amount
         from journal_entries e join postings p on p.entry_id = e.id join ledger_accounts l on l.id = p.ledger_account_id
        where e.batch_id = $1 and e.allocation_id is not null`,
      [batch.batchId],
    );
    const shares = await desk.owner.query<{
      id: string;
      side: Side;
      quantity: string;
      gross: string;
      fee: string;
    }>("select id, side, quantity::text, gross::text, fee::text from allocations where batch_id = $1", [
      batch.batchId,
    ]);
    const posted = rows.map(({ id, role, asset, amount }) => `${id} ${role} ${asset} ${amount}`);
    const expected = shares.rows.flatMap(({ id, side, quantity, gross, fee }) =>
      allocationPostings({
        side,
        quantityUnits: toUnits(quantity, 8),
        grossCents: toUnits(gross, 2),
        feeCents: toUnits(fee, 2),
      })
        .filter((leg) => leg.units !== 0n)
        .map((leg) => `${id} ${leg.role} ${leg.asset} ${fromUnits(leg.units, leg.asset === "COIN" ? 8 : 2)}`),
    );
    expect(shares.rows).toHaveLength(4);
    expect(posted.sort()).toEqual(expected.sort());
  });
});

describe("the transitions", () => {
  const pairsOf = <Status extends string>(statuses: readonly Status[]): [Status, Status][] =>
    statuses.flatMap((from) => statuses.map((to): [Status, Status] => [from, to]));

  /** Moves a row in a transaction that is rolled back, and answers whether the database let it. */
  async function moves(insert: string, update: string): Promise<boolean> {
    const client = await desk.owner.connect();
    try {
      await client.query("begin");
      await client.query("set local session_replication_role = replica");
      await client.query(insert);
      await client.query("set local session_replication_role = origin");
      return await client.query(update).then(
        (result) => result.rowCount === 1,
        (error: Error) => {
          expect(error.message).toMatch(/is refused/);
          return false;
        },
      );
    } finally {
      await client.query("rollback");
      client.release();
    }
  }

  test.each(pairsOf(batchStatuses))("of a batch from %s to %s are the domain's", async (from, to) => {
    const id = newId();
    const insert = `insert into batches (firm_id, batch_transaction_id, symbol, instrument_symbol, type, status, reject_code, reject_reason, declared_count, accepted_count, closed_at, opened_by)
      select min(id), '${id}', 'BTCUSD', 'BTCUSD', 'NOTIONAL', '${from}', ${from === "REJECTED" ? "'X', 'x'" : "null, null"}, 0, 0, now(), 'test' from firms`;
    const reasons =
      from === "REJECTED" && to !== "REJECTED"
        ? ", reject_code = null, reject_reason = null"
        : to === "REJECTED"
          ? ", reject_code = 'X', reject_reason = 'x'"
          : "";
    const update = `update batches set status = '${to}'${reasons} where batch_transaction_id = '${id}'`;
    const allowed = from === to || batchTransitions[from].some((next) => next === to);
    expect(await moves(insert, update)).toBe(allowed);
  });

  test.each(pairsOf(storedAllocationStatuses))(
    "of an allocation from %s to %s are the domain's",
    async (from, to) => {
      const id = newId();
      const columns = (status: string): Record<string, string> => ({
        status: `'${status}'`,
        reject_code: status === "REJECTED" ? "'X'" : "null",
        reject_reason: status === "REJECTED" ? "'x'" : "null",
        quantity: status === "COMPLETE" ? "1" : "null",
        gross: status === "COMPLETE" ? "1" : "null",
        fee: status === "COMPLETE" ? "0" : "null",
        net_money: status === "COMPLETE" ? "1" : "null",
      });
      const stored = columns(from);
      const insert = `insert into allocations (firm_id, batch_id, client_transaction_id, account, investor_account_id, side, symbol, amount, ${Object.keys(stored)})
      select i.firm_id, 1, '${id}', i.account, i.id, 'BUY', 'BTCUSD', 1, ${Object.values(stored)} from investor_accounts i order by i.id limit 1`;
      const update = `update allocations set ${Object.entries(columns(to)).map(([name, value]) => `${name} = ${value}`)} where client_transaction_id = '${id}'`;
      const allowed =
        (from === "PENDING" && to === "PENDING") || allocationTransitions[from].some((next) => next === to);
      expect(await moves(insert, update)).toBe(allowed);
    },
  );
});
