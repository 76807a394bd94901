import * as fc from "fast-check";
import type { Side } from "@/server/domain/allocation/status";
import type { Instrument } from "@/server/domain/asset";
import type { BatchType } from "@/server/domain/batch/status";
import { fromUnits } from "@/server/domain/decimal";
import type { FillLine } from "@/server/domain/fill/average-price";

/** An instrument of the sandbox: 8 decimals, cents, minimum 1 USD. */
export const sandboxInstrument = (baseAsset: string, changes: Partial<Instrument> = {}): Instrument => ({
  symbol: `${baseAsset}USD`,
  baseAsset,
  quantityDecimals: 8,
  priceDecimals: 2,
  minimumOrderQuantity: "0.00001",
  minimumOrderNotional: "1",
  ...changes,
});

export type SplitProblem = {
  type: BatchType;
  instrument: Instrument;
  orderSide: Side;
  fills: FillLine[];
  rows: { side: Side; amountUnits: bigint; maximumUnits: bigint | null }[];
};

/** Positive whole numbers: often tiny and equal, so that ties and zero shares appear, sometimes beyond doubles. */
export const positiveUnits: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(1n, 4n),
  fc.bigInt(1n, 1_000n),
  fc.bigInt(1n, 10n ** 10n),
  fc.bigInt(10n ** 21n, 10n ** 21n + 3n),
);

const rowArbitrary = fc.record({
  side: fc.constantFrom<Side>("BUY", "SELL"),
  amountUnits: positiveUnits,
  maximumUnits: fc.option(fc.bigInt(0n, 3_000n), { nil: null, freq: 2 }),
});

const seedArbitrary = fc.record({
  type: fc.constantFrom<BatchType>("NOTIONAL", "QUANTITY"),
  quantityDecimals: fc.constantFrom(0, 2, 4, 8),
  priceDecimals: fc.constantFrom(0, 2, 4),
  oneSide: fc.option(fc.constantFrom<Side>("BUY", "SELL"), { nil: null, freq: 2 }),
  rows: fc.array(rowArbitrary, { minLength: 1, maxLength: 9 }),
  fills: fc.array(fc.record({ units: fc.bigInt(1n, 2_000n), priceUnits: fc.bigInt(1n, 9_000_000n) }), {
    minLength: 1,
    maxLength: 5,
  }),
  /** How far the fills fill a batch of coins, in percent. */
  filledPercent: fc.constantFrom(1n, 50n, 99n, 100n),
});

const sumOf = (values: bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

/** Cuts `total` into at most `parts` positive pieces. */
function pieces(total: bigint, parts: number): bigint[] {
  const size = total / BigInt(parts);
  return size === 0n
    ? [total]
    : [...new Array<bigint>(parts - 1).fill(size), total - size * BigInt(parts - 1)];
}

/** Fillable batches of every kind: one side and both, both types, partial fills, holdings that bind, several fills. */
export const splitProblem: fc.Arbitrary<SplitProblem> = seedArbitrary.map((seed) => {
  const instrument = sandboxInstrument("BTC", {
    quantityDecimals: seed.quantityDecimals,
    priceDecimals: seed.priceDecimals,
  });
  const rows = seed.rows.map((row) => ({ ...row, side: seed.oneSide ?? row.side }));
  const amountOf = (side: Side) =>
    sumOf(rows.filter((row) => row.side === side).map((row) => row.amountUnits));
  const [first] = rows;
  if (first !== undefined && amountOf("BUY") === amountOf("SELL")) first.amountUnits += 1n;
  const orderSide: Side = amountOf("BUY") > amountOf("SELL") ? "BUY" : "SELL";
  const net = amountOf(orderSide) - amountOf(orderSide === "BUY" ? "SELL" : "BUY");
  const filled =
    seed.type === "QUANTITY"
      ? (net * seed.filledPercent + 99n) / 100n
      : sumOf(seed.fills.map((fill) => fill.units));
  // A venue never sells more than the order's maximum, which is what the sellers hold.
  const sellers = rows.filter((row) => row.side === "SELL");
  const [firstSeller] = sellers;
  const unlimited = sellers.some((row) => row.maximumUnits === null);
  const held = sumOf(sellers.map((row) => row.maximumUnits ?? 0n));
  if (orderSide === "SELL" && firstSeller !== undefined && !unlimited && held < filled) {
    firstSeller.maximumUnits = (firstSeller.maximumUnits ?? 0n) + filled - held;
  }
  const fills = pieces(filled, seed.fills.length).map((units, index) => ({
    quantity: fromUnits(units, seed.quantityDecimals),
    price: fromUnits(seed.fills[index]?.priceUnits ?? 1n, seed.priceDecimals),
  }));
  return { type: seed.type, instrument, orderSide, fills, rows };
});

/** A problem as splitFills takes it. */
export const splitInput = (problem: SplitProblem) => ({
  type: problem.type,
  instrument: problem.instrument,
  orderSide: problem.orderSide,
  fills: problem.fills,
  rows: {
    sides: problem.rows.map((row) => row.side),
    amountUnits: problem.rows.map((row) => row.amountUnits),
    maximumUnits: problem.rows.map((row) => row.maximumUnits),
  },
});
