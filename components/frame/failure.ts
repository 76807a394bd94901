import type { TRPCClientErrorLike } from "@trpc/client";
import type { AppRouter } from "@/server/api/root";
import type { ErrorCode } from "@/server/domain/errors";

export type ApiError = TRPCClientErrorLike<AppRouter>;

/** A failed call as a screen tells it. */
export type Failure = {
  /** `refused` is final for this input, `lost` may have arrived, the rest did nothing. */
  kind: "refused" | "signed-out" | "forbidden" | "lost" | "unavailable" | "internal";
  code: ErrorCode | null;
  detail: string;
  reference: string | undefined;
};

type ErrorData = {
  code?: string;
  reference?: string | undefined;
  refusal?: { code: ErrorCode; details: Record<string, unknown> } | null;
};

const isErrorData = (data: unknown): data is ErrorData => typeof data === "object" && data !== null;

/** What a failed call means. Without an answer nobody knows whether it arrived, and it says so. */
export function failureOf(error: { message: string; data?: unknown }): Failure {
  const data = isErrorData(error.data) ? error.data : null;
  const reference = data?.reference;
  const failure = (kind: Failure["kind"], detail: string): Failure => ({
    kind,
    code: data?.refusal?.code ?? null,
    detail,
    reference,
  });
  if (data === null || data.code === undefined)
    return failure("lost", "The desk did not answer. The connection may be down.");
  if (data.code === "UNAUTHORIZED") return failure("signed-out", "Your session has ended. Sign in again.");
  if (data.code === "FORBIDDEN") return failure("forbidden", error.message);
  if (data.code === "SERVICE_UNAVAILABLE" || data.code === "TOO_MANY_REQUESTS")
    return failure("unavailable", error.message);
  if (data.code === "INTERNAL_SERVER_ERROR") return failure("internal", "Something on our side failed.");
  return failure("refused", error.message);
}

/** The numbers and ids of a refusal, or an empty object. */
export const refusalDetails = (error: { data?: unknown }): Record<string, unknown> =>
  isErrorData(error.data) ? (error.data.refusal?.details ?? {}) : {};

/** Whether anything was saved, the reader's first question. */
export function savedSentence(failure: Failure, nothingSaved: string): string {
  if (failure.kind === "lost" || failure.kind === "internal")
    return "It is not known whether it was saved. Trying again is safe: the same request is taken once.";
  return nothingSaved;
}
