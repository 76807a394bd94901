import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a receiver of webhooks got it. */
export type Received = { headers: IncomingHttpHeaders; body: string };
export type Answer = { status: number; headers?: Record<string, string>; delayMs?: number };

/** A firm's own receiver of webhooks on a loopback port; `answer` decides what each request is told. */
export async function startReceiver() {
  const received: Received[] = [];
  let answer: (request: Received, index: number) => Answer = () => ({ status: 200 });
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const one = { headers: request.headers, body };
      received.push(one);
      const { status, headers = {}, delayMs = 0 } = answer(one, received.length - 1);
      setTimeout(() => response.writeHead(status, headers).end("seen"), delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/events`,
    received,
    /** The message ids in the order in which they came. */
    ids: () => received.map(({ headers }) => String(headers["webhook-id"])),
    answerWith: (fn: (request: Received, index: number) => Answer) => {
      answer = fn;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
