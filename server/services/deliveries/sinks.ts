import type { Context } from "@/server/context";
import type { ClaimedStream } from "@/server/db/deliveries";
import type { EventSink } from "@/server/integrations/ports";
import { openTarget } from "../endpoints/open-target";

type Open = { sink: EventSink; key: string };

/** The ways to the endpoints a relay works for, each opened once and anew when its endpoint changes. */
export function openSinks(ctx: Context) {
  const open = new Map<string, Open>();
  const closing = new Set<Promise<void>>();
  return {
    /** The way to the endpoint; null, with a line in the log, when its secrets cannot be opened. */
    of(endpoint: ClaimedStream["endpoint"]): EventSink | null {
      const now = ctx.clock.now();
      const overlaps = endpoint.previousSecretUntil !== null && endpoint.previousSecretUntil > now;
      const key = `${endpoint.version} ${overlaps}`;
      const known = open.get(endpoint.id);
      if (known?.key === key) return known.sink;
      if (known !== undefined) {
        const closed = known.sink.close().finally(() => closing.delete(closed));
        closing.add(closed);
        open.delete(endpoint.id);
      }
      try {
        const sink = ctx.sinks.open(openTarget(ctx.vault, endpoint, now));
        open.set(endpoint.id, { sink, key });
        return sink;
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        ctx.logger.error({ endpointId: endpoint.id, text }, "an endpoint cannot be opened");
        return null;
      }
    },
    close: async (): Promise<void> => {
      await Promise.all([...closing, ...[...open.values()].map(({ sink }) => sink.close())]);
      open.clear();
    },
  };
}
