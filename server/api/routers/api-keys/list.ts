import { listApiKeys } from "@/server/queries/api-key-list";
import { procedure } from "../../trpc";

export const list = procedure("read").query(({ ctx }) => listApiKeys(ctx.desk.reader, ctx.actor.firmId));
