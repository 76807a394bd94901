import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { getQueryClient, HydrateClient, trpc } from "@/app/_trpc/server";
import { densityCookieName, densityOf } from "@/components/frame/density";
import { DeskFrame } from "@/components/frame/desk-frame";
import { roleWords } from "@/components/frame/role-words";
import { path } from "@/components/path";
import { getOperator } from "@/server/auth/session";
import { DeskApi } from "./desk-api";

/** Every page inside needs an operator; who has none signs in and comes back. */
export default async function DeskLayout({ children }: { children: ReactNode }) {
  const [operator, head, jar] = await Promise.all([getOperator(), headers(), cookies()]);
  if (operator === null) redirect(path.signIn(head.get("x-path") ?? undefined));
  const session = await getQueryClient().fetchQuery(trpc.session.current.queryOptions());
  return (
    <NuqsAdapter>
      <DeskApi>
        <HydrateClient>
          <DeskFrame
            firmName={session.firmName}
            operator={{ name: session.displayName, email: session.email, role: roleWords[session.role] }}
            sandbox={session.mode === "sandbox"}
            density={densityOf(jar.get(densityCookieName)?.value)}
          >
            {children}
          </DeskFrame>
        </HydrateClient>
      </DeskApi>
    </NuqsAdapter>
  );
}
