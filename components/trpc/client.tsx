"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

let browserQueryClient: QueryClient | undefined;

const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: "/api/trpc", transformer: superjson }),
        false: httpBatchLink({ url: "/api/trpc", transformer: superjson, maxURLLength: 2_000, maxItems: 10 }),
      }),
    ],
  });

/** Gives client components the desk's procedures; one query client per browser tab, a new one per server render. */
export function DeskApiProvider({
  children,
  makeQueryClient,
}: {
  children: ReactNode;
  makeQueryClient: () => QueryClient;
}) {
  const [queryClient] = useState(() => {
    if (typeof window === "undefined") return makeQueryClient();
    browserQueryClient ??= makeQueryClient();
    return browserQueryClient;
  });
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
