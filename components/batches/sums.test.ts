import { expect, test } from "vitest";
import { amountUnit, cashTie, costTie, netAmount, quantityTies, sideSum, sumOfFees } from "./sums";

const side = (name: "BUY" | "SELL", quantity: string, gross: string, fee = "0", amount = gross) => ({
  side: name,
  quantity,
  gross,
  fee,
  netMoney: gross,
  amount,
});

// domain.md B.1: three buys, two fills, the exact cost has sub-cent dust.
const fills = [
  { quantity: "0.04", price: "21440" },
  { quantity: "0.03231508", price: "21442" },
];
const order = {
  side: "BUY" as const,
  cumulativeQuantity: "0.07231508",
  cumulativeCost: "1550.49994536",
  fills,
};

test("the net of buys and sells has a side and a size", () => {
  expect(netAmount([side("BUY", "0", "200.10"), side("SELL", "0", "50.05")])).toEqual({
    side: "BUY",
    size: "150.05",
  });
  expect(netAmount([side("SELL", "0", "50.05")])).toEqual({ side: "SELL", size: "50.05" });
  expect(netAmount([side("BUY", "0", "1"), side("SELL", "0", "1.00")])).toEqual({ side: null, size: "0" });
  expect(netAmount([])).toEqual({ side: null, size: "0" });
});

test("coins and dollars of the worked example tie, and the dust is named", () => {
  const sides = [side("BUY", "0.07231508", "1550.50")];
  expect(quantityTies(sides, order).handedOut.ties).toBe(true);
  expect(quantityTies(sides, order).fills.ties).toBe(true);
  expect(costTie(order).ties).toBe(true);
  expect(cashTie(sides, order)).toMatchObject({ ties: true, dust: "-0.00005464" });
});

test("one unit or one cent too many is seen", () => {
  expect(quantityTies([side("BUY", "0.07231509", "1550.50")], order).handedOut.ties).toBe(false);
  expect(cashTie([side("BUY", "0.07231508", "1550.51")], order).ties).toBe(false);
  expect(quantityTies([side("BUY", "0.07231508", "0")], { ...order, fills: fills.slice(1) }).fills.ties).toBe(
    false,
  );
  expect(costTie({ ...order, fills: fills.slice(1) }).ties).toBe(false);
});

test("the smaller side is crossed inside the batch, so the order ties to the difference", () => {
  const sides = [side("BUY", "0.10231508", "2193.73"), side("SELL", "0.03", "643.23")];
  expect(quantityTies(sides, order).handedOut.ties).toBe(true);
  expect(cashTie(sides, order).ties).toBe(true);
});

test("a net on the other side than the order never ties", () => {
  expect(quantityTies([side("SELL", "0.07231508", "1550.50")], order).handedOut.ties).toBe(false);
  expect(cashTie([side("SELL", "0.07231508", "1550.50")], order).ties).toBe(false);
});

test("sums of one and of both sides", () => {
  const sides = [side("BUY", "1", "100", "0.25"), side("SELL", "2", "50", "0.10")];
  expect(sumOfFees(sides)).toBe("0.35");
  expect(sideSum(sides, "SELL", "quantity")).toBe("2");
  expect(sideSum([], "SELL", "quantity")).toBe("0");
});

test("a batch of an unknown symbol still has a unit", () => {
  expect(amountUnit({ type: "QUANTITY", symbol: "XYZUSD", instrument: null })).toEqual({
    asset: "XYZUSD",
    decimals: 8,
  });
  expect(amountUnit({ type: "NOTIONAL", symbol: "XYZUSD", instrument: null })).toEqual({
    asset: "USD",
    decimals: 2,
  });
});
