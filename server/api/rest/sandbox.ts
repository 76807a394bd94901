import { z } from "@hono/zod-openapi";
import { AppError } from "@/server/domain/errors";
import { wordText } from "@/server/domain/requests";
import { controlVenue } from "@/server/services/sandbox/control-venue";
import { moveClock } from "@/server/services/sandbox/move-clock";
import { answers } from "./contract";
import { decimalField, int32Field } from "./fields";
import { type RestDesk, route, type SandboxDoors } from "./route";

const tag = "Sandbox";
const times = z.union([z.boolean(), int32Field]);

const venueBody = z
  .strictObject({
    symbol: wordText(20).optional(),
    reset: z.boolean().optional(),
    fillRatio: decimalField.optional(),
    latencyMs: int32Field.nullable().optional(),
    refuse: z.union([z.boolean(), wordText(200)]).optional(),
    duplicate: z.boolean().optional(),
    lateMs: int32Field.optional(),
    outOfOrder: z.boolean().optional(),
    loseAnswer: times.optional(),
    loseRequest: times.optional(),
  })
  .openapi("VenueControl");

const timesAnswer = z.union([z.boolean(), z.number().int()]);

const venueSettings = z
  .strictObject({
    fillRatio: answers.decimal,
    latencyMs: z.number().int().nullable(),
    refuse: answers.text.nullable(),
    duplicate: z.boolean(),
    lateMs: z.number().int(),
    outOfOrder: z.boolean(),
    loseAnswer: timesAnswer,
    loseRequest: timesAnswer,
  })
  .openapi("VenueSettings");

export const clock = route({
  method: "post",
  path: "/sandbox/clock",
  operationId: "moveSandboxClock",
  permission: "controlSandbox",
  sandboxOnly: true,
  tag,
  summary: "Move the sandbox in time",
  description:
    "now is what the time shall be from here on, with its offset; null goes back to the world's time. Answered once every process of the sandbox has followed. Tokens, locks and retries keep the world's time, and so does the venue.",
  body: z
    .strictObject({ now: z.iso.datetime({ offset: true, error: "must be an RFC 3339 time" }).nullable() })
    .openapi("ClockChange"),
  answer: z.strictObject({ now: answers.time }).openapi("ClockAnswer"),
  handle: async ({ desk, actor, body }) => {
    doorsOf(desk);
    const now = await moveClock(desk.ctx, actor, body.now === null ? null : new Date(body.now));
    return { now: now.toISOString() };
  },
});

/** The doors of the sandbox; the app answers 404 before a handler asks for them in production. */
function doorsOf(desk: RestDesk): SandboxDoors {
  if (desk.sandbox === null) throw new AppError("NOT_FOUND", "there is no sandbox here");
  return desk.sandbox;
}

export const venue = route({
  method: "post",
  path: "/sandbox/venue",
  operationId: "setSandboxVenue",
  permission: "controlSandbox",
  sandboxOnly: true,
  tag,
  summary: "Set faults of the simulated venue",
  description:
    "Merged into what is set, for one symbol or for all; reset forgets it first. An order keeps what was set when the venue took it.",
  body: venueBody,
  answer: z
    .strictObject({ settings: venueSettings, symbols: z.record(z.string(), venueSettings.partial()) })
    .openapi("VenueControlAnswer"),
  handle: async ({ desk, actor, body }) =>
    Response.json(await controlVenue(desk.ctx, actor, doorsOf(desk).venue, body)),
});
