/** The quick start, as /docs shows it and docs/quick-start.md holds it; a database test runs its commands as they stand. */

export type QuickStep = {
  id: string;
  title: string;
  text: string;
  curl: string;
  typescript: string;
};

export const quickStartIntro = `Six steps from a password to a verified event. The commands run against a sandbox as they stand; set PRORATA to another desk's address
and use your own firm's login there. Every call that changes something can be sent again unchanged.`;

export const quickSteps: readonly QuickStep[] = [
  {
    id: "sign-in",
    title: "Sign in",
    text: "A token holds for 24 hours and goes into Authorization, with or without Bearer. A key that an admin made at the desk goes there the same way, without this step.",
    curl: `PRORATA="\${PRORATA:-http://localhost:3000/api/v2}"
TOKEN=$(curl -sf "$PRORATA/login" -H "Content-Type: application/json" \\
  -d '{"logonId":"demo-api","password":"prorata-demo"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    typescript: `const prorata = process.env.PRORATA ?? "http://localhost:3000/api/v2";
let token = "";

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(prorata + path, {
    method,
    headers: { "Content-Type": "application/json", ...(token === "" ? {} : { Authorization: token }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(\`\${answer.error}: \${answer.message} (\${answer.requestId})\`);
  return answer;
}

token = (await call("POST", "/login", { logonId: "demo-api", password: "prorata-demo" })).token;`,
  },
  {
    id: "open",
    title: "Open a batch",
    text: "You choose the batchTransactionId. NOTIONAL batches are in USD, QUANTITY batches in coin.",
    curl: `newid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
BATCH=$(newid)
curl -sf "$PRORATA/allocation/trade/batch/open" -H "Authorization: $TOKEN" -H "Content-Type: application/json" \\
  -d '{"batchTransactionId":"'$BATCH'","symbol":"BTCUSD","type":"NOTIONAL"}'`,
    typescript: `const batchTransactionId = crypto.randomUUID();
await call("POST", "/allocation/trade/batch/open", {
  batchTransactionId,
  symbol: "BTCUSD",
  type: "NOTIONAL",
});`,
  },
  {
    id: "allocate",
    title: "Allocate, one by one or in bulk",
    text: "A refusal is a 200 with status REJECTED and its reason. In bulk, up to 100,000 rows come as a JSON array, as one object a line, or as CSV; a row that was sent before is counted in duplicates.",
    curl: `curl -sf "$PRORATA/allocation/trade/batch/allocate" -H "Authorization: $TOKEN" -H "Content-Type: application/json" \\
  -d '{"batchTransactionId":"'$BATCH'","clientTransactionId":"'$(newid)'","account":"AT00001","side":"BUY","symbol":"BTCUSD","amount":"200"}'

curl -sf "$PRORATA/allocation/trade/batch/$BATCH/allocations" -H "Authorization: $TOKEN" -H "Content-Type: text/csv" \\
  --data-binary @- <<CSV
account,amount,clientTransactionId,side,symbol
AT00002,50.00,$(newid),BUY,BTCUSD
AT00003,75.25,$(newid),BUY,BTCUSD
CSV`,
    typescript: `await call("POST", "/allocation/trade/batch/allocate", {
  batchTransactionId,
  clientTransactionId: crypto.randomUUID(),
  account: "AT00001",
  side: "BUY",
  symbol: "BTCUSD",
  amount: "200",
});

const rows = [
  { account: "AT00002", amount: "50.00" },
  { account: "AT00003", amount: "75.25" },
].map((row) => ({ ...row, clientTransactionId: crypto.randomUUID(), side: "BUY", symbol: "BTCUSD" }));
const bulk = await call("POST", \`/allocation/trade/batch/\${batchTransactionId}/allocations\`, rows);
console.log(bulk.accepted, bulk.rejected, bulk.duplicates);`,
  },
  {
    id: "close",
    title: "Close it with the number of accepted allocations",
    text: "A wrong number is a 400 that names what was expected and what was accepted; the batch stays OPEN. After the close the batch is checked, sent to the market as one order, and shared at its average price.",
    curl: `curl -sf "$PRORATA/allocation/trade/batch/close" -H "Authorization: $TOKEN" -H "Content-Type: application/json" \\
  -d '{"batchTransactionId":"'$BATCH'","allocations":3}'

until curl -sf "$PRORATA/allocation/trade/batch/$BATCH" -H "Authorization: $TOKEN" | grep -E '"status":"(COMPLETE|REJECTED)"'; do sleep 1; done
curl -sf "$PRORATA/allocation/trade/batch/$BATCH/allocations" -H "Authorization: $TOKEN"`,
    typescript: `await call("POST", "/allocation/trade/batch/close", { batchTransactionId, allocations: 3 });

let batch = { status: "CLOSED" };
while (batch.status !== "COMPLETE" && batch.status !== "REJECTED") {
  await new Promise((resolve) => setTimeout(resolve, 500));
  batch = await call("GET", \`/allocation/trade/batch/\${batchTransactionId}\`);
}
const { items } = await call("GET", \`/allocation/trade/batch/\${batchTransactionId}/allocations\`);
for (const one of items) console.log(one.request.account, one.status, one.quantity, one.netMoney);`,
  },
  {
    id: "pull",
    title: "Pull events",
    text: "Oldest first; ask again with after = next, and keep next with what you have processed. Each event comes at least once: deduplicate on message_id.",
    curl: `curl -sf "$PRORATA/events?after=0&limit=100" -H "Authorization: $TOKEN"`,
    typescript: `const seen = new Set<string>();
for (let after = "0"; ; ) {
  const page = await call("GET", \`/events?after=\${after}&limit=1000\`);
  if (page.items.length === 0) break;
  for (const event of page.items) {
    if (seen.has(event.message_id)) continue;
    seen.add(event.message_id);
    console.log(event.position, event.event_type, event.payload.status);
  }
  after = page.next;
}`,
  },
];

/** The last step: what a firm runs, not what it calls. Its secret is shown once, when the endpoint is made. */
export const receiveStep: QuickStep = {
  id: "receive",
  title: "Receive a webhook",
  text: "Register an HTTPS address; signingSecret is answered only then. Deliveries follow Standard Webhooks: verify the raw bytes before you read them, answer 2xx at once, and work afterwards. A sandbox calls 127.0.0.1 only if it was started with WEBHOOK_ALLOWED_HOSTS=127.0.0.1.",
  curl: `curl -sf "$PRORATA/webhook-endpoints" -H "Authorization: $TOKEN" -H "Content-Type: application/json" \\
  -d '{"url":"https://hooks.your-firm.test/prorata","description":"Books"}'`,
  typescript: `import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.SIGNING_SECRET ?? "");
const processed = new Set<string>();

createServer(async (request, response) => {
  const body = await buffer(request);
  try {
    const event = webhook.verify(body, request.headers as Record<string, string>) as { message_id: string };
    response.writeHead(204).end();
    if (processed.has(event.message_id)) return;
    processed.add(event.message_id);
    console.log(body.toString());
  } catch {
    response.writeHead(400).end();
  }
}).listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => console.log("listening"));`,
};
