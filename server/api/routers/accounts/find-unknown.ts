import { z } from "zod";
import { wordText } from "@/server/domain/requests";
import { findUnknownAccounts } from "@/server/queries/allocation-list";
import { procedure } from "../../trpc";

/** Which of the accounts the firm does not have: the importer asks while rows are still being fixed. A mutation only because the list is long. */
export const findUnknown = procedure("read")
  .input(z.strictObject({ accounts: z.array(wordText(64)).max(10_000) }))
  .mutation(({ ctx, input }) => findUnknownAccounts(ctx.desk.reader, ctx.actor.firmId, input.accounts));
