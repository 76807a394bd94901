import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, startHarness } from "@/server/testing/harness";
import { clockPollMs, followSandboxClock, moveSandboxClock } from "./sandbox-clock";
import { createPool, withFirmTx } from "./transaction";

let desk: Harness;
beforeAll(async () => {
  desk = await startHarness();
});
afterAll(() => desk.close());

const move = (now: Date | null) =>
  withFirmTx(desk.ctx.pool, desk.trader.firmId, (tx) => moveSandboxClock(tx, now));

test("every process follows a moved clock within two looks, and back again", async () => {
  const pools = ["web", "worker"].map((name) => createPool(desk.database.appUrl, 2, name));
  const clocks = await Promise.all(pools.map((pool) => followSandboxClock(pool)));
  const far = () => clocks.map((clock) => Math.round((clock.now().getTime() - Date.now()) / 86_400_000));
  expect(far()).toEqual([0, 0]);
  await move(new Date(Date.now() + 40 * 86_400_000));
  await expect.poll(far, { timeout: 2 * clockPollMs }).toEqual([40, 40]);
  await move(null);
  await expect.poll(far, { timeout: 2 * clockPollMs }).toEqual([0, 0]);
  await Promise.all(pools.map((pool) => pool.end()));
});

test("a time too far away is refused and changes nothing", async () => {
  await expect(move(new Date("2226-01-01T00:00:00Z"))).rejects.toThrow("within 100 years");
  const { rows } = await desk.owner.query("select clock_offset_ms as ms from installation");
  expect(rows).toEqual([{ ms: "0" }]);
});

test("the database keeps a production installation at the world's time", async () => {
  await desk.owner.query("update installation set kind = 'PRODUCTION'");
  await expect(move(new Date(Date.now() + 60_000))).rejects.toThrow("installation_clock_offset");
  await desk.owner.query("update installation set kind = 'SANDBOX'");
});
