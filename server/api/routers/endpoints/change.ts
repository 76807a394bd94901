import { changeEndpointInput } from "@/server/domain/delivery/endpoint-requests";
import { uuidText } from "@/server/domain/requests";
import { changeEndpoint } from "@/server/services/endpoints/change-endpoint";
import { procedure } from "../../trpc";

export const change = procedure("manageEndpoints")
  .input(changeEndpointInput.extend({ endpointId: uuidText }))
  .mutation(({ ctx, input: { endpointId, ...input } }) =>
    changeEndpoint(ctx.desk, ctx.actor, endpointId, input),
  );
