import type { ImportField } from "@/server/domain/allocation/columns";

export type Field = ImportField;

/** The columns of the grid, in the order people read an allocation. */
export const fields = [
  "account",
  "side",
  "amount",
  "symbol",
  "clientTransactionId",
  "bpsCommission",
  "fixedCommission",
] as const satisfies readonly Field[];

/** The texts of one row's cells, as they were dropped, pasted or typed. */
export type Cells = Record<Field, string>;

export const fieldLabels: Record<Field, string> = {
  account: "Account",
  side: "Side",
  amount: "Amount",
  symbol: "Symbol",
  clientTransactionId: "Client transaction id",
  bpsCommission: "Fee bps",
  fixedCommission: "Fixed fee",
};

export const emptyCells: Cells = {
  account: "",
  side: "",
  amount: "",
  symbol: "",
  clientTransactionId: "",
  bpsCommission: "",
  fixedCommission: "",
};
