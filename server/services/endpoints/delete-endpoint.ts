import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { deleteEndpoint as endEndpoint, getEndpoint } from "@/server/db/endpoints";
import { withFirmTx } from "@/server/db/transaction";

/** Ends an endpoint: nothing more is sent to it, what was delivered stays on record for 30 days. Throws NOT_FOUND. */
export async function deleteEndpoint(ctx: Context, actor: Actor, publicId: string): Promise<void> {
  await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const endpoint = await getEndpoint(tx, publicId, "update");
    await endEndpoint(tx, endpoint.id, ctx.clock.now());
    await appendAudit(tx, {
      actor: actor.name,
      action: "endpoint.delete",
      object: publicId,
      details: { url: endpoint.url },
    });
  });
}
