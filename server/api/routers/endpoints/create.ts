import { createEndpointInput } from "@/server/domain/delivery/endpoint-requests";
import { createEndpoint } from "@/server/services/endpoints/create-endpoint";
import { procedure } from "../../trpc";

/** The signing secret is in the answer and never again. */
export const create = procedure("manageEndpoints")
  .input(createEndpointInput)
  .mutation(async ({ ctx, input }) => {
    const { publicId, signingSecret } = await createEndpoint(ctx.desk, ctx.actor, {
      url: input.url,
      description: input.description ?? "",
      subscribedEvents: input.subscribedEvents ?? null,
      sqs: input.sqs ?? null,
    });
    return { endpointId: publicId, signingSecret };
  });
