import { randomUUID } from "node:crypto";
import http from "node:http";

// Loaded into the web process before Next. Two kinds of requests make Next answer 500 before any code of ours is asked: a method that
// fetch does not know, and a path whose percent signs do not decode. They are the caller's fault and are told so here.

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Why the request cannot be served by anyone, in the form of the firm API's errors; null when it can. */
function refusalOf({ method = "", url = "" }) {
  if (!methods.includes(method)) {
    return { code: 405, error: "METHOD_NOT_ALLOWED", message: `the method ${method} is not served` };
  }
  try {
    decodeURIComponent(url.split("?", 1)[0]);
    return null;
  } catch {
    return { code: 400, error: "BODY_INVALID", message: "the path cannot be decoded" };
  }
}

/** Answers what nobody can serve, and hands everything else on. */
const gated = (listener) => (request, response) => {
  const refusal = refusalOf(request);
  if (refusal === null) return listener(request, response);
  const { code, message, error } = refusal;
  const requestId = randomUUID();
  response.writeHead(code, {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": requestId,
    ...(code === 405 ? { Allow: methods.join(", ") } : {}),
  });
  response.end(
    request.method === "HEAD" ? "" : JSON.stringify({ code, message, error, details: {}, requestId }),
  );
};

const createServer = http.createServer;
http.createServer = (...given) =>
  createServer(...given.map((one) => (typeof one === "function" ? gated(one) : one)));
