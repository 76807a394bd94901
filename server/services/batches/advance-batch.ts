import type { Actor, BatchRef, Context } from "@/server/context";
import { getBatch } from "@/server/db/batches";
import { findOrderOfBatch } from "@/server/db/orders";
import { sqlState, withFirmTx } from "@/server/db/transaction";
import type { BatchStatus } from "@/server/domain/batch/status";
import { batchIsFinal } from "@/server/domain/batch/status";
import { InvariantError } from "@/server/domain/errors";
import { orderIsFinal } from "@/server/domain/order/status";
import { allocateFills } from "../allocations/allocate-fills";
import { recordFills } from "../fills/record-fills";
import { sendOrder } from "../orders/send-order";
import { completeBatch } from "./complete-batch";
import { refuseBatch } from "./refuse-batch";
import { validateBatch } from "./validate-batch";

export type Advance = "moved" | "waiting" | "finished";

/**
 * Takes a batch one step further: the batch's own state says which step is left, so a step can be repeated or raced without
 * effect. `waiting` means the venue is not done. Throws VenueFault and DatabaseFault (try again later); a broken invariant, of ours or
 * one that the database refused, parks the batch with an attention note and is thrown as InvariantError.
 */
export async function advanceBatch(ctx: Context, ref: BatchRef): Promise<Advance> {
  const actor: Actor = { firmId: ref.firmId, name: "system", role: "SYSTEM" };
  try {
    return await step(ctx, actor, ref.batchId);
  } catch (error) {
    const broken = asBroken(error);
    if (broken === null) throw error;
    await park(ctx, ref, broken.message);
    throw broken;
  }
}

/** Classes 22 and 23 are bad data and broken constraints: doing it again cannot help, and rows like these must not be guessed at. */
function asBroken(error: unknown): InvariantError | null {
  if (error instanceof InvariantError) return error;
  if (!(error instanceof Error) || !/^2[23]/.test(sqlState(error))) return null;
  return new InvariantError(`the database refused: ${error.message}`, { cause: error });
}

async function step(ctx: Context, actor: Actor, batchId: string): Promise<Advance> {
  const at = await withFirmTx(ctx.pool, actor.firmId, async (tx) => ({
    batch: await getBatch(tx, batchId, "none"),
    order: await findOrderOfBatch(tx, batchId, false),
  }));
  const { batch, order } = at;
  if (nothingToDo(batch.status) || batch.attention !== null) return "finished";
  if (batch.status === "CLOSED") {
    await validateBatch(ctx, actor, batchId);
    return "moved";
  }
  if (batch.refusalCode !== null) {
    await refuseBatch(ctx, actor, batchId);
    return "moved";
  }
  if (order === null)
    throw new InvariantError(`batch ${batch.batchTransactionId} is in progress without order or refusal`);
  if (!orderIsFinal(order.status)) {
    const answer = await sendOrder(ctx, actor, batchId);
    if (answer === null) return "moved";
    return orderIsFinal(await recordFills(ctx, actor, batchId, answer)) ? "moved" : "waiting";
  }
  await allocateFills(ctx, actor, batchId);
  await completeBatch(ctx, actor, batchId);
  return "moved";
}

const nothingToDo = (status: BatchStatus): boolean => status === "OPEN" || batchIsFinal(status);

async function park(ctx: Context, ref: BatchRef, attention: string): Promise<void> {
  ctx.logger.error(
    { batchId: ref.batchId, firmId: ref.firmId, attention },
    "a broken invariant parked the batch",
  );
  await withFirmTx(ctx.pool, ref.firmId, (tx) =>
    tx.execute("update batches set attention = $2 where id = $1 and attention is null", [
      ref.batchId,
      attention,
    ]),
  );
}
