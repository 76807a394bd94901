import { proofSchema } from "@/server/domain/batch/proof";
import { openProof, readProofPage } from "@/server/queries/batch-proof";
import { batchPath } from "./contract";
import { route } from "./route";
import { startJson } from "./stream";

const allocationsPerPage = 2_000;

export const get = route({
  method: "get",
  path: "/allocation/trade/batch/{batchTransactionId}/proof",
  operationId: "getBatchProof",
  permission: "read",
  tag: "Batches",
  summary: "Everything needed to compute the batch again",
  description:
    "The frozen statement and its hash, the terms, the fills, the exact average price, and what each allocation got. `npm run proof -- FILE` computes it again offline.",
  params: batchPath,
  answer: proofSchema,
  handle: async ({ desk, actor, params }) => {
    const { pool } = desk.ctx;
    const { batchId, head } = await openProof(pool, actor.firmId, params.batchTransactionId);
    async function* pages(): AsyncGenerator<string[]> {
      for (let after = "0"; ; ) {
        const rows = await readProofPage(pool, actor.firmId, { batchId, after, limit: allocationsPerPage });
        yield rows.map(({ rowId: _, ...allocation }) => JSON.stringify(allocation));
        const last = rows.at(-1);
        if (rows.length < allocationsPerPage || last === undefined) return;
        after = last.rowId;
      }
    }
    return startJson(head, "allocations", pages());
  },
});
