import { FileRefused, limits } from "./limits";

interface ZipEntry {
  name: string;
  method: number;
  encrypted: boolean;
  compressedBytes: number;
  inflatedBytes: number;
  offset: number;
}

const damaged = () =>
  new FileRefused("The workbook is damaged: its contents cannot be listed. Save it again in Excel.");
const tooLarge = (why: string) =>
  new FileRefused(
    `The workbook unpacks to more than can be read safely (${why}). Save the sheet as .csv and drop that.`,
  );

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const localMark = 0x04034b50;

/** The directory at the end of the archive. ZIP64 and split archives are refused: no sheet within the limits needs them. */
function readDirectory(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 65_558 && view.getUint32(end, true) !== endMark) end--;
  if (end < 0 || view.getUint32(end, true) !== endMark) throw damaged();
  const count = view.getUint16(end + 10, true);
  if (count > limits.zipEntries) throw tooLarge(`${count} parts`);
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== entryMark) throw damaged();
    const nameLength = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll("\\", "/"),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      compressedBytes: view.getUint32(at + 20, true),
      inflatedBytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Inflates natively and stops as soon as the entry turns out larger than its share, whatever its header claims. */
async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  allowedBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw damaged();
    });
    if (done) break;
    size += value.length;
    if (size > allowedBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(`one part passes ${Math.round(allowedBytes / 1024 / 1024)} MB`);
    }
    parts.push(value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Unpacks the wanted entries of an archive under caps on count, size and ratio, checked before and while inflating.
 * Names are only keys of the answer; nothing is ever written under them. Throws FileRefused beyond a cap.
 */
export async function unzip(
  bytes: Uint8Array<ArrayBuffer>,
  wanted: (name: string) => boolean,
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes).filter((entry) => wanted(entry.name));
  if (entries.some((entry) => entry.encrypted)) {
    throw new FileRefused(
      "The workbook is protected by a password. Remove the password in Excel and drop it again.",
    );
  }
  const claimed = entries.reduce((sum, entry) => sum + entry.inflatedBytes, 0);
  if (claimed > limits.inflatedBytes) throw tooLarge(`${Math.round(claimed / 1024 / 1024)} MB`);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let left = limits.inflatedBytes;
  for (const entry of entries) {
    if (files.has(entry.name)) throw damaged();
    if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== localMark) throw damaged();
    const start =
      entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
    const packed = bytes.subarray(start, start + entry.compressedBytes);
    if (packed.length !== entry.compressedBytes) throw damaged();
    // A few hundred bytes may shrink by any ratio; only sizeable entries are judged by it.
    const byRatio = Math.max(1024 * 1024, entry.compressedBytes * limits.inflateRatio);
    const content = await unpack(entry, packed, Math.min(left, byRatio));
    left -= content.length;
    files.set(entry.name, content);
  }
  return files;
}

async function unpack(
  entry: ZipEntry,
  packed: Uint8Array<ArrayBuffer>,
  allowedBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (entry.method === 0) {
    if (packed.length > allowedBytes) throw tooLarge("one part is too large");
    return packed;
  }
  if (entry.method !== 8)
    throw new FileRefused("The workbook uses a compression Excel does not write. Save it again in Excel.");
  return inflate(packed, allowedBytes);
}

/** An archive of the given files without compression, for a reader that only takes archives. Checksums are left at zero. */
export function zipStored(files: ReadonlyMap<string, Uint8Array>): ArrayBuffer {
  const encoder = new TextEncoder();
  const named = [...files].map(([name, content]) => ({ name: encoder.encode(name), content }));
  const localBytes = named.reduce((sum, file) => sum + 30 + file.name.length + file.content.length, 0);
  const directoryBytes = named.reduce((sum, file) => sum + 46 + file.name.length, 0);
  const out = new Uint8Array(localBytes + directoryBytes + 22);
  const view = new DataView(out.buffer);
  let at = 0;
  let directoryAt = localBytes;
  for (const file of named) {
    const header = (start: number, mark: number, fields: number) => {
      view.setUint32(start, mark, true);
      view.setUint32(start + fields, file.content.length, true);
      view.setUint32(start + fields + 4, file.content.length, true);
      view.setUint16(start + fields + 8, file.name.length, true);
    };
    header(directoryAt, entryMark, 20);
    view.setUint32(directoryAt + 42, at, true);
    out.set(file.name, directoryAt + 46);
    directoryAt += 46 + file.name.length;
    header(at, localMark, 18);
    out.set(file.name, at + 30);
    out.set(file.content, at + 30 + file.name.length);
    at += 30 + file.name.length + file.content.length;
  }
  view.setUint32(directoryAt, endMark, true);
  view.setUint16(directoryAt + 8, named.length, true);
  view.setUint16(directoryAt + 10, named.length, true);
  view.setUint32(directoryAt + 12, directoryBytes, true);
  view.setUint32(directoryAt + 16, localBytes, true);
  return out.buffer;
}
