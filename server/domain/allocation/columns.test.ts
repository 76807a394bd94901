import { describe, expect, it } from "vitest";
import { importFields, matchColumns, plainHeader } from "./columns";

describe("finding the columns of a file", () => {
  it("takes the contract's names as they are", () => {
    const match = matchColumns([...importFields]);
    expect(match.mapping).toEqual({
      account: 0,
      side: 1,
      amount: 2,
      clientTransactionId: 3,
      bpsCommission: 4,
      fixedCommission: 5,
      symbol: 6,
    });
    expect(match).toMatchObject({ missing: [], ambiguous: [], unused: [], complete: true });
  });

  it.each([
    ["Account ID", "account"],
    ["ACCT #", "account"],
    ["Investor", "account"],
    ["B/S", "side"],
    ["Buy/Sell", "side"],
    ["Action", "side"],
    ["Qty", "amount"],
    ["Amount (USD)", "amount"],
    ["Notional", "amount"],
    ["client_transaction_id", "clientTransactionId"],
    ["Client Txn ID", "clientTransactionId"],
    ["  Transaction\u00A0Id ", "clientTransactionId"],
    ["Fee (bps)", "bpsCommission"],
    ["Fixed fee", "fixedCommission"],
    ["Ticker", "symbol"],
    ["\uFEFFaccount", "account"],
    ["ＡＣＣＯＵＮＴ", "account"],
  ] as const)("knows %j as %s", (header, field) => {
    expect(matchColumns(["note", header]).mapping).toEqual({ [field]: 1 });
  });

  it("prefers the exact name to another spelling, and that to an alias", () => {
    expect(matchColumns(["Amount", "qty", "amount"]).mapping.amount).toBe(2);
    expect(matchColumns(["qty", "AMOUNT"]).mapping.amount).toBe(1);
  });

  it("leaves a field to a person when two columns claim it equally", () => {
    const match = matchColumns(["account", "side", "qty", "notional", "id"]);
    expect(match.mapping).toEqual({ account: 0, side: 1, clientTransactionId: 4 });
    expect(match).toMatchObject({ ambiguous: ["amount"], missing: [], unused: [2, 3], complete: false });
    expect(matchColumns(["account", "account"])).toMatchObject({ mapping: {}, ambiguous: ["account"] });
  });

  it("names the required fields without a column", () => {
    const match = matchColumns(["account", "colour", ""]);
    expect(match.missing).toEqual(["side", "amount", "clientTransactionId"]);
    expect(match).toMatchObject({ unused: [1, 2], complete: false });
    expect(matchColumns([]).missing).toHaveLength(4);
  });

  it("matches no column by a word that every object has", () => {
    expect(matchColumns(["constructor", "__proto__", "toString"]).mapping).toEqual({});
  });

  it("serves no two fields with one column", () => {
    const headers = [
      "id",
      "account id",
      "transaction id",
      "value",
      "direction",
      "bps",
      "fixed",
      "pair",
      "size",
      "units",
    ];
    const positions = Object.values(matchColumns(headers).mapping);
    expect(new Set(positions).size).toBe(positions.length);
  });

  it("reduces a header to its letters and digits", () => {
    expect(plainHeader(" Cliënt-Txn_ID\u200B ")).toBe("clienttxnid");
  });
});
