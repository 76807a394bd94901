import { listStoppedEndpoints } from "@/server/queries/endpoint-views";
import { procedure } from "../../trpc";

/** The endpoints that the desk itself has disabled: every page says so until somebody has looked. */
export const stopped = procedure("read").query(({ ctx }) =>
  listStoppedEndpoints(ctx.desk.pool, ctx.actor.firmId, ctx.desk.clock.now()),
);
