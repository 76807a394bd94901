import { AppError } from "@/server/domain/errors";
import { JsonFault, type JsonValue, parseJson } from "./strict-json";

/** Most bytes of the body of a single call and of a bulk call. */
export const SINGLE_BODY_BYTES = 64 * 1024;
export const BULK_BODY_BYTES = 32 * 1024 * 1024;
/** What is read and thrown away past the limit, so that an honest caller sees the 413 before the connection ends. */
const DRAINED_BYTES = 16 * 1024 * 1024;

const tooLarge = (limit: number): AppError =>
  new AppError("TOO_LARGE", `the body is larger than ${limit} bytes`, { limit });

/** The body's bytes; throws TOO_LARGE past the limit and BODY_INVALID when the caller hung up. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > limit + DRAINED_BYTES) throw tooLarge(limit);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new AppError("BODY_INVALID", "the body ended early");
    });
    if (done) break;
    size += value.byteLength;
    if (size <= limit) chunks.push(value);
    if (size > limit + DRAINED_BYTES) {
      await reader.cancel().catch(() => undefined);
      break;
    }
  }
  if (size > limit) throw tooLarge(limit);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/** The media type of the body in lower case; throws MEDIA_TYPE_UNSUPPORTED unless it is one of the given, in UTF-8 and not compressed. */
export function mediaType<Type extends string>(request: Request, accepted: readonly Type[]): Type {
  const [essence = "", ...parameters] = (request.headers.get("content-type") ?? "")
    .split(";")
    .map((part) => part.trim().toLowerCase());
  const type = accepted.find((one) => one === essence);
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  const encoding = request.headers.get("content-encoding") ?? "identity";
  const readable = charset === undefined || /^"?utf-?8"?$/.test(charset);
  if (type === undefined || !readable || encoding.toLowerCase() !== "identity") {
    const message = `the body must be ${accepted.join(" or ")} in UTF-8, not compressed`;
    throw new AppError("MEDIA_TYPE_UNSUPPORTED", message, { accepted });
  }
  return type;
}

/** Bytes as UTF-8 text without a byte order mark; throws BODY_INVALID when they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new AppError("BODY_INVALID", "the body is not UTF-8");
  }
}

/** A fault of reading JSON as a refusal; any other error is thrown on. */
export function jsonRefusal(error: unknown, where = "the body"): AppError {
  if (error instanceof JsonFault)
    return new AppError("BODY_INVALID", `${where} is not valid JSON: ${error.message}`);
  throw error;
}

/** The one JSON value of a small body, read strictly. */
export async function readJson(request: Request): Promise<JsonValue> {
  mediaType(request, ["application/json"]);
  const text = decodeText(await readBytes(request, SINGLE_BODY_BYTES));
  try {
    return parseJson(text);
  } catch (error) {
    throw jsonRefusal(error);
  }
}
