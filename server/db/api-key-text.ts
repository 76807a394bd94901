import { createHash, randomBytes, randomInt } from "node:crypto";

/** The form of a key: `prk_`, a prefix that screens show, 256 random bits as base64url, and a checksum over all of it. */

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const form = /^(prk_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;

const checksum = (text: string): string => createHash("sha256").update(text).digest("base64url").slice(0, 6);

/** The SHA-256 by which a key or token is stored and found, as hex. */
export const credentialHash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A key that nobody has yet, with its prefix. */
export function newApiKeyText(): { key: string; prefix: string } {
  const prefix = Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join("");
  const body = `prk_${prefix}_${randomBytes(32).toString("base64url")}`;
  return { key: body + checksum(body), prefix };
}

/** The prefix of a whole key; null for any other text, such as a key with a letter mistyped. */
export function prefixOfKey(text: string): string | null {
  const [, body, prefix, sum] = form.exec(text) ?? [];
  if (body === undefined || prefix === undefined) return null;
  return checksum(body) === sum ? prefix : null;
}
