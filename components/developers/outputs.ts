import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";

type Outputs = inferRouterOutputs<AppRouter>;

export type Endpoint = Outputs["endpoints"]["get"];
export type Delivery = Outputs["deliveries"]["list"]["items"][number];
export type DeliveryDetail = Outputs["deliveries"]["get"];
export type Attempt = DeliveryDetail["log"][number];
export type EventItem = Outputs["events"]["list"]["items"][number];
export type EventDelivery = Outputs["events"]["deliveries"][number];
export type SinkState = Outputs["testSink"]["get"];
export type ApiKey = Outputs["apiKeys"]["list"]["items"][number];
export type LoggedRequest = Outputs["requests"]["list"]["items"][number];
