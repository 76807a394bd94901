import { createServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { EventSink } from "@/server/integrations/ports";
import { webhookSink } from "@/server/integrations/sinks/webhook";

export const webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const sinkEvent = {
  messageId: "msg_0198b3f2",
  eventType: "allocation/batch/1",
  batchId: "batch-1",
  body: '{"event_type":"allocation/batch/1","payload":{"amount":"0.10","name":"Zoë €𝄞"}}',
};

/** Webhook receivers on loopback and sinks that call them, as many as a test needs; `close` ends them all. */
export function openReceivers() {
  const closers: (() => Promise<unknown>)[] = [];

  async function listen(server: Server): Promise<string> {
    const sockets = new Set<Socket>();
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    return `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  function openSink(
    host: string,
    more: { url?: string; secrets?: string[]; deadlineMs?: number } = {},
  ): EventSink {
    const { url = `http://${host}/hook?key=1`, secrets = [webhookSecret], deadlineMs } = more;
    const sink = webhookSink({ kind: "WEBHOOK", url, secrets }, { allowedHosts: [host], deadlineMs });
    closers.push(() => sink.close());
    return sink;
  }

  return {
    /** Starts a server on a free port and resolves with its host and port. */
    listen,
    openSink,
    /** One attempt at a receiver that answers like this. */
    async attempt(listener: RequestListener, deadlineMs = 15_000) {
      return openSink(await listen(createServer(listener)), { deadlineMs }).attempt(sinkEvent);
    },
    /** One attempt at a receiver that writes bytes of its own as soon as it is asked. */
    async attemptRaw(onRequest: (socket: Socket) => void, deadlineMs = 15_000) {
      const server = createTcpServer((socket) => socket.once("data", () => onRequest(socket)));
      return openSink(await listen(server), { deadlineMs }).attempt(sinkEvent);
    },
    async close(): Promise<void> {
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}
