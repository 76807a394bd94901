/** The fields an allocation file can carry, spelled as the contract spells them. */
export const importFields = [
  "account",
  "side",
  "amount",
  "clientTransactionId",
  "bpsCommission",
  "fixedCommission",
  "symbol",
] as const;
export type ImportField = (typeof importFields)[number];

export const requiredFields = [
  "account",
  "side",
  "amount",
  "clientTransactionId",
] as const satisfies ImportField[];

/** Other names that people give the columns, already in the form of `plainHeader`. */
const aliases: Record<ImportField, readonly string[]> = {
  account: [
    "accountid",
    "accountno",
    "accountnumber",
    "accountcode",
    "acct",
    "acctid",
    "acctno",
    "acctnumber",
    "allocaccount",
    "allocationaccount",
    "clientaccount",
    "customeraccount",
    "investor",
    "investoraccount",
    "investorid",
  ],
  side: ["action", "bs", "buysell", "buyorsell", "direction", "orderside", "tradeside"],
  amount: [
    "allocationamount",
    "allocqty",
    "amountusd",
    "cashamount",
    "coins",
    "notional",
    "notionalusd",
    "orderamount",
    "orderqty",
    "qty",
    "quantity",
    "requestedamount",
    "size",
    "units",
    "usd",
    "usdamount",
    "value",
  ],
  clientTransactionId: [
    "allocationid",
    "clientid",
    "clientref",
    "clientreference",
    "clienttransaction",
    "clienttxid",
    "clienttxnid",
    "id",
    "reference",
    "transactionid",
    "txid",
    "txnid",
    "uuid",
  ],
  bpsCommission: ["basispoints", "bps", "bpsfee", "commissionbps", "commissioninbps", "feebps", "feeinbps"],
  fixedCommission: [
    "commissionfixed",
    "commissionusd",
    "feefixed",
    "feeusd",
    "fixed",
    "fixedcommissionusd",
    "fixedfee",
    "fixedfeeusd",
    "flatfee",
  ],
  symbol: ["coinpair", "instrument", "market", "pair", "product", "ticker", "tradingpair"],
};

export type ColumnMatch = {
  /** Field → position of its column. A column serves one field, a field has one column. */
  mapping: Partial<Record<ImportField, number>>;
  /** Required fields without a column. */
  missing: ImportField[];
  /** Fields that several columns claim equally well: a person must choose, so they stay unmapped. */
  ambiguous: ImportField[];
  /** Positions of columns that serve no field. */
  unused: number[];
  /** True when nothing is missing or ambiguous, so that the mapping step can be skipped. */
  complete: boolean;
};

/** A header reduced to what people mean by it: letters and digits only, lower case, accents and invisible signs gone. */
export const plainHeader = (header: string): string =>
  header
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

const rankOf = (header: string, field: ImportField): number | null => {
  if (header === field) return 0;
  const plain = plainHeader(header);
  if (plain === field.toLowerCase()) return 1;
  return aliases[field].includes(plain) ? 2 : null;
};

/** Finds the column of each field: the exact name first, then the name in another spelling, then a known alias. */
export function matchColumns(headers: readonly string[]): ColumnMatch {
  const mapping: Partial<Record<ImportField, number>> = {};
  const ambiguous: ImportField[] = [];
  for (const field of importFields) {
    const ranked = headers.flatMap((header, position) => {
      const rank = rankOf(header, field);
      return rank === null ? [] : [{ position, rank }];
    });
    const best = Math.min(...ranked.map((candidate) => candidate.rank));
    const [first, second] = ranked.filter((candidate) => candidate.rank === best);
    if (first !== undefined && second === undefined) mapping[field] = first.position;
    else if (second !== undefined) ambiguous.push(field);
  }
  const used = new Set(Object.values(mapping));
  const missing = requiredFields.filter(
    (field) => mapping[field] === undefined && !ambiguous.includes(field),
  );
  return {
    mapping,
    missing,
    ambiguous,
    unused: headers.flatMap((_, position) => (used.has(position) ? [] : [position])),
    complete: missing.length === 0 && ambiguous.length === 0,
  };
}
