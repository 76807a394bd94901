import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandOutput,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { AttemptOutcome, EventSink, SinkEvent, SinkTarget } from "@/server/integrations/ports";
import { gatherCalls } from "./gather";
import { type AllowedHosts, TargetRefusal } from "./guard";
import { readRetryAfter, sentenceOf, storableText, usualDeadlineMs, withinDeadline } from "./outcome";
import { isFifo, refusalOfQueue } from "./queue-url";

export type SqsTarget = Extract<SinkTarget, { kind: "SQS" }>;
export type SqsOptions = AllowedHosts & {
  deadlineMs?: number | undefined;
  /** How long an event waits for others that can share its call. */
  gatherMs?: number | undefined;
};

const usualGatherMs = 2;
const attributeBytes = Buffer.byteLength("event_typeStringmessage_idString");

/**
 * An SQS queue. A FIFO queue keeps the order of a batch, one of its events at a time; a standard queue promises none and takes ten.
 * Attempts made together share calls, and each has its own outcome.
 */
export function sqsSink(target: SqsTarget, options: SqsOptions): EventSink {
  const { deadlineMs = usualDeadlineMs, gatherMs = usualGatherMs } = options;
  const fifo = isFifo(target.queueUrl);
  const refusal = refusalOfQueue(target, options);
  const client = refusal === null ? clientFor(target, deadlineMs) : null;
  const calls = gatherCalls({
    ordered: fifo,
    gatherMs,
    bytesOf: ({ body, eventType, messageId }) =>
      attributeBytes + Buffer.byteLength(body) + Buffer.byteLength(eventType) + Buffer.byteLength(messageId),
    send: async (events) => {
      const startedAt = performance.now();
      const answer = await sendBatch(client, refusal, target.queueUrl, events, deadlineMs);
      const durationMs = Math.round(performance.now() - startedAt);
      return events.map((event, at) => ({
        ...("failure" in answer ? answer.failure : entryOutcome(answer, String(at))),
        durationMs,
        request: { url: target.queueUrl, headers: headersOf(event, fifo) },
      }));
    },
  });
  let closing: Promise<void> | undefined;
  return {
    window: fifo ? 1 : 10,
    async attempt(event) {
      if (!closing) return calls.add(event);
      const request = { url: target.queueUrl, headers: headersOf(event, fifo) };
      return { ...failed("The way to this queue has been closed.", null), durationMs: 0, request };
    },
    async close() {
      closing ??= calls.drain().then(() => client?.destroy());
      await closing;
    },
  };
}

function clientFor({ queueUrl, region, credentials }: SqsTarget, deadlineMs: number): SQSClient {
  return new SQSClient({
    region,
    // The queue's own host, so that no setting of the machine can send events elsewhere.
    endpoint: new URL(queueUrl).origin,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: deadlineMs },
    credentials,
  });
}

type Verdict = Pick<AttemptOutcome, "result" | "error" | "retryAfterMs" | "response">;
type Answer = SendMessageBatchCommandOutput | { failure: Verdict };

async function sendBatch(
  client: SQSClient | null,
  refusal: string | null,
  queueUrl: string,
  events: SinkEvent[],
  deadlineMs: number,
): Promise<Answer> {
  try {
    if (!client) throw new TargetRefusal(refusal ?? "The queue cannot be read.");
    const entries = events.map((event, at) => entryOf(event, String(at), isFifo(queueUrl)));
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries });
    return await withinDeadline(deadlineMs, (abortSignal) => client.send(command, { abortSignal }));
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function entryOf(event: SinkEvent, id: string, fifo: boolean): SendMessageBatchRequestEntry {
  return {
    Id: id,
    MessageBody: event.body,
    MessageAttributes: {
      event_type: { DataType: "String", StringValue: event.eventType },
      message_id: { DataType: "String", StringValue: event.messageId },
    },
    ...(fifo ? { MessageGroupId: event.batchId, MessageDeduplicationId: event.messageId } : {}),
  };
}

/** What tells the call apart; the headers that prove who is calling are not kept. */
function headersOf(event: SinkEvent, fifo: boolean): Record<string, string> {
  return {
    "x-amz-target": "AmazonSQS.SendMessageBatch",
    event_type: event.eventType,
    message_id: event.messageId,
    ...(fifo ? { MessageGroupId: event.batchId, MessageDeduplicationId: event.messageId } : {}),
  };
}

function entryOutcome({ Successful, Failed }: SendMessageBatchCommandOutput, id: string): Verdict {
  const taken = Successful?.find((entry) => entry.Id === id);
  if (taken) {
    const { MessageId, SequenceNumber } = taken;
    return {
      result: "DELIVERED",
      error: null,
      retryAfterMs: null,
      response: responseOf(200, { MessageId, SequenceNumber }),
    };
  }
  const refused = Failed?.find((entry) => entry.Id === id);
  if (!refused) return failed("SQS did not say what became of the message.", responseOf(200, {}));
  const { Code = "unknown", Message = "", SenderFault } = refused;
  return failed(
    `SQS did not take the message: ${Code}${Message === "" ? "" : `: ${Message}`}`,
    responseOf(200, { Code, Message, SenderFault }),
  );
}

const failed = (
  error: string,
  response: Verdict["response"],
  retryAfterMs: number | null = null,
): Verdict => ({
  result: "FAILED",
  error: storableText(error),
  retryAfterMs,
  response,
});

const responseOf = (status: number, body: Record<string, unknown>): Verdict["response"] => ({
  status,
  headers: {},
  body: storableText(JSON.stringify(body)),
  truncated: false,
});

/** The parts of the library's errors that tell what the other side answered; absent when it did not answer. */
const answeredError = z.object({
  name: z.string(),
  message: z.string(),
  $response: z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()) }),
  $metadata: z.object({ requestId: z.string().optional() }).optional(),
});

function failureOf(error: unknown): Verdict {
  if (error instanceof TargetRefusal)
    return { result: "REFUSED", error: error.message, retryAfterMs: null, response: null };
  const { data: answered } = answeredError.safeParse(error);
  if (!answered) return failed(sentenceOf(error), null);
  const { name, $response } = answered;
  const message = answered.message.slice(0, 4_096);
  return failed(
    `SQS answered ${$response.statusCode}: ${name}: ${message}`,
    responseOf($response.statusCode, { name, message, requestId: answered.$metadata?.requestId }),
    readRetryAfter($response.headers["retry-after"]),
  );
}
