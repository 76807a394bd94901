import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Vault } from "@/server/integrations/ports";

const shortestKey = 32;
const version = Buffer.from([1]);
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = version.length + nonceBytes + tagBytes;

/**
 * Seals with AES-256-GCM under a key derived from `secret`, which must have at least 32 random characters; throws when it is shorter.
 * Layout: version, nonce, tag, sealed text. The nonce is random, so the same text seals differently each time.
 */
export function vault(secret: string): Vault {
  if (secret.length < shortestKey)
    throw new Error(`the encryption key must have at least ${shortestKey} characters`);
  const key = Buffer.from(hkdfSync("sha256", secret, "", "prorata vault 1", 32));
  return {
    seal(text) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes }).setAAD(version);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([version, nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed) {
      if (sealed.length < headBytes || sealed[0] !== version[0])
        throw new Error("the sealed bytes have no form that this vault knows");
      const nonce = sealed.subarray(version.length, version.length + nonceBytes);
      const cipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
        .setAAD(version)
        .setAuthTag(sealed.subarray(version.length + nonceBytes, headBytes));
      return Buffer.concat([cipher.update(sealed.subarray(headBytes)), cipher.final()]).toString("utf8");
    },
  };
}
