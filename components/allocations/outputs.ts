import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/api/root";

type Outputs = inferRouterOutputs<AppRouter>;

export type AllocationItem = Outputs["allocations"]["list"]["items"][number];
export type AllocationDetail = Outputs["allocations"]["get"];
