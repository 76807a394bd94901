import { describe, expect, test } from "vitest";
import { newApiKeyText, prefixOfKey } from "@/server/db/api-key-text";
import { routes } from "./routes";
import { carriesCredential, loggedMessage, loggedPath } from "./secrets";

const at = (target: string): URL => new URL(target, "http://desk.test");
const { key, prefix } = newApiKeyText();
const token = "A1-_".repeat(11).slice(0, 43);

test("a key has its form, a prefix of its own, and a checksum that no changed letter passes", () => {
  expect(key).toMatch(/^prk_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{49}$/);
  expect(prefixOfKey(key)).toBe(prefix);
  for (let n = 0; n < key.length; n++) {
    const changed = key.slice(0, n) + (key[n] === "x" ? "y" : "x") + key.slice(n + 1);
    expect(prefixOfKey(changed), changed).toBeNull();
  }
  expect(new Set(Array.from({ length: 1_000 }, () => newApiKeyText().key)).size).toBe(1_000);
});

describe("a query", () => {
  test("with a key or token in it is seen, whatever its parameter is called", () => {
    const leaks = [
      `a=${key}`,
      `a=x${key}y`,
      `${key}`,
      `a=${token}`,
      "token=short",
      "API_KEY=x",
      "access_token=x",
    ];
    for (const query of [...leaks, "Authorization=Bearer%20x", `limit=1&cursor=%70%72%6b_${key.slice(4)}`]) {
      expect(carriesCredential(at(`/events?${query}`)), query).toBe(true);
    }
  });

  test("of an ordinary call is not, and no operation has a parameter that would be taken for one", () => {
    const cursor = Buffer.from(`after:${"9".repeat(18)}`).toString("base64url");
    const id = "0196f1de-0000-7000-8000-000000000000";
    expect(carriesCredential(at(`/events?after=12&limit=10&type=allocation/batch/1`))).toBe(false);
    expect(carriesCredential(at(`/x?cursor=${cursor}&id=${id}&account=AT00001`))).toBe(false);
    for (const { queryNames } of routes) {
      expect(carriesCredential(at(`/x?${queryNames.map((name) => `${name}=1`).join("&")}`))).toBe(false);
    }
  });
});

describe("a logged address", () => {
  test("keeps what the operation knows and drops the values of everything else", () => {
    const url = at(`/api/v2/events?limit=5&color=secret&after=a%20b&%00=1`);
    expect(loggedPath(url, ["limit", "after"])).toBe("/api/v2/events?limit=5&color=…&after=a%20b&…");
  });

  test("holds no key and no token, in the path or the query, escaped or not", () => {
    const escaped = key.replace("prk_", "%70rk%5F");
    for (const text of [key, escaped, token]) {
      for (const target of [`/positions/${text}`, `/x?limit=${text}`, `/x?${text}`, `/x?${text}=1`]) {
        const logged = loggedPath(at(target), ["limit"]);
        expect(logged, logged).not.toContain(key.slice(13, 40));
        expect(logged, logged).not.toContain(token);
      }
    }
    expect(loggedPath(at(`/positions/${key}`), [])).toBe(`/positions/prk_${prefix}…`);
  });

  test("has at most 500 characters, and a message that the database can store", () => {
    expect(loggedPath(at(`/x?limit=${"9".repeat(900)}`), ["limit"])).toHaveLength(500);
    expect(loggedMessage(`${"é".repeat(499)}😀`)).toHaveLength(500);
    expect(loggedMessage(`a\0b\ud800 ${key}`)).toBe(`a�b� prk_${prefix}…`);
  });
});
