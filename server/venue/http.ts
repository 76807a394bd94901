import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Refusal } from "./refusal";
import type { Venue } from "./venue";

const maximumBodyBytes = 16 * 1024;
/** What is read and thrown away past the limit, so that an honest caller sees the 413 before the connection ends. */
const maximumDrainedBytes = 16 * 1024 * 1024;
const maximumLogPage = 10_000;

type Answer = { status: number; body: unknown } | "drop";
type Door = (request: IncomingMessage, url: URL, rest: string) => Promise<Answer> | Answer;

export type VenueServer = { url: string; port: number; close: () => Promise<void> };

/** Serves a venue, on the loopback interface unless told otherwise; port 0 takes a free one. Rejects when the port is taken. */
export async function serveVenue(venue: Venue, port: number, host = "127.0.0.1"): Promise<VenueServer> {
  const doors = doorsOf(venue);
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, (request, response) => {
    void answer(doors, request, response);
  });
  await listen(server, port, host);
  const bound = boundPort(server);
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => closeServer(server) };
}

function doorsOf(venue: Venue): Map<string, Door> {
  return new Map<string, Door>([
    ["POST /orders", (request) => submitted(venue, request)],
    ["GET /orders/", (_request, _url, rest) => ok(venue.getOrder(rest))],
    ["GET /quotes/", (_request, _url, rest) => ok(venue.getQuote(rest))],
    ["GET /control", () => ok(venue.getControl())],
    ["POST /control", async (request) => ok(venue.changeControl(await readJson(request)))],
    ["GET /log", (_request, url) => ok(readLog(venue, url.searchParams))],
    [
      "GET /health",
      () => {
        venue.ping();
        return ok({ status: "ok" });
      },
    ],
  ]);
}

const ok = (body: unknown): Answer => ({ status: 200, body });

async function submitted(venue: Venue, request: IncomingMessage): Promise<Answer> {
  const body = await readJson(request).catch((error: unknown) => {
    if (error instanceof Refusal) venue.logUnreadable();
    throw error;
  });
  const submission = venue.submit(body);
  return submission.kind === "dropped" ? "drop" : { status: submission.status, body: submission.order };
}

async function answer(
  doors: Map<string, Door>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const result = await openDoor(doors, request).catch(failureOf);
  if (result === "drop") {
    response.destroy();
    return;
  }
  if (response.destroyed) return;
  const text = JSON.stringify(result.body);
  response.writeHead(result.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  response.end(text);
}

async function openDoor(doors: Map<string, Door>, request: IncomingMessage): Promise<Answer> {
  // Browsers add Origin to what a web page sends; no page has business with the venue.
  if (request.headers.origin !== undefined)
    throw new Refusal(403, "ORIGIN_REFUSED", "the venue does not serve web pages");
  const url = readUrl(request.url ?? "/");
  const [, first = "", ...others] = url.pathname.split("/");
  const path = others.length === 0 ? `/${first}` : `/${first}/`;
  const door = doors.get(`${request.method} ${path}`);
  if (door) return door(request, url, readSegment(others));
  const known = [...doors.keys()].some((key) => key.endsWith(` ${path}`));
  if (known) throw new Refusal(405, "METHOD_NOT_ALLOWED", "this path does not take that method");
  throw new Refusal(404, "PATH_NOT_FOUND", "the venue has no such path");
}

function readUrl(target: string): URL {
  const url = URL.parse(target, "http://venue.invalid");
  if (!url) throw new Refusal(400, "PATH_INVALID", "the request target is not a path");
  return url;
}

function readSegment(segments: string[]): string {
  if (segments.length > 1) throw new Refusal(404, "PATH_NOT_FOUND", "the venue has no such path");
  try {
    return decodeURIComponent(segments[0] ?? "");
  } catch {
    throw new Refusal(400, "PATH_INVALID", "the path is not valid percent-encoding");
  }
}

function readLog(venue: Venue, query: URLSearchParams) {
  const after = readCount(query, "after", 0, Number.MAX_SAFE_INTEGER);
  const limit = readCount(query, "limit", 1_000, maximumLogPage);
  if (limit === 0) throw new Refusal(400, "QUERY_INVALID", "limit must be at least 1");
  return venue.listRequests(query.get("clientOrderId"), after, limit);
}

function readCount(query: URLSearchParams, name: string, missing: number, largest: number): number {
  const text = query.get(name);
  if (text === null) return missing;
  if (!/^\d{1,16}$/.test(text) || Number(text) > largest)
    throw new Refusal(400, "QUERY_INVALID", `${name} must be a whole number of at most ${largest}`);
  return Number(text);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new Refusal(400, "BODY_INVALID", "the body is not JSON in UTF-8");
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maximumDrainedBytes) request.socket.destroy();
    if (size <= maximumBodyBytes) chunks.push(bytes);
  }
  if (size > maximumBodyBytes)
    throw new Refusal(413, "TOO_LARGE", `the body is larger than ${maximumBodyBytes} bytes`);
  return Buffer.concat(chunks);
}

function failureOf(error: unknown): Answer {
  if (error instanceof Refusal)
    return { status: error.status, body: { code: error.code, message: error.message } };
  // A caller that hung up while sending is no fault of the venue.
  if (error instanceof Error && "code" in error && error.code === "ECONNRESET") return "drop";
  console.error(JSON.stringify({ level: "error", text: "venue request failed", error: String(error) }));
  return { status: 500, body: { code: "INTERNAL", message: "the venue failed" } };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function boundPort(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("the venue listens on no port");
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
