import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bins } from "./bins";
import { Refusal } from "./refusal";

/** The sink is reachable from this machine only. */
const host = "127.0.0.1";
const maximumBodyBytes = 1024 * 1024;
/** What is read and thrown away past the limit, so that an honest caller sees the 413 before the connection ends. */
const maximumDrainedBytes = 16 * 1024 * 1024;
const usualPage = 100;
const maximumPage = 1_000;
const binPath = /^\/bins\/([A-Za-z0-9_-]{1,64})(\/behaviour)?$/;

type Answer = { status: number; headers?: Record<string, string>; body: unknown } | "drop" | "hang";

export type SinkServer = { url: string; port: number; close: () => Promise<void> };

/** Serves the bins on loopback; port 0 takes a free one. Rejects when the port is taken. */
export async function serveSink(bins: Bins, port: number): Promise<SinkServer> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 20_000 }, (request, response) => {
    void answer(bins, request, response);
  });
  await listen(server, port);
  const bound = boundPort(server);
  return { url: `http://${host}:${bound}`, port: bound, close: () => closeServer(server) };
}

async function answer(bins: Bins, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await open(bins, request).catch(failureOf);
  if (result === "drop") response.destroy();
  // A caller that is left hanging ends it itself, or the end of this process does.
  if (typeof result === "string" || response.destroyed) return;
  const bare = result.status === 204 || result.status === 304;
  const text = bare ? "" : JSON.stringify(result.body);
  response.writeHead(result.status, {
    ...(bare ? {} : { "content-length": Buffer.byteLength(text) }),
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    ...result.headers,
  });
  response.end(text);
}

async function open(bins: Bins, request: IncomingMessage): Promise<Answer> {
  // Browsers add Origin to what a web page sends; no page has business with the sink.
  if (request.headers.origin !== undefined)
    throw new Refusal(403, "ORIGIN_REFUSED", "the sink does not serve web pages");
  const url = URL.parse(request.url ?? "/", "http://sink.invalid");
  if (!url) throw new Refusal(400, "PATH_INVALID", "the request target is not a path");
  if (url.pathname === "/health" && request.method === "GET") return ok({ status: "ok" });
  const [, bin, behaviour] = binPath.exec(url.pathname) ?? [];
  if (bin === undefined) throw new Refusal(404, "PATH_NOT_FOUND", "the sink has no such path");
  switch (`${request.method}${behaviour ?? ""}`) {
    case "POST":
      return receive(bins, bin, request);
    case "GET":
      return ok({ requests: bins.list(bin, readLimit(url.searchParams)) });
    case "GET/behaviour":
      return ok(bins.getBehaviour(bin));
    case "PUT/behaviour":
      return ok(bins.setBehaviour(bin, await readJson(request)));
    default:
      throw new Refusal(405, "METHOD_NOT_ALLOWED", "this path does not take that method");
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body });

async function receive(bins: Bins, bin: string, request: IncomingMessage): Promise<Answer> {
  const bytes = await readBody(request);
  const { delayMs, retryAfterSeconds } = bins.getBehaviour(bin);
  const fate = bins.receive(bin, request.headers, bytes);
  if (fate === "hung") return "hang";
  // The timer alone does not keep a stopping process alive.
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (fate === "dropped") return "drop";
  if (fate < 300) return { status: fate, body: { received: true } };
  const headers = {
    ...(retryAfterSeconds === null ? {} : { "retry-after": String(retryAfterSeconds) }),
    ...(fate < 400 ? { location: "/bins/redirected" } : {}),
  };
  return { status: fate, headers, body: { received: false } };
}

function readLimit(query: URLSearchParams): number {
  const text = query.get("limit") ?? String(usualPage);
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > maximumPage)
    throw new Refusal(400, "QUERY_INVALID", `limit must be a whole number from 1 to ${maximumPage}`);
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
  // A caller that hung up while sending is no fault of the sink.
  if (error instanceof Error && "code" in error && error.code === "ECONNRESET") return "drop";
  console.error(JSON.stringify({ level: "error", text: "sink request failed", error: String(error) }));
  return { status: 500, body: { code: "INTERNAL", message: "the sink failed" } };
}

function listen(server: Server, port: number): Promise<void> {
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
  if (address === null || typeof address === "string") throw new Error("the sink listens on no port");
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
