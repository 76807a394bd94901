"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/client";
import { may, type Permission } from "@/server/domain/roles";
import { forbiddenReason } from "./role-words";

/** Who is signed in; the frame's layout has fetched it, so it never suspends inside the desk. */
export function useSession() {
  const trpc = useTRPC();
  return useSuspenseQuery(
    trpc.session.current.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  ).data;
}

/** Why the operator's role cannot do it, or undefined when it can; the same table decides in the service. */
export function useForbidden(permission: Permission, doing: string): string | undefined {
  const { role } = useSession();
  return may(role, permission) ? undefined : forbiddenReason(role, permission, doing);
}
