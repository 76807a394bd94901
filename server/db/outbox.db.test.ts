import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openWith } from "@/server/testing/batches";
import { type Harness, startHarness } from "@/server/testing/harness";
import { appendEvents } from "./outbox";
import { withFirmTx } from "./transaction";

let desk: Harness;
let listener: pg.Client;
const heard: string[] = [];
beforeAll(async () => {
  desk = await startHarness();
  listener = new pg.Client({ connectionString: desk.database.appUrl });
  await listener.connect();
  listener.on("notification", ({ payload }) => heard.push(payload ?? ""));
  await listener.query("listen prorata_event");
});
afterAll(async () => {
  await listener.end();
  await desk.close();
});

const event = { kind: "batch", status: "OPEN", allocationId: null, payload: { status: "OPEN" } } as const;

test("events wake the relay of their firm once, when they are committed, and not when they are not", async () => {
  const batch = await openWith(desk, { type: "NOTIONAL", lines: [] });
  await vi.waitFor(() => expect(heard).toEqual([desk.trader.firmId]));
  const append = (thenFail: boolean) =>
    withFirmTx(desk.ctx.pool, desk.trader.firmId, async (tx) => {
      await appendEvents(tx, batch.batchId, new Date(), [event, event]);
      await appendEvents(tx, batch.batchId, new Date(), [event]);
      if (thenFail) throw new Error("rolled back");
    });
  await expect(append(true)).rejects.toThrow("rolled back");
  await append(false);
  // Heard after all that was sent before it on this channel.
  await desk.owner.query("notify prorata_event, 'end'");
  await vi.waitFor(() => expect(heard.at(-1)).toBe("end"));
  expect(heard).toEqual([desk.trader.firmId, desk.trader.firmId, "end"]);
});
