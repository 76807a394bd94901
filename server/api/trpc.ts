import { randomUUID } from "node:crypto";
import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { Operator } from "@/server/auth/operators";
import { actorOf } from "@/server/auth/session";
import type { Actor, Context } from "@/server/context";
import { AppError } from "@/server/domain/errors";
import { may, type Permission, rolesWith } from "@/server/domain/roles";
import type { BatchChanges } from "@/server/queries/batch-changes";
import type { TestSinkDoor } from "@/server/services/sandbox/test-sink";
import { trpcCodes } from "./errors";

export type ApiContext = {
  desk: Context;
  mode: "sandbox" | "production";
  changes: BatchChanges;
  /** The sandbox's own receiver of events. */
  sink: TestSinkDoor | null;
  operator: Operator | null;
};

const isTransient = (error: unknown): boolean =>
  error instanceof Error && "retry" in error && error.retry === true;

const trpc = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 12_000 } },
  errorFormatter: ({ shape, error }) => {
    const refusal = error.cause instanceof AppError ? error.cause : null;
    const known = refusal !== null || error.code !== "INTERNAL_SERVER_ERROR";
    const reference =
      "reference" in error && typeof error.reference === "string" ? error.reference : undefined;
    return {
      ...shape,
      message: known
        ? shape.message
        : `Internal error${reference === undefined ? "" : `, reference ${reference}`}`,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        refusal: refusal === null ? null : { code: refusal.code, details: refusal.details },
        reference,
      },
    };
  },
});

/** What the caller is told of an error it may know: a refusal with its code, a transient fault as 503. Null for anything else. */
export function knownError(cause: unknown): TRPCError | null {
  if (cause instanceof AppError) {
    return new TRPCError({ code: trpcCodes[cause.code], message: cause.message, cause });
  }
  if (!isTransient(cause)) return null;
  return new TRPCError({
    code: "SERVICE_UNAVAILABLE",
    message: "The desk cannot answer right now. Nothing was stored. Try again.",
    cause,
  });
}

/** Refusals keep their code, transient faults become 503, anything else is logged with a reference and shown as one. */
const withErrors = trpc.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  const known = knownError(cause);
  if (known !== null) throw known;
  if (result.error.code !== "INTERNAL_SERVER_ERROR") return result;
  const reference = randomUUID();
  ctx.desk.logger.error(
    { path, reference, text: cause?.stack ?? result.error.message },
    "a procedure failed",
  );
  throw Object.assign(result.error, { reference });
});

export const router = trpc.router;
export const createCallerFactory = trpc.createCallerFactory;

const base = trpc.procedure.use(withErrors);

/** For an operator whose role holds the permission; `actor` is who acts. The permission is part of the procedure's meta for tests. */
export const procedure = (permission: Permission) =>
  base.use(({ ctx, next }) => {
    if (ctx.operator === null) throw new TRPCError({ code: "UNAUTHORIZED", message: "Sign in first." });
    if (!may(ctx.operator.role, permission)) {
      const allowed = rolesWith(permission).join(", ");
      throw new TRPCError({
        code: "FORBIDDEN",
        message: `Your role ${ctx.operator.role} may not do this. It needs one of: ${allowed}.`,
      });
    }
    const actor: Actor = actorOf(ctx.operator);
    return next({ ctx: { ...ctx, operator: ctx.operator, actor } });
  });
