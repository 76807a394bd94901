import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { getAllocation } from "@/server/queries/allocation-list";
import { procedure } from "../../trpc";

export const get = procedure("read")
  .input(z.strictObject({ clientTransactionId: uuidText }))
  .query(({ ctx, input }) => getAllocation(ctx.desk.reader, ctx.actor.firmId, input.clientTransactionId));
