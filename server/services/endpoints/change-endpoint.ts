import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { hurryStreams, wakeRelays } from "@/server/db/deliveries";
import { type EndpointChange, type EndpointRow, getEndpoint, updateEndpoint } from "@/server/db/endpoints";
import { withFirmTx } from "@/server/db/transaction";
import type { Subscription } from "@/server/domain/delivery/subscription";
import { refuseAddress } from "./create-endpoint";
import { openTarget } from "./open-target";

export type ChangeEndpointInput = {
  url?: string | undefined;
  description?: string | undefined;
  subscribedEvents?: Subscription[] | null | undefined;
  status?: "active" | "disabled" | undefined;
};

/**
 * Changes what is given. Enabling an endpoint forgets its failures and makes everything that waits due at once; while it is disabled
 * it keeps collecting. Throws NOT_FOUND, and ADDRESS_REFUSED when the new address may not be called.
 */
export async function changeEndpoint(
  ctx: Context,
  actor: Actor,
  publicId: string,
  input: ChangeEndpointInput,
): Promise<void> {
  await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const now = ctx.clock.now();
    const endpoint = await getEndpoint(tx, publicId, "update");
    if (input.url !== undefined && input.url !== endpoint.url) {
      refuseAddress(ctx, openTarget(ctx.vault, { ...endpoint, url: input.url }, now));
    }
    await updateEndpoint(tx, endpoint.id, changeOf(endpoint, input, actor));
    if (input.status === "active") {
      await hurryStreams(tx, endpoint.id, now);
      await wakeRelays(tx);
    }
    await appendAudit(tx, {
      actor: actor.name,
      action: "endpoint.change",
      object: publicId,
      details: { ...input },
    });
  });
}

function changeOf(endpoint: EndpointRow, input: ChangeEndpointInput, actor: Actor): EndpointChange {
  const change: EndpointChange = {};
  if (input.url !== undefined) change.url = input.url;
  if (input.description !== undefined) change.description = input.description;
  if (input.subscribedEvents !== undefined) change.subscribedEvents = input.subscribedEvents;
  if (input.status === "active") {
    Object.assign(change, { status: "active", statusReason: null, failingSince: null });
  }
  if (input.status === "disabled" && endpoint.status === "active") {
    Object.assign(change, { status: "disabled", statusReason: `Disabled by ${actor.name}.` });
  }
  return change;
}
