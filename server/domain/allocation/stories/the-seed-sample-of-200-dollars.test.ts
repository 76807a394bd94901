import { expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { Decimal, fromUnits } from "../../decimal";
import { feeCents, netMoneyCents } from "../../fees/commission";
import { splitFills } from "../split";

it("answers netMoney 200, price 21440.92 and quantity 0.00932796, as the contract's sample event does", () => {
  expect(new Decimal(200).div("21440.92").toDecimalPlaces(8).toFixed()).toBe("0.00932796");
  const split = splitFills({
    type: "NOTIONAL",
    instrument: sandboxInstrument("BTC"),
    orderSide: "BUY",
    fills: [{ quantity: "0.00932796", price: "21440.92" }],
    rows: { sides: ["BUY"], amountUnits: [200_00n] },
  });
  const [grossCents = -1n] = split.grossCents;
  const fee = feeCents({ side: "BUY", grossCents, bpsCommission: null, fixedCents: null });
  expect({
    netMoney: fromUnits(netMoneyCents("BUY", grossCents, fee), 2),
    price: split.publishedPrice,
    quantity: fromUnits(split.quantityUnits[0] ?? 0n, 8),
  }).toEqual({ netMoney: "200", price: "21440.92", quantity: "0.00932796" });
});
