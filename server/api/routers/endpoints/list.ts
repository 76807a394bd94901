import { listEndpointFigures } from "@/server/queries/endpoint-views";
import { procedure } from "../../trpc";

export const list = procedure("read").query(({ ctx }) =>
  listEndpointFigures(ctx.desk.pool, ctx.actor.firmId, ctx.desk.clock.now()),
);
