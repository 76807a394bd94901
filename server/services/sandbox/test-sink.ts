import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { getEndpoint } from "@/server/db/endpoints";
import { withFirmTx } from "@/server/db/transaction";
import { AppError } from "@/server/domain/errors";
import type { SinkBehaviour, SinkRequest, TestSink } from "@/server/integrations/ports";

export type TestSinkDoor = TestSink;

const mostShown = 100;

/** What came to the endpoint, newest first, and how it answers. Throws NOT_FOUND unless the firm's endpoint is at the test sink. */
export async function readTestSink(
  ctx: Context,
  actor: Actor,
  sink: TestSinkDoor,
  publicId: string,
): Promise<{ requests: SinkRequest[]; behaviour: SinkBehaviour }> {
  const url = await addressOf(ctx, actor, sink, publicId);
  const [requests, behaviour] = await Promise.all([sink.requests(url, mostShown), sink.getBehaviour(url)]);
  return { requests, behaviour };
}

/** Sets how the test sink answers the endpoint. Throws NOT_FOUND as above, and BODY_INVALID when the sink refuses the change. */
export async function behaveTestSink(
  ctx: Context,
  actor: Actor,
  sink: TestSinkDoor,
  publicId: string,
  change: Partial<SinkBehaviour>,
): Promise<SinkBehaviour> {
  const url = await addressOf(ctx, actor, sink, publicId);
  const behaviour = await sink.setBehaviour(url, change);
  await withFirmTx(ctx.pool, actor.firmId, (tx) =>
    appendAudit(tx, { actor: actor.name, action: "sandbox.sink", object: publicId, details: change }),
  );
  return behaviour;
}

async function addressOf(ctx: Context, actor: Actor, sink: TestSinkDoor, publicId: string): Promise<string> {
  const endpoint = await withFirmTx(ctx.pool, actor.firmId, (tx) => getEndpoint(tx, publicId, "none"));
  if (endpoint.kind === "WEBHOOK" && sink.owns(endpoint.url)) return endpoint.url;
  throw new AppError("NOT_FOUND", `endpoint ${publicId} is not at the test sink`);
}
