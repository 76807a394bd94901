import { expect, it } from "vitest";
import { rejectCodes } from "./errors";
import { reasonOfCode, rejectReason } from "./reject-reasons";

it("has a text for every code and none besides", () => {
  expect(Object.keys(reasonOfCode).sort()).toEqual([...rejectCodes].sort());
  const texts = Object.values(rejectReason);
  for (const text of Object.values(reasonOfCode)) expect(texts).toContain(text);
  expect(new Set(Object.values(reasonOfCode)).size).toBe(rejectCodes.length);
});

it("says the contract's ten reasons in the contract's words", () => {
  expect([
    rejectReason.accountNotFound(),
    rejectReason.firmAccountNotFound(),
    rejectReason.duplicateClientTransactionId(),
    rejectReason.symbolMismatch(),
    rejectReason.batchNotFound(),
    rejectReason.allocationCountMismatch({ expected: 5, accepted: 3, rejected: 1 }),
    rejectReason.insufficientHoldings("BCH"),
    rejectReason.allocationNotFound(),
    rejectReason.symbolNotFound(),
    rejectReason.amountNotPositive(),
  ]).toEqual([
    "Customer account does not exist",
    "Firm Allocation Account does not exist",
    "The same clientTransactionId was submitted more than once",
    "The allocation symbol does not match the batch symbol",
    "The batch ID does not exist",
    "Allocation count mismatch: expected 5, accepted 3, rejected 1",
    "Insufficient BCH available to allocate",
    "The clientTransactionId does not exist",
    "Symbol does not exist",
    "Allocation amount must be greater than zero",
  ]);
});

it("says the policies' own reasons with ids and values", () => {
  expect([
    rejectReason.noLiquidity(),
    rejectReason.netZero(),
    rejectReason.cancelledBy("trader@demo.test"),
    rejectReason.expired(),
    rejectReason.noValidAllocation(),
    rejectReason.batchNotOpen({ batchTransactionId: "49136c79", status: "CLOSED" }),
    rejectReason.mixedSides({ buyCount: 3, sellCount: 2 }),
    rejectReason.insufficientBuyingPower({ neededUsd: "1004", availableUsd: "900.5" }),
    rejectReason.marketClosed(new Date("2026-03-08T22:05:00Z")),
    rejectReason.venueRejected("empty quotes"),
  ]).toEqual([
    "No liquidity",
    "Batch nets to zero",
    "Cancelled by trader@demo.test",
    "Expired",
    "Batch has no valid allocation",
    "Batch 49136c79 is CLOSED, not OPEN",
    "Batch mixes 3 BUY and 2 SELL allocations, which the firm does not allow",
    "Insufficient buying power: 1004 USD needed, 900.5 USD available",
    "Market is closed until 2026-03-08T22:05:00.000Z",
    "The venue refused the order: empty quotes",
  ]);
});
