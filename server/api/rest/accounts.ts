import { z } from "@hono/zod-openapi";
import { wordText } from "@/server/domain/requests";
import { listPositionViews } from "@/server/queries/account-positions";
import { listInstrumentViews } from "@/server/queries/instrument-views";
import { answers } from "./contract";
import { route } from "./route";

const tag = "Accounts and instruments";

export const positions = route({
  method: "get",
  path: "/positions/{account}",
  operationId: "getPositions",
  permission: "read",
  tag,
  summary: "What an investor account holds, one line an asset",
  description:
    "current counts what is still to settle; tradable is what is settled, less what is due and what batches in progress hold back.",
  params: z.strictObject({ account: wordText(64) }),
  answer: z
    .strictObject({
      positions: z.array(
        z
          .strictObject({
            account: answers.text,
            currency: answers.text,
            current: answers.decimal,
            settled: answers.decimal,
            tradable: answers.decimal,
            transferable: answers.decimal,
          })
          .openapi("Position"),
      ),
    })
    .openapi("PositionsAnswer"),
  handle: async ({ desk, actor, params }) => ({
    positions: await listPositionViews(desk.ctx.pool, actor.firmId, params.account),
  }),
});

export const instruments = route({
  method: "get",
  path: "/instruments",
  operationId: "listInstruments",
  permission: "read",
  tag,
  summary: "The instruments that may be traded",
  answer: z
    .strictObject({
      instruments: z.array(
        z
          .strictObject({
            symbol: answers.text,
            minimumOrderQuantity: answers.decimal,
            minimumPriceIncrement: answers.decimal,
            minimumQuantityIncrement: answers.decimal,
          })
          .openapi("Instrument"),
      ),
    })
    .openapi("InstrumentsAnswer"),
  handle: async ({ desk, actor }) => ({
    instruments: await listInstrumentViews(desk.ctx.pool, actor.firmId),
  }),
});
