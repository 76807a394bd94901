import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sandboxInstrument } from "@/server/testing/split-problems";
import { decimalText, fromUnits } from "../decimal";
import { cleanCell, parseRow, readNumber, toAllocationRequest } from "./rows";
import { checkAllocation } from "./verdict";

const id = "69d4c791-4db3-486b-b4a8-d5fb00000001";
const cells = { account: "AT00001", side: "BUY", amount: "200", clientTransactionId: id };
const amountOf = (amount: string) => parseRow({ ...cells, amount }).row.amount;
const problemsOf = (
  changes: Partial<Record<keyof typeof cells | "bpsCommission" | "fixedCommission" | "symbol", string>>,
) => parseRow({ ...cells, ...changes }).problems;

describe("a row as people write it", () => {
  it("reads every field", () => {
    const { row, problems } = parseRow({
      account: " AT00001\u00A0",
      side: "sell",
      amount: "$1,234.50",
      clientTransactionId: `{${id.toUpperCase()}}`,
      bpsCommission: "25 bps",
      fixedCommission: "$1.50",
      symbol: "btc-usd",
    });
    expect(problems).toEqual([]);
    expect(row).toEqual({
      account: "AT00001",
      side: "SELL",
      amount: "1234.50",
      clientTransactionId: id,
      bpsCommission: 25,
      fixedCommission: "1.50",
      symbol: "BTCUSD",
    });
  });

  it("leaves the optional fields empty", () => {
    expect(parseRow(cells)).toEqual({
      row: { ...cells, bpsCommission: null, fixedCommission: null, symbol: null },
      problems: [],
    });
  });

  it.each([
    ["BUY", "BUY"],
    ["b", "BUY"],
    ["Buy", "BUY"],
    ["bought", "BUY"],
    ["BOT", "BUY"],
    [" buy\u200B ", "BUY"],
    ["SELL", "SELL"],
    ["S", "SELL"],
    ["sell", "SELL"],
    ["Sold", "SELL"],
    ["SLD", "SELL"],
  ])("reads the side %j as %s", (text, side) => {
    expect(parseRow({ ...cells, side: text }).row.side).toBe(side);
  });

  it.each(["", "short", "SS", "BUYSELL", "1", "-", "constructor", "__proto__"])(
    "does not guess the side %j",
    (side) => {
      const parsed = parseRow({ ...cells, side });
      expect(parsed.row.side).toBeNull();
      expect(parsed.problems.map((problem) => problem.field)).toEqual(["side"]);
    },
  );

  it("fills an empty side with the side of all rows, and only an empty one", () => {
    const options = { defaultSide: "SELL" as const };
    expect(parseRow({ ...cells, side: " " }, options)).toMatchObject({ row: { side: "SELL" }, problems: [] });
    expect(parseRow({ ...cells, side: "BUY" }, options).row.side).toBe("BUY");
    expect(parseRow({ ...cells, side: "?" }, options)).toMatchObject({ row: { side: null } });
  });
});

describe("an amount with one meaning", () => {
  it.each([
    ["200", "200"],
    ["200.00", "200.00"],
    ["0.00000001", "0.00000001"],
    ["$200", "200"],
    ["$ 1,234.50", "1234.50"],
    ["1,234.50", "1234.50"],
    ["1,234,567", "1234567"],
    ["12,345,678.9", "12345678.9"],
    ["1 234.50", "1234.50"],
    ["1\u00A0234\u202F567", "1234567"],
    ["USD 100", "100"],
    ["100 usd", "100"],
    ["\u200B200\uFEFF", "200"],
    [".5", "0.5"],
    ["5.", "5"],
    ["007", "7"],
    ["000", "0"],
    ["+5", "5"],
    ["-5", "-5"],
    ["\u22125", "-5"],
    ["-$5", "-5"],
    ["1.234", "1.234"],
    ["900719925474099.3", "900719925474099.3"],
  ])("%j is %s", (text, amount) => expect(amountOf(text)).toBe(amount));
});

describe("an amount that could mean something else", () => {
  it.each([
    ["1,234", '"1,234" can be read as 1234 or as 1.234; write one of them'],
    ["-1,234", '"-1,234" can be read as -1234 or as -1.234; write one of them'],
    ["$1,234", '"1,234" can be read as 1234 or as 1.234; write one of them'],
    ["1234,50", '"1234,50" has a comma in a place that has no single meaning; write 1234.50'],
    ["1.234,50", '"1.234,50" has a comma in a place that has no single meaning; write 1234.50'],
    ["0,123", '"0,123" has a comma in a place that has no single meaning; write 1234.50'],
    ["1,23,456", '"1,23,456" has a comma in a place that has no single meaning; write 1234.50'],
    ["1,234,56", '"1,234,56" has a comma in a place that has no single meaning; write 1234.50'],
    ["1e3", '"1e3" is in exponent form; format the column as text and write all digits'],
    ["1E+05", '"1E+05" is in exponent form; format the column as text and write all digits'],
    ["(200)", '"(200)" is in parentheses, which mean a negative amount; write a plain number'],
    ["($200)", '"($200)" is in parentheses, which mean a negative amount; write a plain number'],
    ["２００", '"２００" must use the digits 0 to 9'],
    ["١٢", '"١٢" must use the digits 0 to 9'],
    ["5%", '"5%" is a percentage; write a plain number'],
    ["NaN", '"NaN" is not a number; write plain digits such as 1234.50'],
    ["0x1F", '"0x1F" is not a number; write plain digits such as 1234.50'],
    ["1_000", '"1_000" is not a number; write plain digits such as 1234.50'],
    ["1.2.3", '"1.2.3" is not a number; write plain digits such as 1234.50'],
    ["1.234.567", '"1.234.567" is not a number; write plain digits such as 1234.50'],
    ["--5", '"--5" is not a number; write plain digits such as 1234.50'],
    ["12 34", '"12 34" is not a number; write plain digits such as 1234.50'],
    [".", '"." is not a number; write plain digits such as 1234.50'],
    ["-", '"-" is not a number; write plain digits such as 1234.50'],
    ["3-Jan", '"3-Jan" is not a number; write plain digits such as 1234.50'],
    ["=1+1", '"=1+1" is not a number; write plain digits such as 1234.50'],
    ["€200", '"€200" is not a number; write plain digits such as 1234.50'],
    ["100 USDT", '"100 USDT" is not a number; write plain digits such as 1234.50'],
    ["9999999999999999", '"9999999999999999" has more than 15 digits before or 18 after the decimal point'],
    ["", "amount is empty"],
    [" \u200B", "amount is empty"],
  ])("%j is refused: %s", (amount, message) => {
    expect(amountOf(amount)).toBeNull();
    expect(problemsOf({ amount })).toEqual([{ field: "amount", message }]);
  });

  it("is refused in dollars when the batch counts coins", () => {
    const inDollars = (amount: string) => parseRow({ ...cells, amount }, { type: "QUANTITY" }).problems;
    expect(inDollars("$200")).toEqual([
      { field: "amount", message: '"$200" is in dollars, but this batch counts coins' },
    ]);
    expect(inDollars("200 USD")).toHaveLength(1);
    expect(inDollars("200")).toEqual([]);
    expect(parseRow({ ...cells, fixedCommission: "$1.50" }, { type: "QUANTITY" }).problems).toEqual([]);
  });
});

describe("the other cells", () => {
  it.each([
    ["account", "1E+05", '"1E+05" looks like an account that the spreadsheet turned into a number'],
    ["account", "AT|1", "The account holds signs that no account has"],
    ["account", "AT\u00001", "The account holds signs that no account has"],
    ["account", "A".repeat(65), "The account is longer than 64 characters"],
    ["account", "", "account is empty"],
    ["clientTransactionId", "12345", '"12345" is not a UUID'],
    ["clientTransactionId", `${id}0`, `"${id}0" is not a UUID`],
    ["clientTransactionId", "", "clientTransactionId is empty"],
    ["bpsCommission", "0.25%", '"0.25%" is not a whole number of basis points; write 25 for 0.25 %'],
    ["bpsCommission", "2.5", '"2.5" is not a whole number of basis points; write 25 for 0.25 %'],
    ["fixedCommission", "1,5", '"1,5" has a comma in a place that has no single meaning; write 1234.50'],
    ["symbol", "B", '"B" is not a symbol such as BTCUSD'],
    ["symbol", "BTC;USD", '"BTC;USD" is not a symbol such as BTCUSD'],
  ] as const)("%s %j is refused: %s", (field, text, message) => {
    expect(problemsOf({ [field]: text })).toEqual([{ field, message }]);
  });

  it("reads whole basis points in the ways a sheet shows them", () => {
    for (const text of ["25", "25.0", "25.00", "25bps", "25 bp", "25 BPS"]) {
      expect(parseRow({ ...cells, bpsCommission: text }).row.bpsCommission).toBe(25);
    }
    expect(parseRow({ ...cells, bpsCommission: "-1" }).row.bpsCommission).toBe(-1);
  });

  it("reports every cell that is wrong, not the first alone", () => {
    const { problems } = parseRow({ account: "", side: "x", amount: "1,234", clientTransactionId: "y" });
    expect(problems.map((problem) => problem.field)).toEqual([
      "account",
      "side",
      "amount",
      "clientTransactionId",
    ]);
    expect(parseRow({}).problems).toHaveLength(4);
  });
});

describe("a row becomes a request", () => {
  const batch = { batchTransactionId: "49136c79-3ce9-4f8d-8794-000000000000", symbol: "BTCUSD" };

  it("with the batch's symbol when it names none, and its own when it does", () => {
    expect(toAllocationRequest(parseRow(cells), batch)).toEqual({
      ...cells,
      ...batch,
      bpsCommission: null,
      fixedCommission: null,
    });
    const other = toAllocationRequest(parseRow({ ...cells, symbol: "ETHUSD" }), batch);
    expect(other?.symbol).toBe("ETHUSD");
  });

  it("not while a cell has a problem, even an optional one", () => {
    expect(toAllocationRequest(parseRow({ ...cells, amount: "" }), batch)).toBeNull();
    expect(toAllocationRequest(parseRow({ ...cells, bpsCommission: "x" }), batch)).toBeNull();
  });
});

describe("whatever a cell holds", () => {
  it("is read without throwing, and what is read is fit for the verdict", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."0123456789,.-+$ ()eE%\u00A0\u2212１") }),
      fc.stringMatching(/^-?\$?\d{0,4}[,. ]?\d{0,4}[,.]?\d{0,3}$/),
    );
    const instrument = sandboxInstrument("BTC");
    const batch = { batchTransactionId: "49136c79-3ce9-4f8d-8794-000000000000", symbol: "BTCUSD" };
    fc.assert(
      fc.property(
        fc.record({
          account: nasty,
          side: nasty,
          amount: nasty,
          bpsCommission: nasty,
          fixedCommission: nasty,
          symbol: nasty,
        }),
        (any) => {
          const { row, problems } = parseRow({ ...any, clientTransactionId: id });
          expect(row.amount === null || decimalText.test(row.amount)).toBe(true);
          expect(row.amount === null).toBe(problems.some((problem) => problem.field === "amount"));
          const request = toAllocationRequest(
            { row: { ...row, account: "AT00001", side: "BUY" }, problems: [] },
            batch,
          );
          if (request === null) return;
          checkAllocation(request, {
            batch: { symbol: "BTCUSD", type: "NOTIONAL" },
            instrument,
            accountExists: true,
          });
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it("keeps the value of a number in every spelling that has one meaning", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 15n), fc.integer({ min: 1, max: 8 }), (units, decimals) => {
        const plain = fromUnits(units, decimals);
        const [wholeText = "", fraction] = plain.split(".");
        const grouped = wholeText.replace(/\B(?=(\d{3})+$)/g, ",");
        fc.pre(fraction !== undefined && wholeText.length <= 15);
        const same = { value: plain };
        expect(readNumber(plain)).toEqual(same);
        expect(readNumber(`${grouped}.${fraction}`)).toEqual(same);
        expect(readNumber(`${grouped.replaceAll(",", " ")}.${fraction}`)).toEqual(same);
      }),
      { numRuns: 1_000 },
    );
  });

  it("shows a cell as a person sees it", () => {
    expect(cleanCell("\uFEFF\u200B\u00A0 AT\u00A00001\t")).toBe("AT 0001");
  });
});
