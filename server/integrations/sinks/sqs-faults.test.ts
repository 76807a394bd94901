import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { EventSink, SinkEvent } from "@/server/integrations/ports";
import { sqsSink } from "./sqs";

const region = "us-east-1";
const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "the-secret-access-key" };
const event = (number: number, more: Partial<SinkEvent> = {}): SinkEvent => ({
  messageId: `message-${number}`,
  eventType: "allocation/batch/1",
  batchId: "batch-1",
  body: `{"number":${number},"name":"Zoë €","amount":"0.10"}`,
  ...more,
});

const sinks: EventSink[] = [];
afterEach(async () => {
  await Promise.all(sinks.splice(0).map((sink) => sink.close()));
});
function openSink(origin: string, name: string, deadlineMs = 15_000, gatherMs = 2): EventSink {
  const queueUrl = `${origin}/000000000000/${name}`;
  const allowedHosts = [new URL(origin).host];
  const sink = sqsSink(
    { kind: "SQS", queueUrl, region, credentials },
    { allowedHosts, deadlineMs, gatherMs },
  );
  sinks.push(sink);
  return sink;
}

const batchBody = z.object({
  Entries: z.array(
    z.object({ Id: z.string(), MessageBody: z.string(), MessageGroupId: z.string().optional() }),
  ),
});
type Entry = z.infer<typeof batchBody>["Entries"][number];
const taken = ({ Id, MessageBody }: Entry) => ({
  Id,
  MessageId: `sqs-${Id}`,
  MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
});

describe("a faulty queue", () => {
  let server: Server;
  let origin: string;
  let calls: Entry[][];
  let respond: (entries: Entry[], response: ServerResponse) => void;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { Entries } = batchBody.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    calls.push(Entries);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    respond(Entries, response);
  }
  beforeEach(async () => {
    calls = [];
    server = createServer((request, response) => void serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    respond = (entries, response) =>
      response.end(JSON.stringify({ Successful: entries.map(taken), Failed: [] }));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const fault = (status: number, type: string, headers: Record<string, string> = {}) => {
    respond = (_entries, response) => {
      response.writeHead(status, headers);
      response.end(JSON.stringify({ __type: type, message: `about ${type}` }));
    };
  };

  it("that takes a part of a call fails only the rest", async () => {
    respond = (entries, response) => {
      const [first, second, third, fourth] = entries;
      if (!first || !second || !third || !fourth) throw new Error("four belong in one call");
      response.end(
        JSON.stringify({
          Successful: [taken(fourth), taken(first)],
          Failed: [{ Id: second.Id, Code: "InternalError", Message: "try again", SenderFault: false }],
        }),
      );
    };
    const sink = openSink(origin, "events");
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => sink.attempt(event(n))));
    expect(outcomes.map(({ result, error }) => [result, error])).toEqual([
      ["DELIVERED", null],
      ["FAILED", "SQS did not take the message: InternalError: try again"],
      ["FAILED", "SQS did not say what became of the message."],
      ["DELIVERED", null],
    ]);
    expect(calls).toHaveLength(1);
  });

  it.each([
    [400, "com.amazonaws.sqs#RequestThrottled", "RequestThrottled"],
    [400, "com.amazon.coral.service#ThrottlingException", "ThrottlingException"],
    [403, "com.amazon.coral.service#ExpiredTokenException", "ExpiredTokenException"],
    [403, "com.amazon.coral.service#InvalidSignatureException", "InvalidSignatureException"],
    [400, "com.amazonaws.sqs#KmsDisabled", "KmsDisabled"],
    [500, "com.amazon.coral.service#InternalFailure", "InternalFailure"],
    [503, "com.amazon.coral.service#ServiceUnavailable", "ServiceUnavailable"],
  ])("that answers %i %s is called once", async (status, type, name) => {
    fault(status, type);
    const outcome = await openSink(origin, "events").attempt(event(1));
    expect(outcome).toMatchObject({ result: "FAILED", retryAfterMs: null, response: { status } });
    expect(outcome.error).toContain(name);
    expect(calls).toHaveLength(1);
  });

  it("that asks for a pause is heard", async () => {
    fault(503, "ServiceUnavailable", { "retry-after": "30" });
    expect(await openSink(origin, "events").attempt(event(1))).toMatchObject({ retryAfterMs: 30_000 });
  });

  it("that answers no JSON fails every event of the call", async () => {
    respond = (_entries, response) => response.writeHead(502).end("<html>Bad gateway</html>");
    const sink = openSink(origin, "events");
    const outcomes = await Promise.all([1, 2].map((n) => sink.attempt(event(n))));
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ result: "FAILED", response: { status: 502 } });
  });

  it("that mangles a message is not believed", async () => {
    respond = (entries, response) =>
      response.end(
        JSON.stringify({ Successful: entries.map((entry) => taken({ ...entry, MessageBody: "other" })) }),
      );
    expect(await openSink(origin, "events").attempt(event(1))).toMatchObject({ result: "FAILED" });
  });

  it.each([
    ["never answers", () => undefined],
    ["never ends its answer", (_entries: Entry[], response: ServerResponse) => void response.write("{")],
  ])("that %s is given up at the deadline", async (_name, behave) => {
    respond = behave;
    const outcome = await openSink(origin, "events", 300).attempt(event(1));
    expect(outcome).toMatchObject({ result: "FAILED", response: null });
    expect(outcome.error).toBe("The receiver gave no complete answer in 0.3 s.");
    expect(outcome.durationMs).toBeLessThan(1_000);
  });

  it("that hangs up fails, and so does one that listens no more", async () => {
    respond = (_entries, response) => response.destroy();
    const sink = openSink(origin, "events");
    expect((await sink.attempt(event(1))).error).toContain("closed the connection");
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    expect((await sink.attempt(event(1))).error).toBe("The receiver refused the connection.");
  });

  it("never gets more than ten events or 256 KiB in a call", async () => {
    const sink = openSink(origin, "events");
    const bodies = [...Array(25).fill(100), ...Array(5).fill(100_000), 400_000, 100];
    const events = bodies.map((size, n) => event(n, { body: JSON.stringify("é".repeat(size / 2)) }));
    const outcomes = await Promise.all(events.map((each) => sink.attempt(each)));
    expect(outcomes.every(({ result }) => result === "DELIVERED")).toBe(true);
    const sizes = calls.map((entries) =>
      entries.reduce((sum, { MessageBody }) => sum + Buffer.byteLength(MessageBody), 0),
    );
    expect(calls.every((entries) => entries.length <= 10)).toBe(true);
    expect(sizes.filter((size) => size > 256 * 1024)).toEqual([400_002]);
    expect(
      calls
        .flat()
        .map(({ MessageBody }) => MessageBody)
        .toSorted(),
    ).toEqual(events.map(({ body }) => body).toSorted());
    expect(calls.length).toBeLessThan(12);
  });

  it("never gets two events of a batch in one FIFO call, nor the second before the first has its answer", async () => {
    const waiting: (() => void)[] = [];
    respond = (entries, response) => {
      waiting.push(() => response.end(JSON.stringify({ Successful: entries.map(taken) })));
    };
    const sink = openSink(origin, "events.fifo");
    const attempts = [1, 2, 3].flatMap((n) =>
      ["a", "b"].map((batchId) => sink.attempt(event(n, { batchId, messageId: `${batchId}${n}` }))),
    );
    for (const round of [1, 2, 3]) {
      await vi.waitFor(() => expect(waiting).toHaveLength(1), { timeout: 5_000, interval: 5 });
      expect(calls).toHaveLength(round);
      expect(calls.at(-1)?.map(({ MessageGroupId }) => MessageGroupId)).toEqual(["a", "b"]);
      waiting.shift()?.();
    }
    expect((await Promise.all(attempts)).every(({ result }) => result === "DELIVERED")).toBe(true);
  });

  it("shows no credential in what is recorded", async () => {
    fault(403, "com.amazon.coral.service#InvalidClientTokenId");
    const text = JSON.stringify(await openSink(origin, "events").attempt(event(1)));
    expect(text).not.toContain(credentials.secretAccessKey);
    expect(text).not.toContain(credentials.accessKeyId);
  });
});
