import fc from "fast-check";
import { expect, test } from "vitest";
import { indentJson } from "./indent-json";

test("it reads like JSON.stringify with two spaces", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(indentJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test("digits that a floating number would lose stay", () => {
  expect(indentJson('{"quantity":0.10000000000000000001}')).toBe(
    '{\n  "quantity": 0.10000000000000000001\n}',
  );
});

test("text that is not JSON comes back unchanged", () => {
  expect(indentJson('{"broken": ')).toBe('{"broken": ');
});
