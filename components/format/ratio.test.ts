import { expect, test } from "vitest";
import { percentText, permille } from "./ratio";

test.each([
  ["0", "5", 0],
  ["5", "5", 1000],
  ["4.99999999", "5", 999],
  ["0.00000001", "123456789.12345678", 0],
  ["7", "5", 1000],
  ["1", "0", 0],
])("%s of %s is %d thousandths", (part, whole, thousandths) => {
  expect(permille(part, whole)).toBe(thousandths);
});

test("thousandths are written as a percentage", () => {
  expect(percentText(1000)).toBe("100 %");
  expect(percentText(623)).toBe("62.3 %");
});
