import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openBins } from "./bins";
import { type SinkServer, serveSink } from "./http";

let home: string;
let server: SinkServer;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "sink-http-"));
  server = await serveSink(openBins({ home }), 0);
});
afterEach(async () => {
  await server.close();
  await rm(home, { recursive: true });
});

async function call(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, url = server.url) {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: "manual",
    signal: AbortSignal.timeout(5_000),
    headers: { "content-type": "application/json", "webhook-id": "msg_1" },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}
const post = (bin: string, body: string) => call("POST", `/bins/${bin}`, body);
const behave = (bin: string, behaviour: unknown) =>
  call("PUT", `/bins/${bin}/behaviour`, JSON.stringify(behaviour));
const latest = async (bin: string, limit = 100) =>
  (await call("GET", `/bins/${bin}?limit=${limit}`)).body.requests;

describe("a bin", () => {
  it("keeps each request as it came, before it is answered, one line each", async () => {
    const bodies = ['{ "a": "0.10" }', "", "\ufeffBOM\r\n\u0000", "Zoë €𝄞\u2028"];
    for (const body of bodies)
      expect(await post("orders", body)).toMatchObject({ status: 200, body: { received: true } });
    const lines = (await readFile(join(home, "orders.ndjson"), "utf8")).trimEnd().split("\n");
    const logged = lines.map((line) => JSON.parse(line));
    expect(logged.map(({ body }) => body)).toEqual(bodies);
    expect(logged[0]).toMatchObject({
      bin: "orders",
      answered: 200,
      receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      headers: { "webhook-id": "msg_1", "content-type": "application/json" },
    });
  });

  it("shows the latest first, as many as asked, and nothing of other bins", async () => {
    for (const n of [1, 2, 3, 4]) await post("a", String(n));
    await post("b", "other");
    const bodies = async (limit: number) =>
      (await latest("a", limit)).map(({ body }: { body: string }) => body);
    expect(await bodies(2)).toEqual(["4", "3"]);
    expect(await bodies(1_000)).toEqual(["4", "3", "2", "1"]);
    expect(await latest("empty")).toEqual([]);
  });

  it("shows lines that are longer than what is read at once", async () => {
    const bodies = [300_000, 10, 900_000, 20].map((length, n) => `${n}${"é".repeat(length / 2)}`);
    for (const body of bodies) await post("long", body);
    expect((await latest("long")).map(({ body }: { body: string }) => body)).toEqual(bodies.toReversed());
  });

  it("keeps bytes that are no text", async () => {
    await call("POST", "/bins/raw", new Uint8Array([0x22, 0xff, 0x00]));
    expect(await latest("raw")).toMatchObject([
      { bodyBase64: Buffer.from([0x22, 0xff, 0]).toString("base64") },
    ]);
  });

  it("keeps every one of many at once", async () => {
    const count = 300;
    await Promise.all(Array.from({ length: count }, (_, n) => post("many", String(n))));
    const bodies = (await latest("many", 1_000)).map(({ body }: { body: string }) => Number(body));
    expect(bodies.toSorted((a: number, b: number) => a - b)).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
  });

  it("goes on after half a line, which a kill may leave", async () => {
    await post("torn", "1");
    await server.close();
    await appendFile(join(home, "torn.ndjson"), '{"receivedAt":"2026-11');
    server = await serveSink(openBins({ home }), 0);
    await post("torn", "2");
    expect((await latest("torn")).map(({ body }: { body: string }) => body)).toEqual(["2", "1"]);
  });

  it("sets its log aside when it has grown too large, and still shows the latest", async () => {
    await server.close();
    server = await serveSink(openBins({ home, largestLog: 2_000 }), 0);
    for (let n = 0; n < 30; n += 1) await post("full", `${n} ${"x".repeat(200)}`);
    expect((await stat(join(home, "full.ndjson.1"))).size).toBeLessThan(3_000);
    expect((await stat(join(home, "full.ndjson"))).size).toBeLessThan(3_000);
    const shown = (await latest("full")).map(({ body }: { body: string }) => Number.parseInt(body, 10));
    expect(shown.slice(0, 3)).toEqual([29, 28, 27]);
  });
});

describe("a bin that misbehaves", () => {
  it("has no fault at first, and what is left out of a new behaviour has none", async () => {
    const faultless = {
      ...{ status: 200, failRatio: 0, hangRatio: 0, dropRatio: 0, delayMs: 0 },
      ...{ retryAfterSeconds: null, gone: false, seed: 1 },
    };
    expect((await call("GET", "/bins/a/behaviour")).body).toEqual(faultless);
    expect((await behave("a", { status: 503, retryAfterSeconds: 7 })).body).toEqual({
      ...faultless,
      status: 503,
      failRatio: 1,
      retryAfterSeconds: 7,
    });
    expect((await behave("a", {})).body).toEqual(faultless);
  });

  it.each([
    [{ status: 503, retryAfterSeconds: 120 }, 503],
    [{ status: 404 }, 404],
    [{ status: 302 }, 302],
    [{ failRatio: 1 }, 500],
    [{ gone: true }, 410],
    [{ status: 202 }, 202],
    [{ status: 204 }, 204],
    [{ status: 202, failRatio: 1 }, 500],
  ])("as %j answers %i and logs it", async (behaviour, status) => {
    await behave("a", behaviour);
    const answer = await post("a", "1");
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBe("retryAfterSeconds" in behaviour ? "120" : null);
    expect(await latest("a")).toMatchObject([{ body: "1", answered: status }]);
  });

  it("takes the request and cuts the connection, or never answers", async () => {
    await behave("cut", { dropRatio: 1 });
    await expect(post("cut", "1")).rejects.toThrow("fetch failed");
    expect(await latest("cut")).toMatchObject([{ body: "1", answered: "dropped" }]);
    await behave("mute", { hangRatio: 1 });
    const hung = fetch(`${server.url}/bins/mute`, {
      method: "POST",
      body: "1",
      signal: AbortSignal.timeout(300),
    });
    await expect(hung).rejects.toThrow("timeout");
    expect(await latest("mute")).toMatchObject([{ body: "1", answered: "hung" }]);
  });

  it("answers after its delay, and has logged the request before", async () => {
    await behave("slow", { delayMs: 400 });
    const startedAt = performance.now();
    const answer = post("slow", "1");
    await expect.poll(() => latest("slow")).toHaveLength(1);
    expect((await answer).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(395);
  });

  it("fails the share it was told to, the same ones for the same seed", async () => {
    const fates = async (seed: number) => {
      await behave("dice", { failRatio: 0.3, seed });
      const statuses = [];
      for (let n = 0; n < 200; n += 1) statuses.push((await post("dice", "x")).status);
      return statuses;
    };
    const first = await fates(7);
    expect(await fates(7)).toEqual(first);
    expect(await fates(8)).not.toEqual(first);
    const failed = first.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(40);
    expect(failed).toBeLessThan(80);
  });

  it("still does after a restart", async () => {
    await behave("a", { status: 503 });
    await server.close();
    server = await serveSink(openBins({ home }), 0);
    expect((await post("a", "1")).status).toBe(503);
  });

  it.each([
    [null],
    [[]],
    ["gone"],
    [{ status: 199 }],
    [{ status: 600 }],
    [{ status: "200" }],
    [{ failRatio: 1.1 }],
    [{ failRatio: -0.1 }],
    [{ hangRatio: "1" }],
    [{ dropRatio: null }],
    [{ delayMs: 1.5 }],
    [{ delayMs: 3_600_001 }],
    [{ retryAfterSeconds: -1 }],
    [{ gone: 1 }],
    [{ seed: -1 }],
    [{ speed: 1 }],
  ])("cannot be told %j", async (behaviour) => {
    await behave("a", { status: 418 });
    expect(await behave("a", behaviour)).toMatchObject({ status: 400, body: { code: "BODY_INVALID" } });
    expect((await call("GET", "/bins/a/behaviour")).body.status).toBe(418);
  });
});

describe("hostile input", () => {
  it.each([
    ["GET", "/", 404],
    ["GET", "/bins", 404],
    ["POST", "/bins/", 404],
    ["POST", "/bins/a.b", 404],
    ["POST", "/bins/..%2fx", 404],
    ["POST", "/bins/../../etc/passwd", 404],
    ["POST", `/bins/${"a".repeat(65)}`, 404],
    ["POST", "/bins/%00", 404],
    ["POST", "/bins/a/behaviour", 405],
    ["PUT", "/bins/a", 405],
    ["DELETE", "/bins/a", 405],
    ["GET", "/bins/a?limit=0", 400],
    ["GET", "/bins/a?limit=1001", 400],
    ["GET", "/bins/a?limit=x", 400],
    ["POST", "/health", 404],
    ["PUT", "/bins/a/behaviour", 400],
  ])("%s %s is answered %3$i", async (method, path, status) => {
    const answer = await call(method, path);
    expect(answer).toMatchObject({ status, body: { code: expect.any(String), message: expect.any(String) } });
    expect((await call("GET", "/health")).body).toEqual({ status: "ok" });
  });

  it("of more than 1 MiB is answered 413 and not kept, up to that it is", async () => {
    expect((await post("a", "x".repeat(1024 * 1024))).status).toBe(200);
    expect(await post("a", "x".repeat(5_000_000))).toMatchObject({
      status: 413,
      body: { code: "TOO_LARGE" },
    });
    expect(await latest("a")).toHaveLength(1);
  });

  it("from a web page is not served", async () => {
    const response = await fetch(`${server.url}/bins/a`, {
      method: "POST",
      headers: { origin: "https://evil.example" },
      body: "{}",
    });
    expect(response.status).toBe(403);
    expect(await latest("a")).toEqual([]);
  });

  it("that hangs up in the middle does no harm", async () => {
    const socket = connect(server.port, "127.0.0.1", () => {
      socket.write("POST /bins/a HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{", () =>
        socket.destroy(),
      );
    });
    await once(socket, "close");
    expect((await post("a", "1")).status).toBe(200);
    expect(await latest("a")).toHaveLength(1);
  });
});
