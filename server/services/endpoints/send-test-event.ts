import { v7 as uuidv7 } from "uuid";
import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import { getEndpoint } from "@/server/db/endpoints";
import { withFirmTx } from "@/server/db/transaction";
import type { AttemptOutcome } from "@/server/domain/delivery/attempt";
import { eventBody, TEST_EVENT } from "@/server/domain/events";
import { openTarget } from "./open-target";

export type TestedEndpoint = { body: string; outcome: AttemptOutcome };

/**
 * Sends one test event to the endpoint at once, enabled or not, and answers what was sent and what came back. It is no event of the
 * firm: it has no place in the firm's order and is not sent again. Throws NOT_FOUND.
 */
export async function sendTestEvent(ctx: Context, actor: Actor, publicId: string): Promise<TestedEndpoint> {
  const endpoint = await withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const row = await getEndpoint(tx, publicId, "none");
    await appendAudit(tx, { actor: actor.name, action: "endpoint.test", object: publicId });
    return row;
  });
  const now = ctx.clock.now();
  const messageId = uuidv7();
  const payload = { endpointId: publicId, note: "A test event. It tells of nothing that happened." };
  const body = eventBody({ eventType: TEST_EVENT, messageId, payload, timestamp: now.toISOString() });
  const sink = ctx.sinks.open(openTarget(ctx.vault, endpoint, now));
  try {
    const outcome = await sink.attempt({ messageId, eventType: TEST_EVENT, batchId: publicId, body });
    return { body, outcome };
  } finally {
    await sink.close();
  }
}
