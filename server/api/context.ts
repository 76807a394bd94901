import { getOperator } from "@/server/auth/session";
import { getProcess } from "@/server/instance";
import type { ApiContext } from "./trpc";

/** The context of one request of the desk: the process and the operator who sends it. */
export async function createApiContext(): Promise<ApiContext> {
  const { ctx, config, changes, sandbox } = await getProcess();
  return {
    desk: ctx,
    mode: config.mode,
    changes,
    sink: sandbox?.sink ?? null,
    operator: await getOperator(),
  };
}
