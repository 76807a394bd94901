import { type AllowedHosts, isAllowed } from "./guard";

const awsHost = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/;
const regionText = /^[a-z]{2}(-[a-z]+)+-\d$/;
// The last part is a queue's name: at most 80 characters, `.fifo` included.
const queueUrlText = /^https?:\/\/([^/?#@\\\s]+)\/\d{12}\/(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/;

/** Why a queue may not be called, as a sentence, or null: only queues of SQS itself, and those at an allowed host. */
export function refusalOfQueue(
  { queueUrl, region }: { queueUrl: string; region: string },
  allowed: AllowedHosts,
): string | null {
  if (!regionText.test(region)) return "The region must be one of AWS, such as us-east-1.";
  const url = queueUrlText.test(queueUrl) ? URL.parse(queueUrl) : null;
  if (!url) return "The queue URL must have the form https://sqs.REGION.amazonaws.com/ACCOUNT/NAME.";
  if (isAllowed(url, allowed)) return null;
  const [, regionOfHost] = awsHost.exec(url.hostname) ?? [];
  if (url.protocol !== "https:" || url.port !== "" || regionOfHost === undefined)
    return "The queue URL must have the form https://sqs.REGION.amazonaws.com/ACCOUNT/NAME.";
  return regionOfHost === region ? null : `The queue is in ${regionOfHost}, not in ${region}.`;
}

/** Whether the queue keeps the order within a message group. */
export const isFifo = (queueUrl: string): boolean => queueUrl.endsWith(".fifo");
