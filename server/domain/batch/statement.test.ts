import { describe, expect, it } from "vitest";
import { InvariantError } from "../errors";
import { type StatementRow, statementLine } from "./statement";

const row: StatementRow = {
  clientTransactionId: "69d4c791-4db3-486b-b4a8-d5fb00000001",
  account: "AT00001",
  side: "BUY",
  amount: "200",
  bpsCommission: 25,
  fixedCommission: "1.50",
};

describe("a line of the allocation statement", () => {
  it("joins the fields by bars in a fixed order", () => {
    expect(statementLine(row)).toBe("69d4c791-4db3-486b-b4a8-d5fb00000001|AT00001|BUY|200|25|1.50");
  });

  it("writes nothing for a fee that is not given, which differs from a fee of zero", () => {
    const none = { ...row, bpsCommission: null, fixedCommission: null };
    expect(statementLine(none)).toBe("69d4c791-4db3-486b-b4a8-d5fb00000001|AT00001|BUY|200||");
    expect(statementLine({ ...none, bpsCommission: 0, fixedCommission: "0" })).toBe(
      "69d4c791-4db3-486b-b4a8-d5fb00000001|AT00001|BUY|200|0|0",
    );
  });

  it.each(["AT|1", "AT\n1", "AT\r1"])(
    "refuses the account %j, which could pose as another statement",
    (account) => {
      expect(() => statementLine({ ...row, account })).toThrow(InvariantError);
    },
  );

  it("changes with every field", () => {
    const changed: StatementRow[] = [
      { ...row, clientTransactionId: "69d4c791-4db3-486b-b4a8-d5fb00000002" },
      { ...row, account: "AT00002" },
      { ...row, side: "SELL" },
      { ...row, amount: "200.01" },
      { ...row, bpsCommission: 26 },
      { ...row, fixedCommission: "1.51" },
    ];
    expect(new Set([row, ...changed].map(statementLine)).size).toBe(7);
  });
});
