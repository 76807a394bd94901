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

function detect(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16LE";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "UTF-16BE";
  const bare = utf16WithoutMark(bytes);
  if (bare) return bare;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "UTF-8";
  } catch {
    return "Windows-1252";
  }
}

/** Bytes of a text table → text without byte-order mark. Bytes that are not UTF-8 or UTF-16 are read as Windows-1252. */
export function decodeText(bytes: Uint8Array, wanted?: Encoding): DecodedText {
  const encoding = wanted ?? detect(bytes);
  return { text: new TextDecoder(encoding.toLowerCase()).decode(bytes), encoding };
}
