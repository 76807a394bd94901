import pg from "pg";

export type Listener = { close(): Promise<void> };

const reconnectMs = 1_000;

/**
 * Listens on one connection of its own; a lost one is made again. `onConnect` runs whenever listening begins, because what was
 * told in between went unheard.
 */
export function listen(
  databaseUrl: string,
  channel: "prorata_batch" | "prorata_event",
  heard: { onNotification(payload: string): void; onConnect(): void },
): Listener {
  let client: pg.Client | null = null;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) return;
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: "prorata-live",
      keepAlive: true,
    });
    next.on("notification", (notification) => heard.onNotification(notification.payload ?? ""));
    next.on("error", () => undefined);
    next.on("end", () => {
      client = null;
      if (!closed) setTimeout(() => void connect(), reconnectMs).unref();
    });
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      client = next;
      heard.onConnect();
    } catch {
      await next.end().catch(() => undefined);
    }
  };
  void connect();
  return {
    close: async () => {
      closed = true;
      await client?.end();
    },
  };
}
