import type { AttemptOutcome } from "@/server/integrations/ports";
import { TargetRefusal } from "./guard";

export type AttemptResponse = NonNullable<AttemptOutcome["response"]>;

/** How long one attempt may take from its first look-up to the end of its answer, unless told otherwise. */
export const usualDeadlineMs = 15_000;
const longestRetryAfterMs = 3_600_000;

/** The receiver has had its time. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
  constructor(readonly deadlineMs: number) {
    super(`no complete answer in ${deadlineMs} ms`);
  }
}

/** A signal that fires with a DeadlineError, and a promise that rejects with it for work that does not heed the signal at once. */
export async function withinDeadline<T>(
  deadlineMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new DeadlineError(deadlineMs);
    controller.abort(error);
    reject(error);
  }, deadlineMs);
  try {
    return await Promise.race([work(controller.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}

/** The text without U+0000, which PostgreSQL cannot store. */
export const storableText = (text: string): string => text.replaceAll("\u0000", "");

/** Retry-After, as seconds or as an HTTP date, in milliseconds and at most an hour; null when it is absent or says nothing. */
export function readRetryAfter(value: string | undefined, now = Date.now()): number | null {
  const text = value?.trim() ?? "";
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : / GMT$/.test(text) ? Date.parse(text) - now : NaN;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), longestRetryAfterMs);
}

const sentences: Record<string, string> = {
  ENOTFOUND: "The host name cannot be resolved.",
  ENODATA: "The host name has no address.",
  EAI_AGAIN: "The name service did not answer.",
  ETIMEOUT: "The name service did not answer.",
  ESERVFAIL: "The name service failed.",
  ECONNREFUSED: "The receiver refused the connection.",
  EHOSTUNREACH: "The receiver cannot be reached.",
  ENETUNREACH: "The receiver cannot be reached.",
  ETIMEDOUT: "The receiver cannot be reached.",
  UND_ERR_CONNECT_TIMEOUT: "The receiver cannot be reached.",
  ECONNRESET: "The receiver closed the connection before its answer was complete.",
  EPIPE: "The receiver closed the connection before its answer was complete.",
  UND_ERR_SOCKET: "The receiver closed the connection before its answer was complete.",
  UND_ERR_HEADERS_OVERFLOW: "The headers of the answer are larger than 16 KiB.",
  EPROTO: "The receiver does not speak TLS, or no version of it that is safe.",
};

/** What went wrong, in one sentence for the operator. */
export function sentenceOf(error: unknown): string {
  if (error instanceof DeadlineError)
    return `The receiver gave no complete answer in ${error.deadlineMs / 1_000} s.`;
  if (error instanceof TargetRefusal) return error.message;
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  const known = sentences[code];
  if (known !== undefined) return known;
  if (code.startsWith("ERR_SSL_")) return sentences.EPROTO ?? message;
  if (code.startsWith("HPE_") || (error instanceof Error && error.name === "HTTPParserError"))
    return "The answer is not valid HTTP.";
  if (/CERT|SIGNATURE|ISSUER/.test(code)) return `The receiver's certificate is not accepted: ${message}.`;
  return storableText(`The attempt failed: ${message}`);
}

/** The code of the error, or of the first one inside it: an attempt at several addresses fails with all their errors. */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return "cause" in error ? codeOf(error.cause) : "";
}
