import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Decimal,
  decimalsNeeded,
  decimalText,
  divideHalfUp,
  divideUp,
  fromUnits,
  plainDecimal,
  powerOfTen,
  toUnits,
} from "./decimal";
import { InvariantError } from "./errors";

describe("plain decimal text", () => {
  it.each([
    "0",
    "-0",
    "1",
    "-1",
    "0.00000001",
    "200.00",
    "900719925474099.3",
    "999999999999999.999999999999999999",
  ])("takes %s", (text) => expect(decimalText.test(text)).toBe(true));
  it.each([
    "",
    " ",
    "+1",
    "1.",
    ".5",
    "01",
    "-01",
    "1e3",
    "1E-8",
    "0x1F",
    "0b1",
    "1_000",
    "1,000.00",
    "1 000",
    "1.234,56",
    "NaN",
    "Infinity",
    "-Infinity",
    "null",
    "١٢",
    "１２",
    "\u22121",
    "1\u200B",
    "1\n",
    "1234567890123456",
    "0.1234567890123456789",
  ])("refuses %j", (text) => expect(decimalText.test(text)).toBe(false));

  it("never writes an exponent or trailing zeros", () => {
    expect(plainDecimal("0.00000001")).toBe("0.00000001");
    expect(plainDecimal("0.000000000000000001")).toBe("0.000000000000000001");
    expect(plainDecimal("200.00")).toBe("200");
    expect(plainDecimal("-0.50")).toBe("-0.5");
    expect(new Decimal("0.00000001").toString()).toBe("0.00000001");
    expect(plainDecimal(new Decimal(10).pow(30))).toBe(`1${"0".repeat(30)}`);
  });

  it.each([
    ["1", 0],
    ["1.00", 0],
    ["1.50", 1],
    ["-0.25", 2],
    ["0.00000001", 8],
    ["100", 0],
  ])("knows that %s needs %i decimals", (text, decimals) => expect(decimalsNeeded(text)).toBe(decimals));
});

describe("integer units", () => {
  it.each([
    ["1550.50", 2, 155050n],
    ["0.00000001", 8, 1n],
    ["-1.5", 2, -150n],
    ["1.000000000", 8, 100_000_000n],
    ["9007199254740993", 0, 9007199254740993n],
    ["0", 8, 0n],
    ["-0", 2, 0n],
  ])("reads %s at %i decimals as %s", (text, decimals, units) => expect(toUnits(text, decimals)).toBe(units));

  it.each([
    ["1.001", 2],
    ["0.000000001", 8],
    ["1e3", 2],
    ["", 2],
    ["1.2.3", 2],
    ["--1", 2],
    ["0x1F", 2],
    ["1.x", 2],
  ])("throws on %j at %i decimals", (text, decimals) =>
    expect(() => toUnits(text, decimals)).toThrow(InvariantError),
  );

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 30n), 10n ** 30n),
        fc.integer({ min: 0, max: 18 }),
        (units, decimals) => {
          const text = fromUnits(units, decimals);
          expect(toUnits(text, decimals)).toBe(units);
          expect(text).toBe(plainDecimal(text));
        },
      ),
    );
  });
});

describe("rounding", () => {
  it.each([
    [1n, 2n, 1n],
    [3n, 2n, 2n],
    [5n, 2n, 3n],
    [149n, 100n, 1n],
    [150n, 100n, 2n],
    [-1n, 2n, -1n],
    [-149n, 100n, -1n],
    [0n, 7n, 0n],
    [7n, 7n, 1n],
  ])("rounds %s / %s half-up to %s", (n, d, rounded) => expect(divideHalfUp(n, d)).toBe(rounded));

  it.each([
    [1n, 2n, 1n],
    [4n, 2n, 2n],
    [5n, 2n, 3n],
    [0n, 3n, 0n],
  ])("rounds %s / %s up to %s", (n, d, rounded) => expect(divideUp(n, d)).toBe(rounded));

  it("refuses to divide by zero or less, and to round up below zero", () => {
    expect(() => divideHalfUp(1n, 0n)).toThrow(InvariantError);
    expect(() => divideHalfUp(1n, -2n)).toThrow(InvariantError);
    expect(() => divideUp(1n, 0n)).toThrow(InvariantError);
    expect(() => divideUp(-1n, 2n)).toThrow(InvariantError);
  });

  it("knows the powers of ten", () => expect([powerOfTen(0), powerOfTen(8)]).toEqual([1n, 100_000_000n]));
});
