import { z } from "zod";
import { wordText } from "../requests";
import { subscriptions } from "./subscription";

/** What the doors accept for endpoints; unknown keys are refused. */

const subscribed = z.array(z.enum(subscriptions)).min(1).max(subscriptions.length).nullable();
const description = z.union([z.literal(""), wordText(255)]);

export const createEndpointInput = z.strictObject({
  url: wordText(2048),
  description: description.optional(),
  /** Null or left out is everything. */
  subscribedEvents: subscribed.optional(),
  /** Makes `url` the URL of a queue. */
  sqs: z
    .strictObject({
      region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region such as us-east-1"),
      /** The firm's own: the desk never lends its role, with which a firm could write to queues of others. */
      credentials: z.strictObject({ accessKeyId: wordText(128), secretAccessKey: wordText(256) }),
    })
    .optional(),
});

export const changeEndpointInput = z.strictObject({
  url: wordText(2048).optional(),
  description: description.optional(),
  subscribedEvents: subscribed.optional(),
  status: z.enum(["active", "disabled"]).optional(),
});

export const replayInput = z.strictObject({
  since: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }).optional(),
  selection: z.enum(["ALL", "FAILED", "MISSING"]).default("ALL"),
  dryRun: z.boolean().default(false),
});
