import type { Actor, Context } from "@/server/context";
import { appendAudit } from "@/server/db/audit";
import {
  type BatchRow,
  batchView,
  countRequests,
  findBatch,
  findInstrument,
  insertBatch,
} from "@/server/db/batches";
import { appendEvents } from "@/server/db/outbox";
import { type Tx, withFirmTx } from "@/server/db/transaction";
import type { BatchType, MixedSidePolicy, PartialFillPolicy } from "@/server/domain/batch/status";
import { AppError } from "@/server/domain/errors";
import type { BatchView } from "@/server/domain/events";
import { type Rejection, rejectReason } from "@/server/domain/reject-reasons";

export type OpenBatchInput = {
  batchTransactionId: string;
  symbol: string;
  type: BatchType;
  partialFill?: PartialFillPolicy | undefined;
};

/**
 * Opens a batch, or records it REJECTED when the symbol or the Firm Allocation Account does not exist; either way with its
 * event. The same body again answers the batch as it stands (P11); another body throws BATCH_MISMATCH.
 */
export async function openBatch(ctx: Context, actor: Actor, input: OpenBatchInput): Promise<BatchView> {
  const now = ctx.clock.now();
  return withFirmTx(ctx.pool, actor.firmId, async (tx) => {
    const firm = await readFirm(tx);
    const instrument = await findInstrument(tx, input.symbol);
    const rejection = refuse(firm.hasAllocationAccount, instrument !== null);
    const inserted = await insertBatch(tx, {
      batchTransactionId: input.batchTransactionId,
      symbol: input.symbol,
      instrumentSymbol: instrument?.symbol ?? null,
      type: input.type,
      partialFill: input.partialFill ?? "REDUCE",
      mixedSides: firm.mixedSides,
      status: rejection === null ? "OPEN" : "REJECTED",
      rejectCode: rejection?.code ?? null,
      rejectReason: rejection?.reason ?? null,
      openedBy: actor.name,
      createdAt: now,
    });
    if (inserted === null) return repeated(tx, input);
    const view = batchView(inserted, 0);
    await appendEvents(tx, inserted.id, now, [
      { kind: "batch", status: inserted.status, allocationId: null, payload: view },
    ]);
    await appendAudit(tx, {
      actor: actor.name,
      action: "batch.open",
      object: input.batchTransactionId,
      details: { ...input },
    });
    return view;
  });
}

function refuse(hasAllocationAccount: boolean, knowsSymbol: boolean): Rejection | null {
  if (!hasAllocationAccount)
    return { code: "FIRM_ACCOUNT_NOT_FOUND", reason: rejectReason.firmAccountNotFound() };
  if (!knowsSymbol) return { code: "SYMBOL_NOT_FOUND", reason: rejectReason.symbolNotFound() };
  return null;
}

async function readFirm(tx: Tx): Promise<{ mixedSides: MixedSidePolicy; hasAllocationAccount: boolean }> {
  const rows = await tx.query<{ mixedSides: MixedSidePolicy; hasAllocationAccount: boolean }>(
    `select f.mixed_sides as "mixedSides", a.firm_id is not null as "hasAllocationAccount"
     from firms f left join firm_allocation_accounts a on a.firm_id = f.id where f.id = $1`,
    [tx.firmId],
  );
  const firm = rows[0];
  if (firm === undefined) throw new AppError("NOT_FOUND", `firm ${tx.firmId} does not exist`);
  return firm;
}

async function repeated(tx: Tx, input: OpenBatchInput): Promise<BatchView> {
  const batch = await findBatch(tx, input.batchTransactionId, "none");
  if (batch === null || !sameRequest(batch, input)) {
    throw new AppError("BATCH_MISMATCH", `batch ${input.batchTransactionId} was opened with another body`, {
      symbol: batch?.symbol,
      type: batch?.type,
      partialFill: batch?.partialFill,
    });
  }
  const counts = await countRequests(tx, batch.id);
  return batchView(batch, batch.declaredCount ?? counts.accepted);
}

const sameRequest = (batch: BatchRow, input: OpenBatchInput): boolean =>
  batch.symbol === input.symbol &&
  batch.type === input.type &&
  batch.partialFill === (input.partialFill ?? "REDUCE");
