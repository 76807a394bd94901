"use client";

import { useEffect, useRef } from "react";
import { useTRPCClient } from "@/components/trpc/client";
import type { Import } from "./use-import";

const askedAtOnce = 10_000;
const quietMs = 300;

/**
 * Asks the desk which accounts of the rows it knows, whenever there are new ones and it has been quiet for a moment.
 * Rows with others become problems by themselves. Without an answer nothing is lost: the desk checks again on submission.
 */
export function useAccountCheck({ client }: Import, version: number): void {
  const api = useTRPCClient();
  const asking = useRef(false);
  // Outside systems: the worker that holds the rows, and the desk that knows the accounts.
  useEffect(() => {
    const timer = setTimeout(async () => {
      if (asking.current || version === 0) return;
      asking.current = true;
      try {
        for (;;) {
          const accounts = await client.call("unknownAccounts", askedAtOnce);
          if (accounts.length === 0) break;
          const missing = new Set(await api.accounts.findUnknown.mutate({ accounts }));
          await client.call(
            "learnAccounts",
            accounts.map((account) => ({ account, exists: !missing.has(account) })),
          );
        }
      } catch {
        // The next change asks again.
      } finally {
        asking.current = false;
      }
    }, quietMs);
    return () => clearTimeout(timer);
  }, [api, client, version]);
}
