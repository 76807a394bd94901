import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { getEndpointFigures } from "@/server/queries/endpoint-views";
import { procedure } from "../../trpc";

export const get = procedure("read")
  .input(z.strictObject({ endpointId: uuidText }))
  .query(({ ctx, input }) =>
    getEndpointFigures(ctx.desk.pool, ctx.actor.firmId, input.endpointId, ctx.desk.clock.now()),
  );
