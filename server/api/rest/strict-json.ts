/** A JSON number as it was written: money must not pass through a JS number, so the text is kept (P1). */
export class JsonNumber {
  constructor(readonly source: string) {}
}
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | { [key: string]: JsonValue };

/** The text is not the JSON we take; the message says what is wrong and at which character. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";
}

/** Deeper nesting than this is refused; no body of ours needs more than three levels. */
export const MAX_DEPTH = 20;

const escapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
// The first sign that ends a run of plain characters: a quote, a backslash, or a control character, which JSON forbids.
const plainRun = /[^"\\\p{Cc}]*/uy;
const numberText = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const words: readonly (readonly [string, null | boolean])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
];

/**
 * Reads JSON strictly: numbers keep their source text, a key that comes twice is refused even with the same value, as are
 * nesting deeper than MAX_DEPTH, NUL and half surrogate pairs in strings, and anything after the value.
 */
class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  private fault(what: string): JsonFault {
    return new JsonFault(`${what} at character ${this.at + 1}`);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at++;
    }
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    return true;
  }

  private value(): JsonValue {
    this.skipSpace();
    const sign = this.text[this.at];
    if (sign === '"') return this.string();
    if (sign === "{") return this.nested(() => this.object());
    if (sign === "[") return this.nested(() => [...this.elements()]);
    return this.number() ?? this.word();
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.fault(`nesting deeper than ${MAX_DEPTH} levels`);
    const value = read();
    this.depth--;
    return value;
  }

  private object(): JsonValue {
    // Without a prototype, so that "__proto__" is a key like any other.
    const object: { [key: string]: JsonValue } = Object.create(null);
    this.at++;
    this.skipSpace();
    if (this.take("}")) return object;
    do {
      this.skipSpace();
      if (this.text[this.at] !== '"') throw this.fault("a key in quotes is expected");
      const key = this.string();
      if (key in object) throw this.fault(`the key ${JSON.stringify(key.slice(0, 64))} comes twice`);
      this.skipSpace();
      if (!this.take(":")) throw this.fault('":" is expected');
      object[key] = this.value();
      this.skipSpace();
    } while (this.take(","));
    if (!this.take("}")) throw this.fault('"," or "}" is expected');
    return object;
  }

  private *elements(): Generator<JsonValue> {
    this.at++;
    this.skipSpace();
    if (this.take("]")) return;
    do {
      yield this.value();
      this.skipSpace();
    } while (this.take(","));
    if (!this.take("]")) throw this.fault('"," or "]" is expected');
  }

  private run(): string {
    plainRun.lastIndex = this.at;
    const [plain = ""] = plainRun.exec(this.text) ?? [];
    this.at += plain.length;
    return plain;
  }

  private string(): string {
    this.at++;
    let value = this.run();
    if (this.take('"')) return value;
    while (this.take("\\")) value += this.escape() + this.run();
    if (!this.take('"')) throw this.fault("an unfinished string or a control character");
    if (value.includes("\0")) throw this.fault("a string with NUL ends");
    if (!value.isWellFormed()) throw this.fault("a string with half a surrogate pair ends");
    return value;
  }

  private escape(): string {
    const sign = this.text[this.at] ?? "";
    this.at++;
    if (sign !== "u") {
      const plain = escapes[sign];
      if (plain === undefined) throw this.fault("an unknown escape ends");
      return plain;
    }
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.fault("four hexadecimal digits are expected");
    this.at += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  private number(): JsonNumber | undefined {
    numberText.lastIndex = this.at;
    const source = numberText.exec(this.text)?.[0];
    if (source === undefined) return undefined;
    this.at += source.length;
    return new JsonNumber(source);
  }

  private word(): null | boolean {
    const found = words.find(([word]) => this.text.startsWith(word, this.at));
    if (found === undefined) throw this.fault("a JSON value is expected");
    this.at += found[0].length;
    return found[1];
  }

  private end(): void {
    this.skipSpace();
    if (this.at < this.text.length) throw this.fault("the JSON has ended, but more follows");
  }

  document(): JsonValue {
    const value = this.value();
    this.end();
    return value;
  }

  *items(): Generator<JsonValue> {
    this.skipSpace();
    if (this.text[this.at] !== "[") throw this.fault("a JSON array is expected");
    this.depth = 1;
    yield* this.elements();
    this.end();
  }
}

/** The text as one JSON value; throws JsonFault. */
export const parseJson = (text: string): JsonValue => new Reader(text).document();

/** The items of a JSON array one by one, so that a large one can be read in pieces; throws JsonFault where the text goes wrong. */
export const parseJsonItems = (text: string): Generator<JsonValue> => new Reader(text).items();
