import { createServer } from "node:http";

/** A firm's receiver of webhooks: notes when each message first came, by the clock of this host, and answers 200. */

const arrivals = new Map<string, number>();

createServer((request, response) => {
  const now = Date.now();
  const id = request.headers["webhook-id"];
  if (request.method === "GET") return void response.end(JSON.stringify([...arrivals]));
  if (request.method === "DELETE") arrivals.clear();
  if (typeof id === "string" && !arrivals.has(id)) arrivals.set(id, now);
  request.resume();
  request.on("end", () => response.end("ok"));
}).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
