import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonFault, JsonNumber, type JsonValue, MAX_DEPTH, parseJson, parseJsonItems } from "./strict-json";

/** Our value as JSON.parse would have it. */
const plain = (value: JsonValue): unknown => {
  if (value instanceof JsonNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};

const nest = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("the strict reader", () => {
  test("reads what JSON.parse reads, and gives the items of an array one by one", () => {
    const json = fc.jsonValue({ maxDepth: 5 }).filter((value) => !JSON.stringify(value).includes("\\ud"));
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        if (text.includes("\\u0000") || /\p{Cc}/u.test(text.replace(/[\n\t]/g, ""))) return;
        expect(plain(parseJson(text))).toEqual(JSON.parse(text));
        if (Array.isArray(value)) expect([...parseJsonItems(text)].map(plain)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("refuses every text that JSON.parse refuses", () => {
    const piece = fc.constantFrom(...'{}[]",:\\/u01e+-.tfn alse'.split(""), "true", "null", '"a"', "1e5");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        if (!isJson) expect(() => parseJson(text)).toThrow(JsonFault);
      }),
      { numRuns: 5_000 },
    );
  });

  test("keeps the source of a number", () => {
    for (const source of ["0.10000000000000000555", "9007199254740993", "1E-8", "-0", "200.00"]) {
      expect(parseJson(source)).toEqual(new JsonNumber(source));
    }
  });

  test("takes __proto__ as a key like any other", () => {
    const value = parseJson('{"__proto__":{"role":"ADMIN"}}');
    expect(Object.keys(value as object)).toEqual(["__proto__"]);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  test.each([
    ["a key that comes twice", '{"a":"1","a":"2"}'],
    ["a key that comes twice with the same value", '{"a":"1","a":"1"}'],
    ["a key that comes twice in another spelling", '{"a":1,"\\u0061":1}'],
    ["NUL in a string", '"a\\u0000"'],
    ["half a surrogate pair", '"\\ud800"'],
    ["the other half first", '"\\udc00\\ud800"'],
    ["more after the end", "{} {}"],
    ["a comma at the end", '{"a":1,}'],
    ["a comma at the end of a list", "[1,]"],
    ["a raw line break in a string", '"a\nb"'],
    ["nothing", ""],
    ["space only", " \n"],
    ["a comment", "{}//"],
    ["single quotes", "{'a':1}"],
    ["a plus", "+1"],
    ["a leading zero", "01"],
    ["a bare point", "1."],
    ["NaN", "NaN"],
    ["Infinity", "-Infinity"],
    ["an underscore", "1_000"],
    ["full-width digits", "１２"],
    ["a short escape", '"\\u12"'],
    ["an unknown escape", '"\\x41"'],
    ["an unfinished object", '{"a":1'],
    ["deep nesting", nest(MAX_DEPTH + 1)],
    ["very deep nesting", "[".repeat(1_000_000)],
  ])("refuses %s", (_, text) => {
    expect(() => parseJson(text)).toThrow(JsonFault);
    expect(() => parseJson(`{"rows":${text}}`)).toThrow(JsonFault);
  });

  test("takes nesting up to its limit", () => {
    expect(() => parseJson(nest(MAX_DEPTH))).not.toThrow();
    expect(() => [...parseJsonItems(nest(MAX_DEPTH))]).not.toThrow();
    expect(() => [...parseJsonItems(nest(MAX_DEPTH + 1))]).toThrow(JsonFault);
  });

  test("refuses, item by item, what is no array or goes on after it", () => {
    for (const text of ["{}", '"a"', "", "[1] 2", "[1", "[1 2]"]) {
      expect(() => [...parseJsonItems(text)], text).toThrow(JsonFault);
    }
  });
});
