import { v4, v5 } from "uuid";

/** Hex SHA-256 of a file's bytes; over plain HTTP, where browsers offer no digest, a name-based id of them instead. */
export async function contentHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = (globalThis.crypto as { subtle?: SubtleCrypto } | undefined)?.subtle;
  if (!subtle) return v5(bytes, v5.URL);
  const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Makes client transaction ids from the batch, the file's content and the row number: the same file dropped twice into
 * one batch gives the same ids, so nothing is allocated twice; in another batch it gives others.
 */
export function idMaker(batchTransactionId: string, hash: string): (rowNumber: number) => string {
  const namespace = v5(`${batchTransactionId}/${hash}`, v5.URL);
  return (rowNumber) => v5(`row ${rowNumber}`, namespace);
}

/** A new id in place of one that cannot be used, the same every time for the same old one. */
export const successorId = (batchTransactionId: string, old: string): string =>
  v5(old, v5(`${batchTransactionId}/again`, v5.URL));

/** An id for a row typed by hand. */
export const randomUuid = (): string => v4();
