export type Encoding = "UTF-8" | "UTF-16LE" | "UTF-16BE" | "Windows-1252";

export interface DecodedText {
  text: string;
  encoding: Encoding;
}

/** UTF-16 without a mark: in a table of Latin text every second byte is zero, on the side that tells the order. */
function utf16WithoutMark(bytes: Uint8Array): Encoding | undefined {
  const head = bytes.subarray(0, 512 - (bytes.length % 2));
  if (head.length < 8) return undefined;
  let even = 0;
  let odd = 0;
  head.forEach((byte, index) => {
    if (byte === 0) index % 2 === 0 ? even++ : odd++;
  });
  if (odd > head.length * 0.3 && even === 0) return "UTF-16LE";
  if (even > head.length * 0.3 && odd === 0) return "UTF-16BE";
  return undefined;
}

const decodeAs = (bytes: Uint8Array, encoding: Encoding): DecodedText => ({
  text: new TextDecoder(encoding.toLowerCase()).decode(bytes),
  encoding,
});

/** Bytes of a text table → text without byte-order mark. Bytes that are not UTF-8 or UTF-16 are read as Windows-1252. */
export function decodeText(bytes: Uint8Array, wanted?: Encoding): DecodedText {
  if (wanted !== undefined) return decodeAs(bytes, wanted);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs(bytes, "UTF-16LE");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs(bytes, "UTF-16BE");
  const bare = utf16WithoutMark(bytes);
  if (bare) return decodeAs(bytes, bare);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    return decodeAs(bytes, "Windows-1252");
  }
}
