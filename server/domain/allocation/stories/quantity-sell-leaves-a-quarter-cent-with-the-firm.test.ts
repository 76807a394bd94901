import { expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { fromUnits, toUnits } from "../../decimal";
import { splitFills } from "../split";

it("pays 0.5, 0.25 and 0.125 ETH with 1499.89, 749.94 and 374.97 USD of 2624.8025", () => {
  const amountUnits = ["0.5", "0.25", "0.125"].map((quantity) => toUnits(quantity, 8));
  const split = splitFills({
    type: "QUANTITY",
    instrument: sandboxInstrument("ETH"),
    orderSide: "SELL",
    fills: [
      { quantity: "0.400", price: "3000.10" },
      { quantity: "0.475", price: "2999.50" },
    ],
    rows: { sides: ["SELL", "SELL", "SELL"], amountUnits },
  });
  expect(split.quantityUnits).toEqual(amountUnits);
  expect(split.grossCents).toEqual([1499_89n, 749_94n, 374_97n]);
  expect(split.sell).toEqual({ quantityUnits: 87_500_000n, grossCents: 2624_80n });
  expect(split.publishedPrice).toBe("2999.77");
  expect(fromUnits(split.dust.numerator, split.dust.decimals)).toBe("0.0025");
});
