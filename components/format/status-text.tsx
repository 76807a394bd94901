import { Ban, CircleCheck, CircleDashed, CircleDot, CircleX, LoaderCircle, Lock } from "lucide-react";
import { StatusBadge, type StatusLook } from "@/components/ui/badge";
import type { AllocationStatus } from "@/server/domain/allocation/status";
import type { BatchStatus } from "@/server/domain/batch/status";

export const batchLooks: Record<BatchStatus, StatusLook> = {
  OPEN: { icon: CircleDot, word: "Open", tone: "neutral" },
  CLOSED: { icon: Lock, word: "Closed", tone: "info" },
  IN_PROGRESS: { icon: LoaderCircle, word: "In progress", tone: "info" },
  COMPLETE: { icon: CircleCheck, word: "Complete", tone: "positive" },
  REJECTED: { icon: CircleX, word: "Rejected", tone: "negative" },
};

export const allocationLooks: Record<AllocationStatus, StatusLook> = {
  PENDING: { icon: CircleDashed, word: "Pending", tone: "neutral" },
  IN_PROGRESS: { icon: LoaderCircle, word: "In progress", tone: "info" },
  COMPLETE: { icon: CircleCheck, word: "Complete", tone: "positive" },
  REJECTED: { icon: CircleX, word: "Rejected", tone: "negative" },
  CANCELLED: { icon: Ban, word: "Cancelled", tone: "muted" },
};

/** A batch's state as icon, word and tone. */
export function BatchStatusText({ status, framed = false }: { status: BatchStatus; framed?: boolean }) {
  return <StatusBadge look={batchLooks[status]} framed={framed} />;
}

/** An allocation's state as icon, word and tone. */
export function AllocationStatusText({ status }: { status: AllocationStatus }) {
  return <StatusBadge look={allocationLooks[status]} />;
}
