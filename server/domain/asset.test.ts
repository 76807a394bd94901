import { expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { amountAsset, amountDecimals, priceIncrement, quantityIncrement } from "./asset";

it("steps quantities and prices by their decimals", () => {
  const instrument = sandboxInstrument("BTC");
  expect(quantityIncrement(instrument)).toBe("0.00000001");
  expect(priceIncrement(instrument)).toBe("0.01");
  expect(quantityIncrement({ ...instrument, quantityDecimals: 0 })).toBe("1");
});

it("counts amounts in cents of USD or in units of the coin", () => {
  const instrument = sandboxInstrument("XLM", { quantityDecimals: 4 });
  expect([amountDecimals("NOTIONAL", instrument), amountAsset("NOTIONAL", instrument)]).toEqual([2, "USD"]);
  expect([amountDecimals("QUANTITY", instrument), amountAsset("QUANTITY", instrument)]).toEqual([4, "XLM"]);
});
