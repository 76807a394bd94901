import { FileRefused, groupDigits, limits } from "./limits";

export type FileKind = "text" | "xlsx";

const startsWith = (bytes: Uint8Array, ...signature: number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte);

const ole2 = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;

/** "EncryptedPackage" in UTF-16, the stream name a password-protected workbook carries in its OLE2 directory. */
const encryptedMark = Uint8Array.from([..."EncryptedPackage"].flatMap((letter) => [letter.charCodeAt(0), 0]));

function includes(bytes: Uint8Array, mark: Uint8Array): boolean {
  const first = mark[0] ?? 0;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (mark.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

/** A text with NUL bytes that is not UTF-16 is some binary format whose name we do not know. */
function looksBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 4_096);
  if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) return false;
  const zeros = head.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  return zeros > 0 && zeros < head.length * 0.3;
}

/**
 * Decides by content, never by the file's name, whether the bytes are a text table or an XLSX workbook.
 * Throws FileRefused with a sentence for people when they are neither.
 */
export function sniff(bytes: Uint8Array): FileKind {
  if (bytes.length === 0) throw new FileRefused("The file is empty.");
  if (bytes.length > limits.fileBytes) {
    throw new FileRefused(
      `The file has ${groupDigits(Math.ceil(bytes.length / 1024 / 1024))} MB; at most ${limits.fileBytes / 1024 / 1024} MB can be read. Split it and drop the parts one after the other.`,
    );
  }
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) return "xlsx";
  if (startsWith(bytes, ...ole2)) {
    throw new FileRefused(
      includes(bytes, encryptedMark)
        ? "The workbook is protected by a password. Remove the password in Excel (File, Info, Protect Workbook) and drop it again."
        : "This is an old Excel 97–2003 workbook (.xls). Save it as .xlsx or .csv in Excel and drop it again.",
    );
  }
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46))
    throw new FileRefused("This is a PDF, not a spreadsheet. Drop a .csv or .xlsx file.");
  if (startsWith(bytes, 0x50, 0x4b))
    throw new FileRefused("The workbook is damaged or empty. Save it again in Excel.");
  const head = new TextDecoder("latin1")
    .decode(bytes.subarray(0, 512))
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart()
    .toLowerCase();
  if (head.startsWith("<!doctype html") || head.startsWith("<html") || head.startsWith("<table")) {
    throw new FileRefused(
      "This is a web page saved under a spreadsheet's name. Save it as .xlsx or .csv and drop it again.",
    );
  }
  if (head.startsWith("<?xml"))
    throw new FileRefused(
      "This is an XML file, not a spreadsheet. Save it as .xlsx or .csv and drop it again.",
    );
  if (looksBinary(bytes))
    throw new FileRefused("The content is not a text table. Drop a .csv, .tsv, .txt or .xlsx file.");
  return "text";
}
