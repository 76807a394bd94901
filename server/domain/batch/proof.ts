import { z } from "zod";
import { neededUnits } from "../allocation/cumulative";
import { type Split, splitFills } from "../allocation/split";
import { sides, storedAllocationStatuses } from "../allocation/status";
import { amountDecimals, USD_DECIMALS } from "../asset";
import { decimalText, fromUnits, plainDecimal, toUnits } from "../decimal";
import type { RejectCode } from "../errors";
import { feeCents, feeTerms, netMoneyCents } from "../fees/commission";
import { averagePrice } from "../fill/average-price";
import { statementLine } from "./statement";
import { batchStatuses, batchTypes, mixedSidePolicies, partialFillPolicies } from "./status";

/** With these codes a request is refused on arrival; such an allocation was never part of the frozen statement. */
export const requestRejectCodes = [
  "ACCOUNT_NOT_FOUND",
  "SYMBOL_MISMATCH",
  "AMOUNT_NOT_POSITIVE",
  "AMOUNT_PRECISION",
  "AMOUNT_BELOW_MINIMUM",
  "FEE_INVALID",
  "BATCH_NOT_OPEN",
] as const satisfies readonly RejectCode[];

const decimal = z.string().regex(decimalText);
const wholeNumber = z.string().regex(/^\d+$/);
// The exact cost of an order may need more decimals than a wire amount: those of a coin and of a price together.
const exactDecimal = z.string().regex(/^-?\d+(\.\d{1,36})?$/);
const count = z.number().int().min(0);
const text = z.string();

const proofAllocation = z.strictObject({
  clientTransactionId: text,
  account: text,
  side: z.enum(sides),
  amount: decimal,
  bpsCommission: z.number().int().nullable(),
  fixedCommission: decimal.nullable(),
  status: z.enum(storedAllocationStatuses),
  rejectCode: text.nullable(),
  rejectReason: text.nullable(),
  quantity: decimal.nullable(),
  gross: decimal.nullable(),
  fee: decimal.nullable(),
  netMoney: decimal.nullable(),
});
export type ProofAllocation = z.output<typeof proofAllocation>;

const sideTotals = z.strictObject({
  allocations: count,
  quantity: decimal,
  gross: decimal,
  fee: decimal,
  netMoney: decimal,
});

const headShape = {
  format: z.literal("prorata/proof/1"),
  batch: z.strictObject({
    batchTransactionId: text,
    id: text,
    symbol: text,
    type: z.enum(batchTypes),
    partialFill: z.enum(partialFillPolicies),
    mixedSides: z.enum(mixedSidePolicies),
    status: z.enum(batchStatuses),
    rejectReason: text.nullable(),
    createdAt: text,
  }),
  instrument: z.strictObject({
    symbol: text,
    baseAsset: text,
    quantityDecimals: count,
    priceDecimals: count,
    minimumOrderQuantity: decimal,
    minimumOrderNotional: decimal,
  }),
  feeSchedule: z.strictObject({ bpsCommission: count, fixedCommission: decimal }),
  /** The quote the batch was validated at, USD per coin. */
  referencePrice: decimal.nullable(),
  statement: z.strictObject({
    sha256: text,
    lines: count,
    buyAmount: decimal,
    sellAmount: decimal,
    frozenAt: text,
  }),
  order: z
    .strictObject({
      clientOrderId: text,
      side: z.enum(sides),
      type: z.literal("MARKET"),
      quantity: decimal.nullable(),
      notional: decimal.nullable(),
      maximumQuantity: decimal.nullable(),
      cumulativeQuantity: decimal,
      status: text,
    })
    .nullable(),
  fills: z.array(z.strictObject({ id: text, quantity: decimal, price: decimal, executedAt: text })),
  /** USD per coin as numerator / denominator, exact, and as it is published. */
  averagePrice: z
    .strictObject({ numerator: wholeNumber, denominator: wholeNumber, published: decimal })
    .nullable(),
  totals: z.strictObject({ BUY: sideTotals, SELL: sideTotals }),
  /** What the books say the batch left with the Firm Allocation Account, USD, exact. */
  firmAllocationAccountUsd: exactDecimal,
};

/** Everything needed to compute a batch again: its frozen statement, its fills, and what each allocation got. */
export const proofSchema = z.strictObject({ ...headShape, allocations: z.array(proofAllocation) });
export type Proof = z.output<typeof proofSchema>;
export type ProofHead = Omit<Proof, "allocations">;

/** SHA-256 of a text given in pieces, lower-case hex; comes from outside, because the browser has another one. */
export type Sha256 = (pieces: Iterable<string>) => string;

/**
 * Computes a batch again from its proof and answers every difference in words; none means that it ties. Checks the statement's
 * hash, count and sums, the average price, each share, each total, and what was left with the firm. Throws InvariantError when
 * the fills cannot belong to the allocations at all.
 */
export function checkProof(proof: Proof, sha256: Sha256): string[] {
  const allocations = [...proof.allocations].sort((a, b) =>
    a.clientTransactionId < b.clientTransactionId ? -1 : 1,
  );
  const differences = [...checkStatement(proof, allocations, sha256), ...checkTotals(proof, allocations)];
  const price = proof.fills.length === 0 ? null : averagePrice(proof.fills, proof.instrument);
  differences.push(...checkPrice(proof, price));
  if (proof.batch.status === "COMPLETE" || allocations.some((row) => row.status === "COMPLETE")) {
    differences.push(...checkShares(proof, allocations));
  }
  return differences;
}

function* compare(what: string, computed: string | number, stated: string | number | null) {
  if (String(computed) !== String(stated))
    yield `${what}: computed ${computed}, stated ${stated ?? "nothing"}`;
}

function* checkStatement(proof: Proof, rows: readonly ProofAllocation[], sha256: Sha256) {
  const { statement, batch, instrument } = proof;
  function* lines() {
    for (const row of rows) yield `${statementLine(row)}\n`;
  }
  yield* compare("statement lines", rows.length, statement.lines);
  yield* compare("statement hash", sha256(lines()), statement.sha256);
  const decimals = amountDecimals(batch.type, instrument);
  for (const side of sides) {
    const units = rows
      .filter((row) => row.side === side)
      .reduce((sum, row) => sum + toUnits(row.amount, decimals), 0n);
    const stated = side === "BUY" ? statement.buyAmount : statement.sellAmount;
    yield* compare(`${side} amount of the statement`, fromUnits(units, decimals), plainDecimal(stated));
  }
}

function* checkPrice(proof: Proof, price: ReturnType<typeof averagePrice> | null) {
  const { order, averagePrice: stated, instrument } = proof;
  if (price === null) {
    yield* compare("quantity filled", "0", order === null ? "0" : plainDecimal(order.cumulativeQuantity));
    if (stated !== null) yield `average price: nothing was filled, stated ${stated.published}`;
    return;
  }
  const quantity = fromUnits(price.quantityUnits, instrument.quantityDecimals);
  yield* compare("quantity filled", quantity, order === null ? null : plainDecimal(order.cumulativeQuantity));
  if (stated === null) {
    yield `average price: computed ${price.published}, stated nothing`;
    return;
  }
  yield* compare("published price", price.published, plainDecimal(stated.published));
  const { numerator, denominator } = exactPrice(price, instrument.quantityDecimals);
  const same = BigInt(stated.numerator) * denominator === numerator * BigInt(stated.denominator);
  if (!same)
    yield `exact average price: computed ${numerator}/${denominator}, stated ${stated.numerator}/${stated.denominator}`;
}

/** C / Q as a fraction of whole numbers in lowest terms. */
export function exactPrice(
  price: { costNumerator: bigint; costDecimals: number; quantityUnits: bigint },
  quantityDecimals: number,
): { numerator: bigint; denominator: bigint } {
  const denominator = price.quantityUnits * 10n ** BigInt(price.costDecimals - quantityDecimals);
  let [a, b] = [price.costNumerator, denominator];
  while (b > 0n) [a, b] = [b, a % b];
  return { numerator: price.costNumerator / a, denominator: denominator / a };
}

/** The rows that took part in the split: all that passed validation, those with a share of less than one unit too. */
const tookPart = (row: ProofAllocation): boolean =>
  row.status === "COMPLETE" || row.status === "PENDING" || row.rejectCode === "NO_LIQUIDITY";

function splitAgain(proof: Proof, rows: readonly ProofAllocation[]): Split {
  const { batch, instrument, order, fills, referencePrice } = proof;
  const decimals = amountDecimals(batch.type, instrument);
  const terms = { type: batch.type, instrument, referencePrice: referencePrice ?? "" };
  const maximumUnits =
    batch.type === "QUANTITY"
      ? undefined
      : rows.map((row) => (row.side === "BUY" ? null : neededUnits(row, terms)));
  return splitFills({
    type: batch.type,
    instrument,
    orderSide: order?.side ?? "BUY",
    fills,
    rows: {
      sides: rows.map((row) => row.side),
      amountUnits: rows.map((row) => toUnits(row.amount, decimals)),
      ...(maximumUnits === undefined ? {} : { maximumUnits }),
    },
  });
}

function* checkShares(proof: Proof, allocations: readonly ProofAllocation[]) {
  const rows = allocations.filter(tookPart);
  const split = splitAgain(proof, rows);
  for (const [index, row] of rows.entries()) yield* checkShare(proof, row, split, index);
  if (proof.batch.status !== "COMPLETE") return;
  const dust = fromUnits(split.dust.numerator, split.dust.decimals);
  yield* compare("left with the Firm Allocation Account", dust, plainDecimal(proof.firmAllocationAccountUsd));
}

function* checkShare(proof: Proof, row: ProofAllocation, split: Split, index: number) {
  const at = (what: string) => `${what} of ${row.clientTransactionId}`;
  const quantityUnits = split.quantityUnits[index] ?? 0n;
  const grossCents = split.grossCents[index] ?? 0n;
  if (row.status === "PENDING") return;
  if (row.status === "REJECTED") {
    yield* compare(at("quantity"), String(quantityUnits), "0");
    return;
  }
  const stated = (value: string | null) => (value === null ? null : plainDecimal(value));
  const fee = feeCents({ side: row.side, grossCents, ...feeTerms(row, proof.feeSchedule) });
  const netMoney = netMoneyCents(row.side, grossCents, fee);
  const quantity = fromUnits(quantityUnits, proof.instrument.quantityDecimals);
  yield* compare(at("quantity"), quantity, stated(row.quantity));
  yield* compare(at("gross"), fromUnits(grossCents, USD_DECIMALS), stated(row.gross));
  yield* compare(at("fee"), fromUnits(fee, USD_DECIMALS), stated(row.fee));
  yield* compare(at("netMoney"), fromUnits(netMoney, USD_DECIMALS), stated(row.netMoney));
}

function* checkTotals(proof: Proof, allocations: readonly ProofAllocation[]) {
  const { quantityDecimals } = proof.instrument;
  for (const side of sides) {
    const rows = allocations.filter((row) => row.status === "COMPLETE" && row.side === side);
    const sum = (field: "quantity" | "gross" | "fee" | "netMoney", decimals: number): string =>
      fromUnits(
        rows.reduce((units, row) => units + toUnits(row[field] ?? "0", decimals), 0n),
        decimals,
      );
    const stated = proof.totals[side];
    yield* compare(`${side} allocations`, rows.length, stated.allocations);
    yield* compare(`${side} quantity`, sum("quantity", quantityDecimals), plainDecimal(stated.quantity));
    yield* compare(`${side} gross`, sum("gross", USD_DECIMALS), plainDecimal(stated.gross));
    yield* compare(`${side} fee`, sum("fee", USD_DECIMALS), plainDecimal(stated.fee));
    yield* compare(`${side} netMoney`, sum("netMoney", USD_DECIMALS), plainDecimal(stated.netMoney));
  }
}
