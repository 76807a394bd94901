import { CircleCheck, CirclePause, CircleX, TriangleAlert } from "lucide-react";
import type { StatusLook } from "@/components/ui/badge";
import type { Subscription } from "@/server/domain/delivery/subscription";
import type { Endpoint } from "../outputs";

const looks: Record<Endpoint["status"], StatusLook> = {
  active: { icon: CircleCheck, word: "Active", tone: "positive" },
  disabled: { icon: CirclePause, word: "Disabled", tone: "muted" },
  auto_disabled: { icon: CircleX, word: "Disabled by Prorata", tone: "negative" },
};
const failing: StatusLook = { icon: TriangleAlert, word: "Failing", tone: "warning" };

/** An active endpoint that has failed since its last success is said to fail before Prorata disables it. */
export const endpointLook = ({ status, failingSince }: Endpoint): StatusLook =>
  status === "active" && failingSince !== null ? failing : looks[status];

export const kindWords: Record<Endpoint["kind"], string> = { WEBHOOK: "Webhook", SQS: "SQS queue" };

const subscriptionWords: Record<Subscription, string> = {
  "allocation/batch/1": "Batches and allocations",
  "allocation/batch/1:batch": "Batches",
  "allocation/batch/1:allocation": "Allocations",
  "order/1": "Orders",
};

/** "Batches, Orders", or "All" for an endpoint without a filter. */
export const subscribedWords = (subscribed: readonly Subscription[] | null): string =>
  subscribed === null ? "All" : subscribed.map((one) => subscriptionWords[one]).join(", ");

/** An address without what every address has, for lists. */
export const shortUrl = (url: string): string => url.replace(/^https?:\/\//, "");
