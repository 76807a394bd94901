/** Bad input by kind, as raw JSON text of one value (reliability.md 5). Every one must be refused, whatever field it is put in. */

const text = (value: string): string => JSON.stringify(value);

const notScalars = ["true", "[]", "{}", '{"gt":""}', '["1"]', '{"$ne":null}'];

export const badDecimals = [
  ...["", " ", " 1", "1 ", "+1", "1.", ".5", "01", "-01", "--1", "1e3", "1E-8", "0x1F", "0b1", "1_000"].map(
    text,
  ),
  ...[
    "1,000.00",
    "1 000",
    "1.234,56",
    "1.2.3",
    "NaN",
    "Infinity",
    "-Infinity",
    "null",
    "٣",
    "１２",
    "1٫5",
  ].map(text),
  ...["\u22121", "1\u200b", "1\u0000", "1\n", "\ufeff1", "$1", "1%", "1/2", "½", "¹", "1'000"].map(text),
  ...[`0.${"1".repeat(19)}`, "9".repeat(16), "9".repeat(40), `1${"0".repeat(5_000)}`].map(text),
  ...["1e3", "1E-8", "1e400", `0.${"1".repeat(19)}`, "9".repeat(40), "-1e-7", ...notScalars],
];

export const badIntegers = [
  ...["", "3", "25", "1.5", "NaN"].map(text),
  ...["1.5", "1.0", "1e2", "2147483648", "-2147483649", "1000000000000", "0.1", ...notScalars],
];

export const badIds = [
  ...["", "1", "null", "undefined", "__proto__", "constructor", "../../etc/passwd", "%00", "{{7*7}}"].map(
    text,
  ),
  ...["'; drop table batches; --", "=HYPERLINK(1)", "<script>alert(1)</script>"].map(text),
  ...["00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-0000000000000"].map(text),
  ...["0000000000000000000000000000000000", "{00000000-0000-0000-0000-000000000000}"].map(text),
  ...["g0000000-0000-0000-0000-000000000000", "００000000-0000-0000-0000-000000000000"].map(text),
  ...[" 0000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000\n"].map(text),
  ...["00000000-0000-0000-0000-0000000000\u00000", "00000000\u2010 0000-0000-0000-000000000000"].map(text),
  ...["urn:uuid:00000000-0000-0000-0000-000000000000", "a".repeat(10_000)].map(text),
  ...["0", "1", "-1", "null", ...notScalars],
];

/** Words that are no text of ours: empty, too long, with control characters or half a character. */
export const badWords = [
  ...["", "x".repeat(300), "x".repeat(20_000), "A\u0000B", "A\r\nB", "A\tB", "A\u001b[31mB", "A\u0085B"].map(
    text,
  ),
  ...['"\\ud800"', '"A\\udfff"', "0", "1", "null", ...notScalars],
];

export const badChoices = [
  ...[
    "",
    "buy",
    "Buy",
    " BUY",
    "BUY ",
    "ＢＵＹ",
    "HOLD",
    "__proto__",
    "constructor",
    "toString",
    "x".repeat(300),
  ].map(text),
  ...["0", "1", "null", ...notScalars],
];

/** Text that is well-formed and strange: it is taken as it is, and names nothing that exists. */
export const oddWords = [
  "at00001",
  " AT00001",
  "AT00001 ",
  "ＡＴ00001",
  "АТ00001",
  "\u202eAT00001",
  "é",
  "e\u0301",
  "👩‍👩‍👧‍👦",
  "AT00001\u200b",
  "\u2028",
  "a|b",
  "../../etc",
  "%00",
  "__proto__",
  "constructor",
  "'; drop table",
  "{{7*7}}",
  "=1+1",
  "@SUM(A1)",
  "<img src=x>",
  "#{7*7}",
  "NULL",
  "\\x00",
];

/** Whole bodies that are not an object of ours, made from a body that is. */
export function badBodies(good: Record<string, unknown>): (string | Uint8Array)[] {
  const json = JSON.stringify(good);
  const [key = "x"] = Object.keys(good);
  const extra = (name: string, value: string): string =>
    `${json.slice(0, -1)},${JSON.stringify(name)}:${value}}`;
  return [
    ...["", " ", "null", "true", "0", '""', "[]", "[{}]", "{}", "{", "}", "undefined", "<a/>", "a=b&c=d"],
    json.slice(0, -1),
    json.slice(1),
    `${json}x`,
    `${json}{}`,
    `${json},`,
    `[${json}]`,
    `${json.slice(0, -1)},}`,
    json.replaceAll('"', "'"),
    json.replaceAll(":", "="),
    extra(key, JSON.stringify(good[key])),
    ...[
      "firmId",
      "tenantId",
      "status",
      "price",
      "role",
      "id",
      "createdAt",
      "__proto__",
      "constructor",
      "",
    ].map((name) => extra(name, '"1"')),
    extra("deep", `${"[".repeat(10_000)}${"]".repeat(10_000)}`),
    extra("deep", `${'{"a":'.repeat(500)}1${"}".repeat(500)}`),
    Buffer.from(json, "utf16le"),
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(json, "utf16le")]),
    Buffer.concat([Buffer.from(json.slice(0, -2)), Buffer.from([0xe9, 0x22, 0x7d])]),
    Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
    Buffer.from([0x00]),
    Buffer.from([0xed, 0xa0, 0x80]),
  ];
}

/** Media types that are not JSON in UTF-8. */
export const badMediaTypes = [
  "text/plain",
  "text/plain;application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/xml",
  "application/json; charset=latin1",
  "application/json; charset=utf-16",
  "application/jsonp",
  "application/",
  "x",
];

export const badTokens = [
  "",
  " ",
  "Bearer",
  "Bearer ",
  "Bearer %E0%A4%A",
  "Bearer null",
  "Bearer undefined",
  "Basic ZGVtby1hcGk6cHJvcmF0YS1kZW1v",
  "bearer bearer",
  "x".repeat(43),
  "x".repeat(10_000),
  "' or 1=1 --",
  "../../etc/passwd",
  "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
  "\u00e9".repeat(43),
];

export type Kinds = Record<string, readonly string[]>;

/** The fields of an allocation, each with what it must refuse. */
export const rowKinds: Kinds = {
  account: badWords,
  amount: badDecimals,
  clientTransactionId: badIds,
  side: badChoices,
  symbol: badWords,
  bpsCommission: badIntegers,
  fixedCommission: badDecimals.filter((value) => value !== "null"),
};

/** The body with the raw JSON text in place of the field's value. */
export const withRaw = (good: Record<string, unknown>, field: string, raw: string): string => {
  const { [field]: _, ...rest } = good;
  return `${JSON.stringify(rest).slice(0, -1)},${JSON.stringify(field)}:${raw}}`;
};

/** Addresses that events must never be sent to, in every spelling that a URL parser folds. */
export const badAddresses: readonly string[] = [
  "http://hooks.example.com",
  "ftp://hooks.example.com",
  "file:///etc/passwd",
  "//hooks.example.com",
  "javascript:alert(1)",
  "https://user:pw@hooks.example.com",
  "https://hooks.example.com#part",
  ...[22, 25, 80, 5432, 6379, 0].map((port) => `https://hooks.example.com:${port}/`),
  ..."127.0.0.2 127.2 0x7f000002 2130706434 0177.0.0.2 ①②⑦.⓪.⓪.② 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1"
    .split(" ")
    .map((host) => `https://${host}/`),
  ..."::1 ::ffff:127.0.0.2 64:ff9b::7f00:2 2002:7f00:2:: fe80::1 fc00::1"
    .split(" ")
    .map((host) => `https://[${host}]/`),
  ..."localhost localhost. a.localhost desk.internal metadata.google.internal printer.local intranet"
    .split(" ")
    .map((host) => `https://${host}/`),
  `https://hooks.example.com/${"a".repeat(2_048)}`,
];
