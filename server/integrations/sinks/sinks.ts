import type { EventSinks } from "@/server/integrations/ports";
import { type AllowedHosts, type ResolveHost, refusalOfUrl } from "./guard";
import { refusalOfQueue } from "./queue-url";
import { sqsSink } from "./sqs";
import { webhookSink } from "./webhook";

/** `deadlineMs` is what one attempt may take, 15 s unless told otherwise; `resolve` replaces the name service. */
export type SinkOptions = AllowedHosts & {
  deadlineMs?: number | undefined;
  resolve?: ResolveHost | undefined;
};

/** The ways out of the desk: webhooks and SQS queues. */
export function eventSinks(options: SinkOptions): EventSinks {
  return {
    refusal: (target) =>
      target.kind === "WEBHOOK" ? refusalOfUrl(target.url, options) : refusalOfQueue(target, options),
    open: (target) => (target.kind === "WEBHOOK" ? webhookSink(target, options) : sqsSink(target, options)),
  };
}
