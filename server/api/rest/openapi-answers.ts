import { codesOfStatus, errorWords } from "./error-words";
import type { ErrorBody } from "./errors";
import type { Route } from "./route";

/** The document's headers and error answers, each written once under `components`. */

const number = { type: "integer", minimum: 0 };

export const headers = {
  "X-Request-Id": {
    description: "Names this call; say it when you ask us about it. Errors carry it as requestId.",
    schema: { type: "string", format: "uuid" },
    example: "0b0e2f7a-3c9b-4c43-9f55-3f0a4a6d7c11",
  },
  "Retry-After": {
    description: "Seconds to wait before the same call is sent again.",
    schema: number,
    example: 2,
  },
  "RateLimit-Limit": { description: "Calls allowed in the window, where calls are counted.", schema: number },
  "RateLimit-Remaining": {
    description: "Calls left in the window, where calls are counted.",
    schema: number,
  },
  "RateLimit-Reset": {
    description: "Seconds until the window is full again, where calls are counted.",
    schema: number,
  },
} as const;

type HeaderName = keyof typeof headers;
const always: HeaderName[] = ["X-Request-Id"];
const waiting: HeaderName[] = [...always, "Retry-After"];
const counted: HeaderName[] = [...waiting, "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

/** References to the headers, as an answer lists them. */
export const headerRefs = (names: readonly HeaderName[] = always) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

type ErrorAnswerDoc = {
  name: string;
  title: string;
  headers?: HeaderName[];
  example: Pick<ErrorBody, "error" | "message" | "details">;
};

/** Every status that an error comes with, its name under `components.responses` and an example as the desk answers it. */
const errorAnswers: Readonly<Record<number, ErrorAnswerDoc>> = {
  400: {
    name: "Refused",
    title: "Refused, and nothing was changed.",
    example: {
      error: "ALLOCATION_COUNT_MISMATCH",
      message: "Allocation count mismatch: expected 2, accepted 1, rejected 1",
      details: { expected: 2, accepted: 1, rejected: 1 },
    },
  },
  401: {
    name: "Unauthenticated",
    title: "No valid token or key.",
    example: { error: "UNAUTHENTICATED", message: "a valid token is needed in Authorization", details: {} },
  },
  403: {
    name: "Forbidden",
    title: "A valid token or key that may not do this.",
    example: { error: "FORBIDDEN", message: "VIEWER may not do this; it needs TRADER, API", details: {} },
  },
  404: {
    name: "NotFound",
    title: "Nothing of your firm is there.",
    example: {
      error: "BATCH_NOT_FOUND",
      message: "The batch ID does not exist",
      details: { batchTransactionId: "49136c79-3ce9-4f8d-8794-51f3a4c0b9e2" },
    },
  },
  409: {
    name: "Conflict",
    title: "Its state does not allow this now.",
    example: {
      error: "CONFLICT",
      message: "a firm has at most 20 endpoints; delete one first",
      details: {},
    },
  },
  413: {
    name: "TooLarge",
    title: "The body is too large.",
    example: {
      error: "TOO_LARGE",
      message: "the body is larger than 65536 bytes",
      details: { limit: 65_536 },
    },
  },
  415: {
    name: "MediaTypeUnsupported",
    title: "The body is of another type.",
    example: {
      error: "MEDIA_TYPE_UNSUPPORTED",
      message: "the body must be application/json in UTF-8, not compressed",
      details: { accepted: ["application/json"] },
    },
  },
  429: {
    name: "TooManyRequests",
    title: "Too fast; wait.",
    headers: counted,
    example: {
      error: "TOO_MANY_REQUESTS",
      message: "too many failed sign-ins",
      details: { retryAfterSeconds: 6 },
    },
  },
  500: {
    name: "Internal",
    title: "A fault of ours.",
    example: { error: "INTERNAL", message: "internal error", details: {} },
  },
  503: {
    name: "Unavailable",
    title: "Not ready; wait, then send the same call again.",
    headers: waiting,
    example: { error: "UNAVAILABLE", message: "Prorata is not ready; try again", details: {} },
  },
};

const requestId = headers["X-Request-Id"].example;

/** `components.responses`: one entry for each status that an operation answers, naming its codes. */
export function errorResponses(routes: readonly Route[]): Record<string, object> {
  const used = new Set(routes.flatMap((route) => Object.keys(errorRefs(route))));
  const answered = Object.entries(errorAnswers).filter(([status]) => used.has(status));
  const entries = answered.map(([status, doc]) => {
    const codes = codesOfStatus(Number(status)).map((code) => `- \`${code}\`: ${errorWords[code].meaning}`);
    const value = { code: Number(status), ...doc.example, requestId };
    return [doc.name, errorResponse([doc.title, "", ...codes].join("\n"), doc.headers, value)];
  });
  const other = errorResponse("Any other error, in the same form.", undefined, undefined);
  return { ...Object.fromEntries(entries), Failed: other };
}

const errorResponse = (
  description: string,
  names: HeaderName[] | undefined,
  example: object | undefined,
) => ({
  description,
  headers: headerRefs(names),
  content: {
    "application/json": {
      schema: { $ref: "#/components/schemas/Error" },
      ...(example === undefined ? {} : { example }),
    },
  },
});

const refTo = (name: string) => ({ $ref: `#/components/responses/${name}` });

/** The error answers of one operation, by what it reads and who may call it. */
export function errorRefs(route: Route): Record<string, { $ref: string }> {
  const isPublic = route.permission === "public";
  const hasBody = route.body !== null || route.rawBody !== undefined;
  const names = route.path.includes("{") || route.sandboxOnly === true || route.path.endsWith("/close");
  const applies: Readonly<Record<number, boolean>> = {
    401: !isPublic || route.path === "/login",
    403: !isPublic,
    404: names,
    409: route.permission === "manageEndpoints",
    413: hasBody,
    415: hasBody,
    429: !isPublic || hasBody,
  };
  const refs = Object.entries(errorAnswers)
    .filter(([status]) => applies[Number(status)] ?? true)
    .map(([status, { name }]) => [status, refTo(name)]);
  return { ...Object.fromEntries(refs), default: refTo("Failed") };
}
