import { listInstruments } from "@/server/queries/batch-detail";
import { procedure } from "../../trpc";

export const list = procedure("read").query(({ ctx }) => listInstruments(ctx.desk.reader));
