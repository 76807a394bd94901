import { z } from "@hono/zod-openapi";
import { AppError } from "@/server/domain/errors";
import { isReady } from "@/server/queries/readiness";
import { logIn } from "@/server/services/api-logins/log-in";
import { addressOf } from "./address";
import { answers, loginBody } from "./contract";
import { route } from "./route";
import { throttle } from "./throttle";

// An address can be made up, since it comes from a header, so that a name by itself has a limit too; a wider one, because
// anyone can use up the tries of a name. Only failures count.
const message = "too many failed sign-ins";
const byNameAndAddress = throttle({ burst: 10, refillMs: 6_000, message });
const byName = throttle({ burst: 60, refillMs: 1_000, message });

export const login = route({
  method: "post",
  path: "/login",
  operationId: "login",
  permission: "public",
  tag: "Sign-in",
  summary: "Get a token for 24 hours",
  description:
    "Send it in Authorization, with or without Bearer. After ten wrong passwords a name has to wait.",
  body: loginBody,
  answer: z.strictObject({ token: answers.text }).openapi("LoginAnswer"),
  handle: async ({ desk, body, request, callFor }) => {
    const narrow = [`${body.logonId}\n${addressOf(request)}`];
    const wide = [body.logonId];
    byName.take(wide);
    byNameAndAddress.take(narrow);
    const answer = await logIn(desk.ctx, body, (firmId) => callFor(firmId, body.logonId)).catch(
      (error: unknown) => {
        if (!(error instanceof AppError)) giveBack(narrow, wide);
        throw error;
      },
    );
    giveBack(narrow, wide);
    return answer;
  },
});

function giveBack(narrow: readonly string[], wide: readonly string[]): void {
  byNameAndAddress.giveBack(narrow);
  byName.giveBack(wide);
}

export const status = route({
  method: "get",
  path: "/status",
  operationId: "getStatus",
  permission: "public",
  tag: "Sign-in",
  summary: "Answers ok once the desk can serve",
  answerType: "text/plain",
  answer: answers.text,
  handle: async ({ desk }) => {
    if (!(await isReady(desk.ctx.pool))) throw new AppError("UNAVAILABLE", "the database is not ready");
    return new Response("ok", { headers: { "Content-Type": "text/plain; charset=utf-8" } });
  },
});
