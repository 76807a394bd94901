import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { countEndpoints, insertEndpoint } from "@/server/db/endpoints";
import { withFirmTx } from "@/server/db/transaction";
import type { Subscription } from "@/server/domain/delivery/subscription";
import { AppError } from "@/server/domain/errors";
import type { SinkTarget } from "@/server/integrations/ports";
import { newSigningSecret } from "./signing-secret";

export const mostEndpoints = 20;

export type SqsAccess = {
  region: string;
  /** The firm's own: the desk never lends its role, with which a firm could write to queues of others. */
  credentials: { accessKeyId: string; secretAccessKey: string };
};

export type CreateEndpointInput = {
  url: string;
  description: string;
  /** Null is everything. */
  subscribedEvents: Subscription[] | null;
  /** Makes it a queue instead of a webhook. */
  sqs: SqsAccess | null;
};

/**
 * Adds an endpoint, which is sent every event that is placed from now on. A webhook's signing secret is in the answer and never
 * again. Throws ADDRESS_REFUSED when the address may not be called, CONFLICT when the firm has 20 endpoints already.
 */
export async function createEndpoint(
  ctx: Context,
  actor: Actor,
  input: CreateEndpointInput,
): Promise<{ publicId: string; signingSecret: string | null }> {
  const signingSecret = input.sqs === null ? newSigningSecret() : null;
  refuseAddress(ctx, targetOf(input.url, input.sqs, signingSecret ?? ""));
  const now = ctx.clock.now();
  const publicId = await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const id = await insertEndpoint(
      tx,
      {
        kind: input.sqs === null ? "WEBHOOK" : "SQS",
        url: input.url,
        description: input.description,
        subscribedEvents: input.subscribedEvents,
        secret: signingSecret === null ? null : ctx.vault.seal(signingSecret),
        region: input.sqs?.region ?? null,
        credentials: input.sqs === null ? null : ctx.vault.seal(JSON.stringify(input.sqs.credentials)),
        createdBy: actor.name,
      },
      now,
    );
    // Counted under the firm's row, which the insertion holds.
    if ((await countEndpoints(tx)) > mostEndpoints) {
      throw new AppError("CONFLICT", `a firm has at most ${mostEndpoints} endpoints; delete one first`);
    }
    await appendAudit(tx, {
      actor: actor.name,
      action: "endpoint.create",
      object: id,
      details: { url: input.url, subscribedEvents: input.subscribedEvents },
    });
    return id;
  });
  return { publicId, signingSecret };
}

export const targetOf = (url: string, sqs: SqsAccess | null, secret: string): SinkTarget =>
  sqs === null
    ? { kind: "WEBHOOK", url, secrets: [secret] }
    : { kind: "SQS", queueUrl: url, region: sqs.region, credentials: sqs.credentials };

/** Throws ADDRESS_REFUSED, which says why, when the target may not be called. */
export function refuseAddress(ctx: Context, target: SinkTarget): void {
  const refusal = ctx.sinks.refusal(target);
  if (refusal !== null) throw new AppError("ADDRESS_REFUSED", refusal, { field: "url" });
}
