import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkProof, proofSchema } from "@/server/domain/batch/proof";
import { type Harness, startHarness } from "@/server/testing/harness";
import { allocationBody, batchAt, type RestClient, startRestClient } from "@/server/testing/rest-client";

let desk: Harness;
let rest: RestClient;
beforeAll(async () => {
  desk = await startHarness();
  rest = await startRestClient(desk);
});
afterAll(() => desk.close());

describe("the proof", () => {
  const sha256 = (pieces: Iterable<string>) => {
    const hash = createHash("sha256");
    for (const piece of pieces) hash.update(piece);
    return hash.digest("hex");
  };
  const proofOf = async (id: string) => proofSchema.parse((await rest.get(batchAt(id, "/proof"))).json);

  test("ties for a one-sided batch with fees, a refusal on arrival and a refusal after close", async () => {
    const id = await rest.openBatch();
    for (let n = 1; n <= 7; n++) {
      await rest.allocate(
        allocationBody(id, { account: `AT0000${n}`, amount: `${n}3.10`, bpsCommission: n }),
      );
    }
    await rest.allocate(allocationBody(id, { account: "NOBODY" }));
    await rest.allocate(allocationBody(id, { account: "AT00008", amount: "2000000" }));
    await rest.close(id, 8);
    await desk.processAll();
    const proof = await proofOf(id);
    expect(proof.allocations).toHaveLength(8);
    expect(proof.statement.lines).toBe(8);
    expect(checkProof(proof, sha256)).toEqual([]);
  });

  test("ties for mixed sides in coins and in dollars, and for a batch of which nothing was filled", async () => {
    const coins = await rest.finished({ type: "QUANTITY", symbol: "ETHUSD" }, [
      { amount: "1.00000001", side: "BUY" },
      { amount: "0.30000007", side: "SELL", account: "AT00002" },
      { amount: "0.11", side: "BUY", account: "AT00003", fixedCommission: "0.99" },
    ]);
    const dollars = await rest.finished({ symbol: "SOLUSD" }, [
      { amount: "1000.01", side: "SELL" },
      { amount: "333.33", side: "BUY", account: "AT00002" },
      { amount: "77.77", side: "SELL", account: "AT00003" },
    ]);
    await desk.control.setControl({ symbol: "LTCUSD", fillRatio: "0" });
    const nothing = await rest.finished({ symbol: "LTCUSD" }, [{ amount: "50" }]);
    for (const id of [coins, dollars, nothing]) {
      const proof = await proofOf(id);
      expect(checkProof(proof, sha256), proof.batch.symbol).toEqual([]);
    }
    expect((await proofOf(nothing)).batch).toMatchObject({
      status: "REJECTED",
      rejectReason: "No liquidity",
    });
  });

  test("shows each change of a figure as a difference", async () => {
    const id = await rest.finished({}, [{ amount: "123.45" }, { amount: "67.89", account: "AT00002" }]);
    const proof = await proofOf(id);
    const [first] = proof.allocations;
    if (first === undefined) throw new Error("no allocation");
    const differences = (change: (copy: typeof proof) => void): string[] => {
      const copy = structuredClone(proof);
      change(copy);
      return checkProof(copy, sha256);
    };
    const nudged = [
      differences((copy) => Object.assign(copy.allocations[0] ?? {}, { amount: "123.46" })),
      differences((copy) => Object.assign(copy.allocations[0] ?? {}, { quantity: "0.00000001" })),
      differences((copy) => Object.assign(copy.allocations[1] ?? {}, { netMoney: "67.88" })),
      differences((copy) => Object.assign(copy.allocations[1] ?? {}, { fee: "0.01" })),
      differences((copy) => Object.assign(copy.fills[0] ?? {}, { price: "1.00" })),
      differences((copy) => Object.assign(copy.averagePrice ?? {}, { numerator: "1" })),
      differences((copy) => Object.assign(copy.totals.BUY, { gross: "0" })),
      differences((copy) => Object.assign(copy.statement, { sha256: "00" })),
      differences((copy) => Object.assign(copy, { firmAllocationAccountUsd: "0.5" })),
      differences((copy) => Object.assign(copy, { allocations: copy.allocations.slice(1) })),
    ];
    expect(nudged.filter((lines) => lines.length === 0)).toEqual([]);
  });

  test("is a 404 before the batch is closed", async () => {
    const id = await rest.openBatch();
    expect((await rest.get(batchAt(id, "/proof"))).json).toMatchObject({ code: 404, error: "NOT_FOUND" });
  });
});
