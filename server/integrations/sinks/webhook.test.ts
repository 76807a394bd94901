import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import { openReceivers, sinkEvent, webhookSecret } from "@/server/testing/sink-receivers";

const olderSecret = "whsec_QWxsb2NhdGlvbnMgYXJlIHNwbGl0IGZhaXJseQ==";
const receivers = openReceivers();
afterEach(() => receivers.close());

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

describe("what is sent", () => {
  async function capture(secrets: string[]) {
    const seen: { url?: string; body: string; headers: Record<string, string> }[] = [];
    const host = await receivers.listen(
      createServer(async (request, response) => {
        const { url = "", rawHeaders } = request;
        const headers = Object.fromEntries(
          rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ""]] : [])),
        );
        seen.push({ url: `${request.method} ${url}`, body: await readAll(request), headers });
        response.end("thanks");
      }),
    );
    const outcome = await receivers.openSink(host, { secrets }).attempt(sinkEvent);
    const [request] = seen;
    if (!request) throw new Error("nothing arrived");
    return { outcome, request };
  }

  it("is a POST of the stored bytes whose signature a foreign library accepts", async () => {
    const { outcome, request } = await capture([webhookSecret]);
    expect(request.url).toBe("POST /hook?key=1");
    expect(request.body).toBe(sinkEvent.body);
    expect(request.headers).toMatchObject({
      "content-type": "application/json",
      "user-agent": "Prorata/2",
      "accept-encoding": "identity",
      "webhook-id": sinkEvent.messageId,
    });
    expect(new Webhook(webhookSecret).verify(request.body, request.headers)).toEqual(
      JSON.parse(sinkEvent.body),
    );
    expect(outcome).toMatchObject({
      result: "DELIVERED",
      error: null,
      retryAfterMs: null,
      response: { status: 200, body: "thanks", truncated: false },
    });
  });

  it.each([
    ["body", { body: `${sinkEvent.body} ` }],
    ["id", { "webhook-id": "msg_0198b3f3" }],
    ["timestamp", { "webhook-timestamp": String(Math.floor(Date.now() / 1_000) - 1) }],
  ])("does not verify with another %s", async (_name, { body, ...changed }: Record<string, string>) => {
    const { request } = await capture([webhookSecret]);
    const headers = { ...request.headers, ...changed };
    expect(() => new Webhook(webhookSecret).verify(body ?? request.body, headers)).toThrow(
      "No matching signature",
    );
  });

  it("carries a signature of each secret while a rotation overlaps", async () => {
    const { request } = await capture([webhookSecret, olderSecret]);
    expect(request.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
    for (const one of [webhookSecret, olderSecret]) new Webhook(one).verify(request.body, request.headers);
  });

  it("is recorded whole, without the secret", async () => {
    const { outcome, request } = await capture([webhookSecret]);
    const { url, headers } = outcome.request;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hook\?key=1$/);
    expect(headers).toEqual(request.headers);
    expect(JSON.stringify(outcome)).not.toContain(webhookSecret.slice("whsec_".length));
  });

  it("has the time of the attempt, not of the event", async () => {
    const { request } = await capture([webhookSecret]);
    expect(Math.abs(Number(request.headers["webhook-timestamp"]) - Date.now() / 1_000)).toBeLessThan(5);
  });

  it("does not leave when the secret cannot sign", async () => {
    const host = await receivers.listen(createServer((_request, response) => response.end()));
    const outcome = await receivers.openSink(host, { secrets: ["whsec_%%%"] }).attempt(sinkEvent);
    expect(outcome).toMatchObject({ result: "FAILED", response: null, error: expect.any(String) });
    expect(JSON.stringify(outcome)).not.toContain("%%%");
  });

  it("goes over a connection that is kept", async () => {
    const ports = new Set<number | undefined>();
    const host = await receivers.listen(
      createServer((request, response) => {
        ports.add(request.socket.remotePort);
        response.end();
      }),
    );
    const sink = receivers.openSink(host);
    for (let count = 0; count < 5; count += 1) await sink.attempt(sinkEvent);
    expect(ports.size).toBeLessThanOrEqual(2);
  });
});

describe("an answer", () => {
  const answering =
    (status: number, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) => {
      response.writeHead(status, headers).end("text");
    };

  it.each([200, 201, 202, 204, 299])("of %i is a delivery", async (status) => {
    expect(await receivers.attempt(answering(status, { "retry-after": "5" }))).toMatchObject({
      result: "DELIVERED",
      error: null,
      retryAfterMs: null,
      response: { status },
    });
  });

  it.each([300, 304, 400, 401, 404, 409, 429, 500, 503])("of %i is a failure", async (status) => {
    expect(await receivers.attempt(answering(status))).toMatchObject({
      result: "FAILED",
      error: expect.stringContaining(`answered ${status}`),
      retryAfterMs: null,
      response: { status },
    });
  });

  it("of 410 ends the deliveries", async () => {
    expect(await receivers.attempt(answering(410))).toMatchObject({
      result: "GONE",
      error: expect.stringContaining("410"),
    });
  });

  it.each([301, 302, 303, 307, 308])("of %i is not followed", async (status) => {
    let arrived = 0;
    const elsewhere = await receivers.listen(
      createServer((_request, response) => {
        arrived += 1;
        response.end();
      }),
    );
    const outcome = await receivers.attempt(answering(status, { location: `http://${elsewhere}/` }));
    expect(outcome).toMatchObject({ result: "FAILED", error: expect.stringContaining("not followed") });
    expect(outcome.response?.headers.location).toBe(`http://${elsewhere}/`);
    expect(arrived).toBe(0);
  });

  it.each([
    [429, "120", 120_000],
    [503, "0", 0],
    [500, "86400", 3_600_000],
    [302, "7", 7_000],
    [429, "9".repeat(400), 3_600_000],
    [429, "-5", null],
    [429, "1.5", null],
    [429, "soon", null],
    [429, "2026", 2_026_000],
    [503, "Fri, 01 Jan 2100 00:00:00 GMT", 3_600_000],
    [503, "Thu, 01 Jan 1970 00:00:00 GMT", 0],
    [503, "nonsense GMT", null],
  ])("of %i with Retry-After %s asks for %s ms", async (status, value, expected) => {
    expect((await receivers.attempt(answering(status, { "retry-after": value }))).retryAfterMs).toBe(
      expected,
    );
  });

  it("with a date in Retry-After asks for the time until then", async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfterMs } = await receivers.attempt(answering(503, { "retry-after": date }));
    expect(retryAfterMs).toBeGreaterThan(50_000);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  });

  it("that is no text is kept as text that the database can hold", async () => {
    const { response } = await receivers.attempt((_request, answer) => {
      answer.end(Buffer.from([0x61, 0x00, 0xff, 0xc3, 0xa9, 0x00, 0x62]));
    });
    expect(response?.body).toBe("a\ufffdéb");
  });

  it("of more than 16 KiB is kept to that, without half a character", async () => {
    const { result, response } = await receivers.attempt((_request, answer) => {
      answer.end(`a${"é".repeat(20_000)}`);
    });
    expect(result).toBe("DELIVERED");
    expect(response).toMatchObject({ truncated: true, body: `a${"é".repeat(8_191)}` });
  });

  it("with a header twice keeps both", async () => {
    const { response } = await receivers.attemptRaw((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nx-one: 1\r\nx-one: 2\r\n__proto__: x\r\ncontent-length: 0\r\n\r\n"),
    );
    expect(Object.entries(response?.headers ?? {})).toContainEqual(["x-one", "1, 2"]);
  });
});
