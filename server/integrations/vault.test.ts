import { describe, expect, it } from "vitest";
import { vault } from "./vault";

const secret = "k9vQ0Zb2mT4xW7pL1cR8sY5nD3fH6gJa";

describe("the vault", () => {
  it.each(["", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "clé €𝄞", "x".repeat(100_000)])(
    "opens what it sealed (%#)",
    (text) => {
      const sealed = vault(secret).seal(text);
      expect(vault(secret).open(sealed)).toBe(text);
      expect(sealed[0]).toBe(1);
    },
  );

  it("never shows the text and seals it differently each time", () => {
    const sealed = Array.from({ length: 100 }, () => vault(secret).seal("whsec_secret"));
    expect(new Set(sealed.map((each) => each.toString("hex"))).size).toBe(100);
    expect(new Set(sealed.map((each) => each.subarray(1, 13).toString("hex"))).size).toBe(100);
    expect(sealed.some((each) => each.includes("secret"))).toBe(false);
  });

  it("throws when any one byte was changed, cut off or added", () => {
    const one = vault(secret);
    const sealed = one.seal("whsec_secret");
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8((sealed.readUInt8(at) + 1) % 256, at);
      expect(() => one.open(changed), `byte ${at}`).toThrow();
      expect(() => one.open(sealed.subarray(0, at)), `cut at ${at}`).toThrow();
    }
    expect(() => one.open(Buffer.concat([sealed, Buffer.from([0])]))).toThrow();
  });

  it("throws when another key sealed the bytes", () => {
    const sealed = vault(secret).seal("whsec_secret");
    expect(() => vault(secret.replace("k", "K")).open(sealed)).toThrow();
  });

  it("refuses a short key", () => {
    expect(() => vault(secret.slice(1))).toThrow("at least 32 characters");
  });
});
