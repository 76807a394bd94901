import type { Side } from "../allocation/status";
import { USD, USD_DECIMALS } from "../asset";
import { powerOfTen } from "../decimal";
import { assert } from "../errors";
import { netMoneyCents } from "../fees/commission";

/** One leg of an entry: `units` of 10^-decimals of the asset, positive into the ledger, negative out of it. */
export type Posting = { ledger: string; asset: string; units: bigint; decimals: number };

declare const balanced: unique symbol;

/** A balanced entry. Only journalEntry makes one, so a function that takes it needs no second check. */
export type JournalEntry = { readonly postings: readonly Posting[]; readonly [balanced]: true };

/** Builds an entry, dropping zero legs; throws InvariantError unless ≥ 2 legs remain and each asset sums to exactly zero. */
export function journalEntry(postings: readonly Posting[]): JournalEntry {
  const legs = postings.filter((posting) => posting.units !== 0n);
  assert(legs.length >= 2, `a journal entry needs two legs, not ${legs.length}`);
  const finest = legs.reduce((most, leg) => Math.max(most, leg.decimals), 0);
  const sums = new Map<string, bigint>();
  for (const leg of legs) {
    const scaled = leg.units * powerOfTen(finest - leg.decimals);
    sums.set(leg.asset, (sums.get(leg.asset) ?? 0n) + scaled);
  }
  for (const [asset, sum] of sums) {
    assert(sum === 0n, `journal entry is out of balance by ${sum}e-${finest} ${asset}`);
  }
  return { postings: legs } as unknown as JournalEntry;
}

/** Who a leg belongs to. INVESTOR_UNSETTLED is USD due until its third-party journal settles. */
export type PostingRole = "INVESTOR" | "INVESTOR_UNSETTLED" | "FIRM_ALLOCATION" | "FEE_REVENUE" | "MARKET";

/** A leg before its ledger and asset are known: coin at the instrument's decimals, or USD at the decimals given. */
export type RoleLeg =
  | { role: PostingRole; asset: "COIN"; units: bigint }
  | { role: PostingRole; asset: "USD"; units: bigint; decimals: number };

const coin = (role: PostingRole, units: bigint): RoleLeg => ({ role, asset: "COIN", units });
const cash = (role: PostingRole, units: bigint, decimals: number): RoleLeg => ({
  role,
  asset: "USD",
  units,
  decimals,
});

/** Legs of one allocation: coin between the Firm Allocation Account and the investor, gross the other way, fee to revenue. */
export function allocationPostings(at: {
  side: Side;
  quantityUnits: bigint;
  grossCents: bigint;
  feeCents: bigint;
}): RoleLeg[] {
  const sign = at.side === "BUY" ? 1n : -1n;
  const netMoney = netMoneyCents(at.side, at.grossCents, at.feeCents);
  return [
    coin("INVESTOR", sign * at.quantityUnits),
    coin("FIRM_ALLOCATION", -sign * at.quantityUnits),
    cash("INVESTOR_UNSETTLED", -sign * netMoney, USD_DECIMALS),
    cash("FIRM_ALLOCATION", sign * at.grossCents, USD_DECIMALS),
    cash("FEE_REVENUE", at.feeCents, USD_DECIMALS),
  ];
}

/** Legs of the order's fills at their exact cost, costNumerator / 10^costDecimals USD; sub-cent dust stays visible in the firm's ledger (P4). */
export function fillPostings(at: {
  side: Side;
  quantityUnits: bigint;
  costNumerator: bigint;
  costDecimals: number;
}): RoleLeg[] {
  const sign = at.side === "BUY" ? 1n : -1n;
  return [
    coin("FIRM_ALLOCATION", sign * at.quantityUnits),
    coin("MARKET", -sign * at.quantityUnits),
    cash("FIRM_ALLOCATION", -sign * at.costNumerator, at.costDecimals),
    cash("MARKET", sign * at.costNumerator, at.costDecimals),
  ];
}

/** Legs by role → postings by ledger, for one instrument. */
export function toPostings(
  legs: readonly RoleLeg[],
  instrument: { baseAsset: string; quantityDecimals: number },
  ledgerOf: (role: PostingRole, asset: string) => string,
): Posting[] {
  return legs.map((leg) => {
    const asset = leg.asset === "COIN" ? instrument.baseAsset : USD;
    const decimals = leg.asset === "COIN" ? instrument.quantityDecimals : leg.decimals;
    return { ledger: ledgerOf(leg.role, asset), asset, units: leg.units, decimals };
  });
}
