import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createApiContext } from "@/server/api/context";
import { appRouter } from "@/server/api/root";
import { isSameOrigin } from "@/server/api/same-origin";

export const dynamic = "force-dynamic";

/** One screen never needs more; a request of a thousand calls is not one of ours. */
const mostCalls = 10;

function handler(request: Request): Promise<Response> | Response {
  if (!isSameOrigin(request))
    return Response.json({ code: 403, message: "This door is for the desk's own pages." }, { status: 403 });
  const calls = new URL(request.url).pathname.split(",").length;
  if (calls > mostCalls)
    return Response.json(
      { code: 413, message: `At most ${mostCalls} calls in one request.` },
      { status: 413 },
    );
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: createApiContext,
  });
}

export { handler as GET, handler as POST };
