import { expect, test } from "vitest";
import { csvLine } from "./csv";

test("cells are quoted only when they must be", () => {
  expect(csvLine(["a", "b,c", 'say "hi"', "two\nlines", null, 7])).toBe(
    'a,"b,c","say ""hi""","two\nlines",,7\r\n',
  );
});

test.each(["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx"])("%j cannot run as a formula", (text) => {
  expect(csvLine([text])).toContain(`'${text}`);
});

test("numbers stay numbers and ids keep their leading zeros", () => {
  expect(csvLine(["-200.50", "00123", "0.00932796"])).toBe("-200.50,00123,0.00932796\r\n");
});
