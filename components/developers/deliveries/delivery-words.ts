import { CircleCheck, CircleDashed, CircleX, OctagonX, TriangleAlert } from "lucide-react";
import type { StatusLook } from "@/components/ui/badge";
import type { Attempt, Delivery } from "../outputs";

export const deliveryLooks: Record<Delivery["status"] | "WAITING", StatusLook> = {
  WAITING: { icon: CircleDashed, word: "Waiting", tone: "neutral" },
  DELIVERED: { icon: CircleCheck, word: "Delivered", tone: "positive" },
  FAILED: { icon: TriangleAlert, word: "Failed", tone: "warning" },
  DEAD: { icon: OctagonX, word: "Dead", tone: "negative" },
};

export const deliveryStatuses = ["DELIVERED", "FAILED", "DEAD"] as const satisfies Delivery["status"][];

export const attemptLooks: Record<Attempt["result"], StatusLook> = {
  DELIVERED: deliveryLooks.DELIVERED,
  FAILED: deliveryLooks.FAILED,
  GONE: { icon: CircleX, word: "Gone", tone: "negative" },
  REFUSED: { icon: CircleX, word: "Not sent", tone: "negative" },
};

/** "allocation COMPLETE" as a person says it: "Allocation complete". */
export function subjectWords(subject: string): string {
  const text = subject.toLowerCase().replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
