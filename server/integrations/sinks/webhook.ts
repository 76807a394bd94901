import { Webhook } from "standardwebhooks";
import { Agent, type Dispatcher, request } from "undici";
import type { AttemptOutcome, EventSink, SinkEvent, SinkTarget } from "@/server/integrations/ports";
import { type AllowedHosts, guardedConnector, type ResolveHost, refusalOfUrl, TargetRefusal } from "./guard";
import {
  type AttemptResponse,
  readRetryAfter,
  sentenceOf,
  storableText,
  usualDeadlineMs,
  withinDeadline,
} from "./outcome";

export type WebhookTarget = Extract<SinkTarget, { kind: "WEBHOOK" }>;
/** `resolve` replaces the name service. */
export type WebhookOptions = AllowedHosts & {
  deadlineMs?: number | undefined;
  resolve?: ResolveHost | undefined;
};

const largestHeaderBytes = 16 * 1024;
const largestBodyBytes = 64 * 1024;
const keptBodyBytes = 16 * 1024;

/** What has come so far; it stands when the rest of the answer does not come. */
type Heard = { status: number; headers: Dispatcher.ResponseData["headers"]; chunks: Buffer[]; cut: boolean };

/**
 * A Standard Webhooks 1.0 receiver. One event of a batch at a time, because webhooks keep a batch's order. Redirects are never followed, an
 * answer is never decompressed, and at most 64 KiB of it are read.
 */
export function webhookSink(target: WebhookTarget, options: WebhookOptions): EventSink {
  const { deadlineMs = usualDeadlineMs } = options;
  const refusal = refusalOfUrl(target.url, options);
  const url = refusal === null ? URL.parse(target.url) : null;
  const agent = url ? agentFor(url, deadlineMs, options) : null;
  let closing: Promise<void> | undefined;
  return {
    window: 1,
    async attempt(event) {
      const startedAt = performance.now();
      const body = Buffer.from(event.body, "utf8");
      let headers: Record<string, string> = {};
      const answer: { heard: Heard | null } = { heard: null };
      let error: unknown = null;
      try {
        if (!url || !agent) throw new TargetRefusal(refusal ?? "The address cannot be read.");
        headers = headersOf(event, target.secrets);
        await withinDeadline(deadlineMs, async (signal) => {
          const response = await request(url, { method: "POST", headers, body, dispatcher: agent, signal });
          answer.heard = { status: response.statusCode, headers: response.headers, chunks: [], cut: false };
          await listen(response.body, answer.heard);
        });
      } catch (caught) {
        error = caught;
      }
      // These three are written by the HTTP library.
      if (url) Object.assign(headers, { host: url.host, connection: "keep-alive" });
      headers["content-length"] = String(body.length);
      return {
        ...verdictOf(answer.heard, error),
        durationMs: Math.round(performance.now() - startedAt),
        request: { url: target.url, headers },
        response: answer.heard && responseOf(answer.heard, error !== null),
      };
    },
    async close() {
      closing ??= agent?.close();
      await closing;
    },
  };
}

function agentFor(url: URL, deadlineMs: number, options: WebhookOptions): Agent {
  return new Agent({
    connect: guardedConnector(url, { ...options, timeoutMs: deadlineMs }),
    allowH2: false,
    maxHeaderSize: largestHeaderBytes,
    // The deadline of the attempt covers both; these only tidy up behind it.
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
  });
}

function headersOf(event: SinkEvent, secrets: readonly string[]): Record<string, string> {
  const now = new Date();
  const signatures = secrets.map((secret) => new Webhook(secret).sign(event.messageId, now, event.body));
  return {
    "content-type": "application/json",
    "user-agent": "Prorata/2",
    "accept-encoding": "identity",
    "webhook-id": event.messageId,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": signatures.join(" "),
  };
}

/** Reads up to the limit, then cuts the connection. */
async function listen(body: Dispatcher.ResponseData["body"], heard: Heard): Promise<void> {
  // A stream that is destroyed on purpose still reports an error, after nobody waits for it any more.
  body.on("error", () => undefined);
  let size = 0;
  for await (const chunk of body) {
    const bytes = Buffer.from(chunk);
    heard.chunks.push(bytes.subarray(0, largestBodyBytes - size));
    size += bytes.length;
    if (size >= largestBodyBytes) {
      heard.cut = true;
      return;
    }
  }
}

type Verdict = Pick<AttemptOutcome, "result" | "error" | "retryAfterMs">;

function verdictOf(heard: Heard | null, error: unknown): Verdict {
  if (error instanceof TargetRefusal)
    return { result: "REFUSED", error: sentenceOf(error), retryAfterMs: null };
  if (!heard) return { result: "FAILED", error: sentenceOf(error), retryAfterMs: null };
  const { status, headers } = heard;
  if (status === 410)
    return {
      result: "GONE",
      error: "The receiver answered 410: it does not want to be called again.",
      retryAfterMs: null,
    };
  const delivered = status >= 200 && status < 300;
  if (delivered && error === null) return { result: "DELIVERED", error: null, retryAfterMs: null };
  const [retryAfter] = [headers["retry-after"]].flat();
  return {
    result: "FAILED",
    error: delivered ? sentenceOf(error) : sentenceOfStatus(status),
    retryAfterMs: readRetryAfter(retryAfter),
  };
}

const sentenceOfStatus = (status: number): string =>
  status >= 300 && status < 400
    ? `The receiver answered ${status}; redirects are not followed.`
    : `The receiver answered ${status}.`;

function responseOf(heard: Heard, broken: boolean): AttemptResponse {
  const bytes = Buffer.concat(heard.chunks);
  const truncated = broken || heard.cut || bytes.length > keptBodyBytes;
  // As part of a stream, so that a character that the limit cuts in two is left out.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, keptBodyBytes), {
    stream: truncated,
  });
  const headers = Object.entries(heard.headers).map(([name, value]) => [
    name,
    storableText([value ?? []].flat().join(", ")),
  ]);
  return { status: heard.status, headers: Object.fromEntries(headers), body: storableText(text), truncated };
}
