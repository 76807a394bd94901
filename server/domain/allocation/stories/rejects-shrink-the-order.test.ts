import { expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { toUnits } from "../../decimal";
import { aggregate } from "../../order/aggregate";
import { rejectReason } from "../../reject-reasons";
import { checkCumulative } from "../cumulative";
import { type AllocationRequest, checkAllocation } from "../verdict";

const instrument = sandboxInstrument("BCH");
const batch = { symbol: "BCHUSD", type: "QUANTITY" as const };
const request = (id: number, changes: Partial<AllocationRequest>): AllocationRequest => ({
  account: `AT0000${id}`,
  amount: "0.2",
  batchTransactionId: "49136c79-3ce9-4f8d-8794-000000000000",
  clientTransactionId: `94c28222-1111-4111-8111-00000000000${id}`,
  side: "BUY",
  symbol: "BCHUSD",
  ...changes,
});
const posts = [
  request(1, {}),
  request(2, { side: "SELL", amount: "0.0001" }),
  request(3, { symbol: "BTCUSD" }),
  request(5, { amount: "0.3" }),
];
const verdicts = posts.map((post) => checkAllocation(post, { batch, instrument, accountExists: true }));
const accepted = posts.filter((_, index) => verdicts[index] === null);

it("refuses the row of another symbol at once and accepts the others", () => {
  expect(verdicts).toEqual([
    null,
    null,
    { code: "SYMBOL_MISMATCH", reason: "The allocation symbol does not match the batch symbol" },
    null,
  ]);
});

it("names expected, accepted and rejected when the firm counts the refused row in", () => {
  const count = { expected: 4, accepted: accepted.length, rejected: posts.length - accepted.length };
  expect(rejectReason.allocationCountMismatch(count)).toBe(
    "Allocation count mismatch: expected 4, accepted 3, rejected 1",
  );
});

it("refuses at close the SELL of an account that holds nothing, and orders the 0.5 BCH that are left", () => {
  const terms = { type: batch.type, instrument, referencePrice: "500" };
  const afterClose = accepted.map((row) => ({
    row,
    verdict: checkCumulative([row], { tradableUnits: 0n, buyingPowerCents: 1_000_000_00n }, terms)[0],
  }));
  expect(afterClose.map(({ verdict }) => verdict)).toEqual([
    null,
    { code: "INSUFFICIENT_HOLDINGS", reason: "Insufficient BCH available to allocate" },
    null,
  ]);
  const valid = afterClose.filter(({ verdict }) => verdict === null).map(({ row }) => row);
  const buyUnits = valid.reduce((sum, row) => sum + toUnits(row.amount, 8), 0n);
  const order = aggregate({
    buyUnits,
    sellUnits: 0n,
    buyCount: valid.length,
    sellCount: 0,
    mixedSides: "NET",
  });
  expect(order).toEqual({ kind: "order", side: "BUY", units: toUnits("0.5", 8) });
});
