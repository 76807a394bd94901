import { may, type Permission } from "@/server/domain/roles";
import { procedure } from "../../trpc";

const shown = ["openBatch", "addAllocation", "closeBatch", "cancelBatch"] as const satisfies Permission[];

/** Who is signed in, for which firm, and what the role may do: the screen greys a button by the rule the server applies. */
export const current = procedure("read").query(({ ctx }) => ({
  email: ctx.operator.email,
  displayName: ctx.operator.displayName,
  role: ctx.operator.role,
  firmName: ctx.operator.firmName,
  mode: ctx.mode,
  may: Object.fromEntries(
    shown.map((permission) => [permission, may(ctx.operator.role, permission)]),
  ) as Record<(typeof shown)[number], boolean>,
}));
