import { getServerSession } from "next-auth";
import type { Actor } from "@/server/context";
import { getProcess } from "@/server/instance";
import { authOptions, signedInOf } from "./auth";
import { findOperator, type Operator } from "./operators";

/** The operator who sends the present request, or null. */
export async function getOperator(): Promise<Operator | null> {
  const session: unknown = await getServerSession(authOptions);
  const signedIn = signedInOf(
    typeof session === "object" && session !== null && "signedIn" in session ? session.signedIn : null,
  );
  if (signedIn === null) return null;
  const { ctx } = await getProcess();
  return findOperator(ctx.pool, signedIn);
}

/** The operator as the actor of a use case. */
export const actorOf = (operator: Operator): Actor => ({
  firmId: operator.firmId,
  name: operator.email,
  role: operator.role,
});
