import { CircleCheck, CirclePause, CircleX } from "lucide-react";
import type { StatusLook } from "@/components/ui/badge";
import type { ApiScope } from "@/server/domain/roles";
import type { ApiKey } from "../outputs";

export const keyLooks: Record<ApiKey["state"], StatusLook> = {
  active: { icon: CircleCheck, word: "Active", tone: "positive" },
  ended: { icon: CirclePause, word: "Expired", tone: "muted" },
  revoked: { icon: CircleX, word: "Revoked", tone: "negative" },
};

export const scopeWords: Record<ApiScope, { label: string; text: string }> = {
  read: { label: "Read", text: "Batches, allocations, orders, positions, events and their deliveries." },
  batches: { label: "Batches", text: "Open batches, add allocations, close and cancel." },
  endpoints: { label: "Endpoints", text: "Add, change and delete endpoints, rotate secrets, send again." },
  sandbox: {
    label: "Sandbox",
    text: "Set how the simulated venue and the test sink behave, move the clock.",
  },
};

export const graceChoices = [
  { value: 0, label: "At once" },
  { value: 1, label: "After 1 hour" },
  { value: 24, label: "After 24 hours" },
  { value: 72, label: "After 72 hours" },
] as const;
export type Grace = (typeof graceChoices)[number]["value"];

export const expiryChoices = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "", label: "Never" },
] as const;

const dayMs = 24 * 3_600_000;

/** The end of a key that lives so many days from now; null lives until it is revoked. */
export const expiryOf = (days: string): Date | null =>
  days === "" ? null : new Date(Date.now() + Number(days) * dayMs);
