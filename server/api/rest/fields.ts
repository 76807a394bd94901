import { z } from "@hono/zod-openapi";
import { AppError } from "@/server/domain/errors";
import { decimalString, uuidText } from "@/server/domain/requests";
import { JsonNumber } from "./strict-json";

/**
 * A UUID of any version, lower-cased. A copy, because only schemas made after the OpenAPI extension was loaded carry its
 * method, and a page may have loaded the domain's before.
 */
export const uuidField = uuidText.clone().openapi({ type: "string", format: "uuid" });

/** Plain decimal text, or a JSON number whose source text is one. */
export const decimalField = z
  .preprocess((value) => (value instanceof JsonNumber ? value.source : value), decimalString)
  .openapi({ type: "string", format: "decimal", example: "200" });

/** A JSON number written as a whole number of 32 bits. */
export const int32Field = z
  .preprocess(
    (value) =>
      value instanceof JsonNumber && /^-?\d{1,10}$/.test(value.source) ? Number(value.source) : value,
    z.int32(),
  )
  .openapi({ type: "integer", format: "int32" });

/** The number of items of a page. */
export const limitField = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, "must be a whole number from 1 to 10000")
  .transform(Number)
  .refine((limit) => limit <= 10_000, "must be a whole number from 1 to 10000")
  .default(100)
  .openapi({ type: "integer", minimum: 1, maximum: 10_000, default: 100 });

/** An opaque place in a list: what `nextCursor` of the page before said. */
export const cursorField = z
  .string()
  .transform((text, at) => {
    const rowId = readCursor(text);
    if (rowId === null) at.addIssue("is not a cursor of this list");
    return rowId ?? z.NEVER;
  })
  .optional()
  .openapi({ type: "string", description: "nextCursor of the page before" });

const cursorText = /^after:(\d{1,18})$/;

/** A row id as an opaque cursor. */
export const writeCursor = (rowId: string): string => Buffer.from(`after:${rowId}`).toString("base64url");

function readCursor(text: string): string | null {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(text)) return null;
  return cursorText.exec(Buffer.from(text, "base64url").toString("latin1"))?.[1] ?? null;
}

type Issue = z.core.$ZodIssue;

function requirement(issue: Issue): string {
  if (issue.code === "unrecognized_keys") {
    return `has the unknown key ${issue.keys.map((key) => JSON.stringify(key.slice(0, 64))).join(", ")}`;
  }
  if ("input" in issue && issue.input === undefined) return "is required";
  if (issue.code === "invalid_type") {
    return `must be ${/^[aeio]/.test(issue.expected) ? "an" : "a"} ${issue.expected}`;
  }
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "too_small" && issue.origin === "string") return "must not be empty";
  if (issue.code === "too_big" && issue.origin === "string")
    return `must have at most ${issue.maximum} characters`;
  if (issue.code === "too_small") return `must be at least ${issue.minimum}`;
  if (issue.code === "too_big") return `must be at most ${issue.maximum}`;
  return issue.message;
}

/** What is wrong with a value, naming the field: "amount must be a plain decimal such as …". */
export function describeFault(error: z.ZodError, whole: string): { field: string; message: string } {
  const issue = error.issues[0];
  if (issue === undefined) return { field: "", message: `${whole} is not valid` };
  const field = issue.path.map(String).join(".");
  return { field, message: `${field === "" ? whole : field} ${requirement(issue)}` };
}

/** Reads without throwing; a fault knows its input, so that what is missing is told from what is wrong. */
export const safeRead = <Schema extends z.ZodType>(schema: Schema, value: unknown) =>
  schema.safeParse(value, { reportInput: true });

/** The value as the schema reads it; throws BODY_INVALID that names the field at fault. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  whole: string,
): z.output<Schema> {
  const read = safeRead(schema, value);
  if (read.success) return read.data;
  const { field, message } = describeFault(read.error, whole);
  throw new AppError("BODY_INVALID", message, field === "" ? {} : { field });
}
