import { readFileSync } from "node:fs";
import type { AllocationRequest } from "@/server/domain/allocation/verdict";
import { startProcess } from "@/server/process";
import { addAllocations } from "@/server/services/allocations/add-allocations";
import { closeBatch } from "@/server/services/batches/close-batch";

/** A process that makes one call of a firm and ends, so that a test can kill it in the middle of the call. */

type Call =
  | { kind: "close"; firmId: string; batchTransactionId: string; allocations: number }
  | { kind: "allocate"; firmId: string; batchTransactionId: string; requests: AllocationRequest[] };

const call: Call = JSON.parse(readFileSync(process.env.CALL_FILE ?? "", "utf8"));
const { ctx } = await startProcess("relay");
const actor = { firmId: call.firmId, name: "caller", role: "API" as const };
if (call.kind === "close") {
  const { batchTransactionId, allocations } = call;
  await closeBatch(ctx, actor, { batchTransactionId, allocations });
} else {
  await addAllocations(ctx, actor, call.batchTransactionId, call.requests);
}
process.exit(0);
