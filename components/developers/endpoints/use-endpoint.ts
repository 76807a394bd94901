"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";
import type { Endpoint } from "../outputs";

const everyMs = 4_000;

/** The endpoint of the page, fetched with it, and looked at again while the page is open. */
export function useEndpoint(endpointId: string): Endpoint {
  const trpc = useTRPC();
  return useSuspenseQuery(trpc.endpoints.get.queryOptions({ endpointId }, { refetchInterval: everyMs })).data;
}
