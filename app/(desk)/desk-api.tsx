"use client";

import type { ReactNode } from "react";
import { makeQueryClient } from "@/app/_trpc/query-client";
import { DeskApiProvider } from "@/components/trpc/client";

/** The desk's procedures for client components; the recipe of the query client is a function and cannot come from the server. */
export function DeskApi({ children }: { children: ReactNode }) {
  return <DeskApiProvider makeQueryClient={makeQueryClient}>{children}</DeskApiProvider>;
}
