import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";

type Outputs = inferRouterOutputs<AppRouter>;

export type BatchListItem = Outputs["batches"]["list"]["items"][number];
export type Batch = Outputs["batches"]["get"];
export type BatchOrder = NonNullable<Batch["order"]>;
