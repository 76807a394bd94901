import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import pg from "pg";
import { z } from "zod";
import { restApp } from "@/server/api/rest/app";
import { startProcess } from "@/server/process";

/** The firm API behind Node's own HTTP server, and beside it a bare route that does one INSERT of the same row. */

const { ctx, config } = await startProcess("web");
const app = restApp(async () => ({ ctx, sandbox: null, config }));

async function serveRest(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, [value].flat().join(", "));
  }
  const url = `http://${request.headers.host ?? ""}${request.url ?? "/"}`;
  const method = request.method ?? "GET";
  const answer = await app.fetch(new Request(url, { method, headers, ...(body === "" ? {} : { body }) }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

const bareBody = z.object({
  firmId: z.string(),
  batchId: z.string(),
  account: z.string(),
  amount: z.string(),
  clientTransactionId: z.string(),
  side: z.string(),
  symbol: z.string(),
  bpsCommission: z.number(),
});
const barePools = new Map<string, pg.Pool>();

/** Connections of as many as the desk's pool has, each of one firm for good. */
function barePool(firmId: string): pg.Pool {
  const known = barePools.get(firmId);
  if (known !== undefined) return known;
  const pool = new pg.Pool({ connectionString: config.databaseUrl, max: config.databasePool });
  pool.on("connect", (client) => void client.query(`set prorata.firm_id = '${BigInt(firmId)}'`));
  barePools.set(firmId, pool);
  return pool;
}

async function serveBare(response: ServerResponse, body: string): Promise<void> {
  const row = bareBody.parse(JSON.parse(body));
  const { rows } = await barePool(row.firmId).query<{ id: string; createdAt: Date }>(
    `insert into allocations (firm_id, batch_id, client_transaction_id, account, investor_account_id, side, symbol, amount, bps_commission)
     select $1, $2, $3, $4, a.id, $5, $6, $7, $8 from investor_accounts a where a.firm_id = $1 and a.account = $4
     returning public_id as id, created_at as "createdAt"`,
    [
      row.firmId,
      row.batchId,
      row.clientTransactionId,
      row.account,
      row.side,
      row.symbol,
      row.amount,
      row.bpsCommission,
    ],
  );
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ ...rows[0], status: "PENDING" }));
}

createServer(async (request, response) => {
  const body = await text(request);
  await (request.url === "/bare" ? serveBare(response, body) : serveRest(request, response, body));
}).listen(Number(process.env.PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
