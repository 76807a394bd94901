import { replayInput } from "@/server/domain/delivery/endpoint-requests";
import { uuidText } from "@/server/domain/requests";
import { replayDeliveries } from "@/server/services/deliveries/replay-deliveries";
import { procedure } from "../../trpc";

/** With `dryRun` it only counts what would be sent. */
export const replay = procedure("manageEndpoints")
  .input(replayInput.extend({ endpointId: uuidText }))
  .mutation(({ ctx, input }) =>
    replayDeliveries(ctx.desk, ctx.actor, input.endpointId, {
      selection: input.selection,
      since: new Date(input.since),
      until: input.until === undefined ? null : new Date(input.until),
      dryRun: input.dryRun,
    }),
  );
