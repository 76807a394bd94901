import { startRelayProcess } from "@/server/process";
import { Relay } from "@/server/services/deliveries/relay";
import { sweepDeliveries } from "@/server/services/deliveries/sweep-deliveries";
import { sweepRequests } from "@/server/services/requests/sweep-requests";
import { runUntilStopped } from "./drain";

/** The process that places committed events in the firm-wide order and brings them to the endpoints. Any number may run. */

/** Retries become due without anybody saying so. */
const idleMs = 250;
const afterFaultMs = 1_000;
const sweepMs = 300_000;

let relay: Relay | null = null;
const { ctx, queue, listener } = await startRelayProcess(() => relay?.wake());
relay = new Relay(ctx);
const working = relay;
const signal = runUntilStopped(async () => {
  working.wake();
  await working.stop();
  await listener.close();
  await queue.stop(1_000);
  await ctx.pool.end();
});

let nextSweepAt = performance.now() + sweepMs;
while (!signal.aborted) {
  let pauseMs = 0;
  try {
    pauseMs = (await working.turn()) === 0 ? idleMs : 0;
    if (performance.now() > nextSweepAt) {
      nextSweepAt = performance.now() + sweepMs;
      await sweepDeliveries(ctx);
      await sweepRequests(ctx);
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    ctx.logger.warn({ text }, "events could not be relayed and will be tried again");
    pauseMs = afterFaultMs;
  }
  if (pauseMs > 0) await working.pause(pauseMs);
}
