import { expect, test } from "vitest";
import { BATCH_EVENT, eventBody } from "./events";

test("the bytes say exactly what was given, without the two characters that queues refuse", () => {
  const account = "\uFFFE and \uFFFF, ünïcode 𝄞, \u2028";
  const body = eventBody({
    eventType: BATCH_EVENT,
    messageId: "id",
    payload: { account },
    timestamp: "2026-01-03T06:02:13.424Z",
  });
  expect(body).not.toMatch(/[\uFFFE\uFFFF]/);
  expect(JSON.parse(body)).toEqual({
    event_type: BATCH_EVENT,
    message_id: "id",
    payload: { account },
    timestamp: "2026-01-03T06:02:13.424Z",
  });
});
