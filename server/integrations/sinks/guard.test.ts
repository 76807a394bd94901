import { createServer, type Server } from "node:http";
import { isIP } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { guardedConnector, isPublicUnicast, type ResolveHost, refusalOfUrl, TargetRefusal } from "./guard";
import { webhookSink } from "./webhook";

const none = { allowedHosts: [] };
const event = { messageId: "message-1", eventType: "allocation/batch/1", batchId: "batch-1", body: "{}" };

describe("an address as written", () => {
  it.each([
    "https://hooks.example.com",
    "https://hooks.example.com/path?key=1",
    "HTTPS://HOOKS.EXAMPLE.COM/",
    "https://hooks.example.com.:443/",
    "https://hooks.example.com:8443/",
    "https://hooks.example.com:10000/",
    "https://hooks.example.com:65535/",
    "https://bücher.example/",
    "https://xn--bcher-kva.example/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://internal.example.com/",
    "https://localhost.example.com/",
    `https://example.com/${"a".repeat(2_048 - "https://example.com/".length)}`,
  ])("%s may be called", (url) => {
    expect(refusalOfUrl(url, none)).toBeNull();
  });

  it.each([
    ["", "must be a URL"],
    ["hooks.example.com", "must be a URL"],
    ["//hooks.example.com", "must be a URL"],
    ["http://hooks.example.com", "https://"],
    ["ftp://hooks.example.com", "must be a URL"],
    ["file:///etc/passwd", "must be a URL"],
    ["javascript:alert(1)", "must be a URL"],
    ["https:hooks.example.com", "must be a URL"],
    ["https:///hooks.example.com", "must be a URL"],
    ["https://", "must be a URL"],
    ["https://hooks.example.com:65536/", "must be a URL"],
    ["https://a b.example/", "a space"],
    [" https://hooks.example.com", "a space"],
    ["https://hooks.example.com\n", "a space"],
    ["https://hooks.exa\tmple.com", "a space"],
    ["https://hooks.example.com\u0000", "a space"],
    ["https:\\\\hooks.example.com", "a backslash"],
    ["https://public.example\\@127.0.0.1/", "a backslash"],
    ["https://user:pw@hooks.example.com", "user name"],
    ["https://user@hooks.example.com", "user name"],
    ["https://@hooks.example.com", "user name"],
    ["https://hooks.example.com@127.0.0.1/", "user name"],
    ["https://hooks.example.com/#part", "fragment"],
    ["https://hooks.example.com/#", "fragment"],
    ["https://hooks.example.com:22/", "Port 22"],
    ["https://hooks.example.com:25/", "Port 25"],
    ["https://hooks.example.com:80/", "Port 80"],
    ["https://hooks.example.com:5432/", "Port 5432"],
    ["https://hooks.example.com:6379/", "Port 6379"],
    ["https://hooks.example.com:9999/", "Port 9999"],
    ["https://hooks.example.com:0/", "Port 0"],
    ["https://localhost/", "not a public name"],
    ["https://localhost./", "not a public name"],
    ["https://LOCALHOST/", "not a public name"],
    ["https://ｌｏｃａｌｈｏｓｔ/", "not a public name"],
    ["https://app.localhost/", "not a public name"],
    ["https://web.internal/", "not a public name"],
    ["https://metadata.google.internal/computeMetadata/v1/", "not a public name"],
    ["https://metadata.google.internal./", "not a public name"],
    ["https://printer.local/", "not a public name"],
    ["https://postgres/", "not a public name"],
    ["https://127.0.0.1/", "127.0.0.1 is not"],
    ["https://0x7f000001/", "127.0.0.1 is not"],
    ["https://0x7f.1/", "127.0.0.1 is not"],
    ["https://2130706433/", "127.0.0.1 is not"],
    ["https://127.1/", "127.0.0.1 is not"],
    ["https://0177.0.0.1/", "127.0.0.1 is not"],
    ["https://①②⑦.⓪.⓪.①/", "127.0.0.1 is not"],
    ["https://%31%32%37.0.0.1/", "127.0.0.1 is not"],
    ["https://127.0.0.1./", "127.0.0.1 is not"],
    ["https://0/", "0.0.0.0 is not"],
    ["https://10.0.0.1/", "10.0.0.1 is not"],
    ["https://172.16.0.1/", "172.16.0.1 is not"],
    ["https://192.168.1.1/", "192.168.1.1 is not"],
    ["https://169.254.169.254/latest/meta-data/", "169.254.169.254 is not"],
    ["https://100.64.0.1/", "100.64.0.1 is not"],
    ["https://255.255.255.255/", "not a public address"],
    ["https://224.0.0.1/", "not a public address"],
    ["https://[::1]/", "not a public address"],
    ["https://[::]/", "not a public address"],
    ["https://[::127.0.0.1]/", "not a public address"],
    ["https://[::ffff:127.0.0.1]/", "not a public address"],
    ["https://[::ffff:8.8.8.8]/", "not a public address"],
    ["https://[64:ff9b::7f00:1]/", "not a public address"],
    ["https://[64:ff9b::808:808]/", "not a public address"],
    ["https://[64:ff9b:1::808:808]/", "not a public address"],
    ["https://[2002:7f00:1::]/", "not a public address"],
    ["https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "not a public address"],
    ["https://[fc00::1]/", "not a public address"],
    ["https://[fe80::1]/", "not a public address"],
    ["https://[2001:db8::1]/", "not a public address"],
    [
      `https://example.com/${"a".repeat(2_049 - "https://example.com/".length)}`,
      "longer than 2048 characters",
    ],
    [`https://example.com/${"a".repeat(1_000_000)}`, "longer than 2048 characters"],
  ])("%j may not be called", (url, reason) => {
    expect(refusalOfUrl(url, none)).toContain(reason);
  });

  it("may be plain, private and on any port when the host is listed", () => {
    const byName = { allowedHosts: ["127.0.0.1", "localhost", "[::1]"] };
    for (const url of ["http://127.0.0.1:81/x", "http://localhost/", "https://[::1]:22/", "http://0x7f.1/"])
      expect(refusalOfUrl(url, byName), url).toBeNull();
    const byPort = { allowedHosts: ["127.0.0.1:4000", "Sink:80"] };
    expect(refusalOfUrl("http://127.0.0.1:4000/bins/a", byPort)).toBeNull();
    expect(refusalOfUrl("http://sink/bins/a", byPort)).toBeNull();
    expect(refusalOfUrl("http://127.0.0.1:4001/bins/a", byPort)).toContain("https://");
    expect(refusalOfUrl("https://sink/", byPort)).toContain("not a public name");
  });

  it("is not listed by a part of a name, and keeps every other rule when listed", () => {
    const listed = { allowedHosts: ["127.0.0.1", "internal"] };
    expect(refusalOfUrl("http://127.0.0.11/", listed)).toContain("https://");
    expect(refusalOfUrl("https://web.internal/", listed)).toContain("not a public name");
    expect(refusalOfUrl("http://user@127.0.0.1/", listed)).toContain("user name");
    expect(refusalOfUrl("http://127.0.0.1/#", listed)).toContain("fragment");
    expect(refusalOfUrl("ftp://127.0.0.1/", listed)).toContain("must be a URL");
    expect(refusalOfUrl("http://127.0.0.1/", { allowedHosts: ["", "*"] })).toContain("https://");
  });
});

it.each(["fe80::1%eth0", "127.0.0.1:80", "", "example.com", "4000::1", "192.0.2.1", "198.18.0.1", "0.0.0.0"])(
  "%j is no public address",
  (address) => {
    expect(isPublicUnicast(address)).toBe(false);
  },
);

/** Asks for a connection and resolves with the error it ends in. Nothing leaves, even where the guard would let it. */
function connectTo(text: string, resolve: ResolveHost): Promise<Error | null> {
  const url = new URL(text);
  const connect = guardedConnector(url, {
    allowedHosts: [],
    resolve,
    timeoutMs: 2_000,
    connect:
      (lookup) =>
      ({ hostname }, callback) => {
        const reach = (addresses: unknown) =>
          callback(new Error(`reached ${JSON.stringify(addresses)}`), null);
        if (isIP(hostname) !== 0) return reach([hostname]);
        lookup(hostname, { all: true }, (error, found) => (error ? callback(error, null) : reach(found)));
      },
  });
  const { hostname, host, protocol, port } = url;
  return new Promise((done) => {
    connect({ hostname: hostname.replace(/^\[|\]$/g, ""), host, protocol, port }, (...[error]) =>
      done(error),
    );
  });
}

describe("the addresses behind a name", () => {
  it.each([
    ["private", ["10.0.0.1"]],
    ["our own", ["127.0.0.1"]],
    ["mixed", ["8.8.8.8", "127.0.0.1"]],
    ["mixed over both families", ["8.8.8.8", "::1"]],
    ["mapped", ["::ffff:8.8.8.8"]],
    ["the metadata service", ["169.254.169.254"]],
    ["no address", ["not an address"]],
    ["none", []],
  ])("are refused when one is %s", async (_name, addresses) => {
    let asked = 0;
    const error = await connectTo("https://hooks.example.com/", async () => {
      asked += 1;
      return addresses;
    });
    expect(error).toBeInstanceOf(TargetRefusal);
    expect(error?.message).toContain("hooks.example.com");
    expect(asked).toBe(1);
  });

  it("are not asked for when the host is a literal, which is judged before", async () => {
    const unasked = () => Promise.reject(new Error("looked up"));
    for (const url of [
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://2130706433/",
      "http://169.254.169.254/",
    ])
      expect(await connectTo(url, unasked), url).toBeInstanceOf(TargetRefusal);
  });

  it("are reached, all of them and no other, when every one is public", async () => {
    const error = await connectTo("https://hooks.example.com/", async () => [
      "8.8.8.8",
      "2606:4700:4700::1111",
    ]);
    expect(error?.message).toBe(
      'reached [{"address":"8.8.8.8","family":4},{"address":"2606:4700:4700::1111","family":6}]',
    );
    expect((await connectTo("https://8.8.8.8/", async () => []))?.message).toBe('reached ["8.8.8.8"]');
  });

  it("that the name service does not know end in its own error", async () => {
    const unknown = Object.assign(new Error("queryA ENOTFOUND hooks.example.com"), { code: "ENOTFOUND" });
    expect(await connectTo("https://hooks.example.com/", () => Promise.reject(unknown))).toBe(unknown);
  });
});

describe("a name that moves", () => {
  let server: Server;
  let port: number;
  let calls = 0;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      calls += 1;
      response.setHeader("connection", "close").end("ok");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterAll(() => {
    server.close();
  });

  it("is refused at the attempt although it was public when it was saved", async () => {
    let asked = 0;
    const sink = webhookSink(
      { kind: "WEBHOOK", url: `https://rebound.example.com:${port}/`, secrets: [] },
      { allowedHosts: [], resolve: async () => [`127.0.0.${++asked}`] },
    );
    const outcome = await sink.attempt(event);
    expect(outcome).toMatchObject({ result: "REFUSED", response: null });
    expect(outcome.error).toBe(
      "The host rebound.example.com leads to 127.0.0.1, which is not a public address.",
    );
    expect(asked).toBe(1);
    expect(calls).toBe(0);
    await sink.close();
  });

  it("is resolved once per connection, which goes to the address that was looked at", async () => {
    const asked: string[] = [];
    const host = `moving.example.com:${port}`;
    const sink = webhookSink(
      { kind: "WEBHOOK", url: `http://${host}/`, secrets: [] },
      {
        allowedHosts: [host],
        resolve: async (name) => {
          asked.push(name);
          return ["127.0.0.1"];
        },
      },
    );
    for (const count of [1, 2, 3]) {
      expect(await sink.attempt(event)).toMatchObject({ result: "DELIVERED" });
      expect(asked).toEqual(Array(count).fill("moving.example.com"));
      expect(calls).toBe(count);
    }
    await sink.close();
  });

  it("may take no longer to resolve than an attempt may take", async () => {
    const sink = webhookSink(
      { kind: "WEBHOOK", url: "https://slow.example.com/", secrets: [] },
      { allowedHosts: [], deadlineMs: 200, resolve: () => new Promise(() => undefined) },
    );
    const outcome = await sink.attempt(event);
    expect(outcome).toMatchObject({ result: "FAILED", response: null });
    expect(outcome.error).toBe("The receiver gave no complete answer in 0.2 s.");
    expect(outcome.durationMs).toBeLessThan(1_000);
    await sink.close();
  });
});
