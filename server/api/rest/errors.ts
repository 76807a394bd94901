import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError, type ErrorCode } from "@/server/domain/errors";

/** The HTTP status of every refusal; a code without a status does not compile. */
export const httpStatus = {
  ACCOUNT_NOT_FOUND: 404,
  FIRM_ACCOUNT_NOT_FOUND: 400,
  DUPLICATE_CLIENT_TRANSACTION_ID: 400,
  SYMBOL_MISMATCH: 400,
  BATCH_NOT_FOUND: 404,
  ALLOCATION_COUNT_MISMATCH: 400,
  INSUFFICIENT_HOLDINGS: 400,
  ALLOCATION_NOT_FOUND: 404,
  SYMBOL_NOT_FOUND: 404,
  AMOUNT_NOT_POSITIVE: 400,
  AMOUNT_PRECISION: 400,
  AMOUNT_BELOW_MINIMUM: 400,
  FEE_INVALID: 400,
  INSUFFICIENT_BUYING_POWER: 400,
  BATCH_NOT_OPEN: 400,
  NO_LIQUIDITY: 400,
  NO_VALID_ALLOCATION: 400,
  NET_ZERO: 400,
  MIXED_SIDES: 400,
  MARKET_CLOSED: 400,
  VENUE_REJECTED: 400,
  BATCH_CANCELLED: 400,
  BATCH_EXPIRED: 400,
  BODY_INVALID: 400,
  BATCH_MISMATCH: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  ADDRESS_REFUSED: 400,
  CONFLICT: 409,
  METHOD_NOT_ALLOWED: 405,
  MEDIA_TYPE_UNSUPPORTED: 415,
  TOO_LARGE: 413,
  TOO_MANY_REQUESTS: 429,
  UNAVAILABLE: 503,
} as const satisfies Record<ErrorCode, ContentfulStatusCode>;

/** What went wrong as the wire says it: the contract's `code` and `message`, with our stable code and details beside them. */
export type ErrorBody = {
  code: number;
  message: string;
  error: ErrorCode | "INTERNAL";
  details: Record<string, unknown>;
  requestId: string;
};

export type ErrorAnswer = { body: ErrorBody; headers: Record<string, string>; isBug: boolean };

const isTransient = (error: unknown): boolean =>
  error instanceof Error && "retry" in error && error.retry === true;

const retryAfterSeconds = "2";

/** One answer for every error: a refusal by its code, a transient fault as 503, anything else as 500 without its cause. */
export function errorAnswer(error: unknown, requestId: string): ErrorAnswer {
  if (error instanceof AppError) return refusalAnswer(error, requestId);
  if (isTransient(error)) {
    const message = "Prorata cannot answer right now. Nothing of this request is in doubt: send it again.";
    return refusalAnswer(new AppError("UNAVAILABLE", message), requestId);
  }
  if (error instanceof HTTPException && error.status < 500) {
    return refusalAnswer(new AppError("BODY_INVALID", "the request cannot be read"), requestId);
  }
  const body = {
    code: 500,
    message: "internal error",
    error: "INTERNAL" as const,
    details: {},
    requestId,
  };
  return { body, headers: {}, isBug: true };
}

function refusalAnswer(refusal: AppError, requestId: string): ErrorAnswer {
  const body = {
    code: httpStatus[refusal.code],
    message: refusal.message,
    error: refusal.code,
    details: refusal.details,
    requestId,
  };
  return { body, headers: refusalHeaders(refusal), isBug: false };
}

function refusalHeaders({ code, details }: AppError): Record<string, string> {
  if (code === "UNAVAILABLE") return { "Retry-After": retryAfterSeconds };
  if (code === "TOO_MANY_REQUESTS") return { "Retry-After": String(details.retryAfterSeconds ?? 1) };
  if (code === "METHOD_NOT_ALLOWED") return { Allow: String(details.allowed) };
  if (code === "UNAUTHENTICATED") return { "WWW-Authenticate": "Bearer" };
  return {};
}
