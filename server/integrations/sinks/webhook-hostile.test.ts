import { createServer } from "node:http";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { openReceivers, sinkEvent } from "@/server/testing/sink-receivers";

const receivers = openReceivers();
afterEach(() => receivers.close());

describe("a hostile receiver", () => {
  const shortMs = 400;

  it("that never answers is given up at the deadline", async () => {
    const outcome = await receivers.attempt(() => undefined, shortMs);
    expect(outcome).toMatchObject({
      result: "FAILED",
      response: null,
      error: "The receiver gave no complete answer in 0.4 s.",
    });
    expect(outcome.durationMs).toBeGreaterThanOrEqual(shortMs - 5);
    expect(outcome.durationMs).toBeLessThan(shortMs + 600);
  });

  it("that never accepts the connection's bytes is given up at the deadline", async () => {
    const outcome = await receivers.attemptRaw(() => undefined, shortMs);
    expect(outcome).toMatchObject({ result: "FAILED", response: null });
  });

  it.each([
    ["headers", "HTTP/1.1 200 OK\r\nx-slow: "],
    ["body", "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"],
  ])("that drips its %s is given up at the deadline", async (_name, start) => {
    const outcome = await receivers.attemptRaw((socket) => {
      socket.write(start);
      const timer = setInterval(() => socket.write("a"), 25);
      socket.on("close", () => clearInterval(timer));
    }, shortMs);
    expect(outcome).toMatchObject({ result: "FAILED", error: expect.stringContaining("no complete answer") });
    expect(outcome.durationMs).toBeLessThan(shortMs + 600);
  });

  it("that drips its body leaves what had come", async () => {
    const { response } = await receivers.attemptRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhello");
    }, shortMs);
    expect(response).toEqual({
      status: 200,
      headers: { "content-length": "1000" },
      body: "hello",
      truncated: true,
    });
  });

  it("that sends interim answers without end is given up at the deadline", async () => {
    const outcome = await receivers.attemptRaw((socket) => {
      const timer = setInterval(() => socket.write("HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"), 5);
      socket.on("close", () => clearInterval(timer));
    }, shortMs);
    expect(outcome).toMatchObject({ result: "FAILED", response: null });
  });

  it("that sends 1 GB is cut off, ten times over, in flat memory", async () => {
    const block = Buffer.alloc(1024 * 1024, "a");
    let sent = 0;
    const host = await receivers.listen(
      createServer((_request, response) => {
        let left = 1_024;
        const more = (): void => {
          while (left > 0 && !response.destroyed) {
            left -= 1;
            sent += block.length;
            if (!response.write(block)) return void response.once("drain", more);
          }
          response.end();
        };
        more();
      }),
    );
    const sink = receivers.openSink(host);
    await sink.attempt(sinkEvent);
    const before = process.memoryUsage().rss;
    for (let count = 0; count < 10; count += 1) {
      const outcome = await sink.attempt(sinkEvent);
      expect(outcome).toMatchObject({ result: "DELIVERED", response: { status: 200, truncated: true } });
      expect(outcome.response?.body).toHaveLength(16 * 1024);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
    expect(sent).toBeLessThan(200 * 1024 * 1024);
  });

  it("that sends a bomb of gzip has its bytes kept as they are", async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    const outcome = await receivers.attempt((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    expect(outcome).toMatchObject({ result: "DELIVERED", response: { truncated: true } });
    expect(outcome.response?.body.length).toBeLessThanOrEqual(16 * 1024);
    expect(outcome.response?.body).not.toContain("\u0000");
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it("that sends headers of 100 kB is refused", async () => {
    const outcome = await receivers.attemptRaw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nx-long: ${"a".repeat(100_000)}\r\n\r\n`),
    );
    expect(outcome).toMatchObject({
      result: "FAILED",
      response: null,
      error: "The headers of the answer are larger than 16 KiB.",
    });
  });

  it("that sends 5,000 headers is refused", async () => {
    const outcome = await receivers.attemptRaw((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\n${"x-a: 1234\r\n".repeat(5_000)}\r\n`),
    );
    expect(outcome).toMatchObject({ result: "FAILED", response: null });
  });

  it.each([
    ["before an answer", ""],
    ["in the middle of the headers", "HTTP/1.1 200 OK\r\ncontent-le"],
    ["in the middle of the body", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc"],
    ["in the middle of a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\nabc"],
  ])("that closes %s has failed", async (_name, bytes) => {
    const outcome = await receivers.attemptRaw((socket) => socket.end(bytes));
    expect(outcome).toMatchObject({
      result: "FAILED",
      error: expect.stringContaining("closed the connection"),
    });
  });

  it.each([
    ["resets", (socket: Socket) => socket.resetAndDestroy()],
    ["does not speak HTTP", (socket: Socket) => socket.end("220 mail.example ESMTP\r\n")],
    [
      "answers a length that is none",
      (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"),
    ],
  ])("that %s has failed", async (_name, behave) => {
    const outcome = await receivers.attemptRaw(behave);
    expect(outcome).toMatchObject({ result: "FAILED", error: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("that speaks no TLS has failed", async () => {
    const host = await receivers.listen(createServer((_request, response) => response.end()));
    const outcome = await receivers.openSink(host, { url: `https://${host}/` }).attempt(sinkEvent);
    expect(outcome).toMatchObject({
      result: "FAILED",
      response: null,
      error: expect.stringContaining("TLS"),
    });
  });

  it("that listens no more has failed", async () => {
    const server = createServer();
    const host = await receivers.listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await receivers.openSink(host).attempt(sinkEvent)).toMatchObject({
      result: "FAILED",
      response: null,
      error: "The receiver refused the connection.",
    });
  });

  it("does not stop the next attempt", async () => {
    let count = 0;
    const host = await receivers.listen(
      createServer((request, response) => {
        count += 1;
        if (count % 2 === 1) request.socket.destroy();
        else response.end();
      }),
    );
    const sink = receivers.openSink(host);
    const results = [];
    for (let left = 4; left > 0; left -= 1) results.push((await sink.attempt(sinkEvent)).result);
    expect(results).toEqual(["FAILED", "DELIVERED", "FAILED", "DELIVERED"]);
  });
});
