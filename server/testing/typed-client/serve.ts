import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";

/** A fetch handler over a real socket of the loopback address; `close` ends its connections. */
export async function serveFetch(
  fetchHandler: (request: Request) => Response | Promise<Response>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (incoming, outgoing) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const body = incoming.method === "GET" || incoming.method === "HEAD" ? null : await text(incoming);
    const url = `http://${incoming.headers.host}${incoming.url}`;
    const method = incoming.method ?? "GET";
    const answer = await fetchHandler(new Request(url, { method, headers, body }));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) outgoing.end();
    else Readable.from(answer.body).pipe(outgoing);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
