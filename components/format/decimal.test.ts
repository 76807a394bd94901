import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countOf, groupCount, groupDecimal, idleZeros } from "./decimal";

describe("groupDecimal", () => {
  test.each([
    ["0", undefined, "0"],
    ["1204882.1", 2, "1,204,882.10"],
    ["1204882.10", undefined, "1,204,882.10"],
    ["21440.893730049", 2, "21,440.89"],
    ["0.00932796", 8, "0.00932796"],
    ["0.005", 2, "0.01"],
    ["-0.005", 2, "−0.01"],
    ["-0.004", 2, "0.00"],
    ["-200", 2, "−200.00"],
    ["999.995", 2, "1,000.00"],
    ["123456789012345.123456789012345678", undefined, "123,456,789,012,345.123456789012345678"],
    ["9007199254740993", undefined, "9,007,199,254,740,993"],
  ])("%s with %s decimals is %s", (text, decimals, shown) => {
    expect(groupDecimal(text, decimals)).toBe(shown);
  });

  test("every digit of a plain decimal survives", () => {
    const decimal = fc
      .tuple(fc.boolean(), fc.stringMatching(/^(0|[1-9]\d{0,14})$/), fc.stringMatching(/^\d{1,18}$/))
      .map(([negative, whole, fraction]) => `${negative ? "-" : ""}${whole}.${fraction}`);
    fc.assert(
      fc.property(decimal, (text) => {
        const unsigned = /^-?[0.]+$/.test(text) ? text.replace("-", "") : text;
        expect(groupDecimal(text).replaceAll(",", "").replace("−", "-")).toBe(unsigned);
      }),
    );
  });

  test.each(["", "1e-8", "1,000", "0x10", " 1", "1.", "NaN"])(
    "%j is refused rather than guessed at",
    (text) => {
      expect(() => groupDecimal(text)).toThrow(RangeError);
    },
  );
});

test("zeros that only fill a column are told apart from figures", () => {
  expect(idleZeros("10.50000000")).toEqual(["10.5", "0000000"]);
  expect(idleZeros("10.00000000")).toEqual(["10", ".00000000"]);
  expect(idleZeros("0.00932796")).toEqual(["0.00932796", ""]);
  expect(idleZeros("1,000")).toEqual(["1,000", ""]);
});

test("counts are grouped and carry the right noun", () => {
  expect(groupCount(4998)).toBe("4,998");
  expect(countOf(1, "row")).toBe("1 row");
  expect(countOf(0, "row")).toBe("0 rows");
  expect(countOf(100_000, "delivery", "deliveries")).toBe("100,000 deliveries");
});
