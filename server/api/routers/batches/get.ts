import { z } from "zod";
import { uuidText } from "@/server/domain/requests";
import { getBatchDetail } from "@/server/queries/batch-detail";
import { procedure } from "../../trpc";

export const get = procedure("read")
  .input(z.strictObject({ batchTransactionId: uuidText }))
  .query(({ ctx, input }) => getBatchDetail(ctx.desk.reader, ctx.actor.firmId, input.batchTransactionId));
